"""The facts behind a line as people read them: what it is, its number, the customer, and what counts of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.commission import words
from engines.money import round_half_up
from tandem.core.actor import Actor
from tandem.orders.queries import visible_orders
from tandem.work.queries import visible_reports, visible_requests

from .plans.blocks import MEASURES
from .sheets import SheetRow
from .telling import Told, plain_fact, reader_language

MONEY = ("revenue", "margin")
KINDS = {
    "order": gettext_lazy("Order"),
    "line": gettext_lazy("Order line"),
    "invoice": gettext_lazy("Invoice"),
    "payment": gettext_lazy("Payment"),
    "credit_note": gettext_lazy("Credit note"),
    "cancellation": gettext_lazy("Cancellation"),
    "visit": gettext_lazy("Visit"),
    "answer": gettext_lazy("First answer in time"),
}
OURS = {"V": "visit", "A": "answer"}  # facts without a number of their own


@dataclass(frozen=True)
class Measured:
    """One quota, or the pool, that facts count towards; amounts in cents where it is money."""

    label: str
    reached: Fraction
    is_money: bool

    @property
    def reached_cents(self) -> int:
        """Rounded to be shown."""
        return round_half_up(self.reached)

    @property
    def reached_text(self) -> str:
        """Where it is no amount."""
        return words.decimal(self.reached, reader_language())


@dataclass(frozen=True)
class Behind:
    """One fact; texts in the language in force, cents only where it counts as money."""

    row: SheetRow
    kind: str
    number: str
    customer: str
    url: str
    towards: Measured
    share: str
    value: str
    counts: str

    @property
    def value_cents(self) -> int | None:
        """Of the whole fact, rounded to be shown."""
        value = self.row.value
        return None if value is None or not self.towards.is_money else round_half_up(value)

    @property
    def counts_cents(self) -> int | None:
        """What counts of it, rounded to be shown."""
        return round_half_up(self.row.counts) if self.towards.is_money else None

    @property
    def title(self) -> str:
        """Invoice R-17, credit note G-3 for order 5."""
        told = f"{self.kind} {self.number}".strip()
        if self.row.is_back and self.row.kind == "credit_note" and self.row.deal:
            return _("%(fact)s for order %(order)s") % {"fact": told, "order": self.row.deal}
        return told


def measures_of(line: Told) -> list[Measured]:
    """What the facts of a line count towards."""
    labels = {key: str(label) for key, label in MEASURES}
    found = [
        Measured(
            labels.get(one["measure"], one["measure"]),
            Fraction(one["reached"]),
            one["measure"] in MONEY,
        )
        for one in line.inputs.get("measures", [])
    ]
    return found or [Measured(str(_("Pool")), Fraction(line.inputs.get("pool_cents", 0)), is_money=True)]


def named_rows(rows: Iterable[tuple[SheetRow, Sequence[Measured]]], actor: Actor) -> list[Behind]:
    """With what the reader may see of orders, visits and requests; a statement for each of these that there are."""
    wanted = list(rows)
    found = _found([row for row, _measures in wanted], actor)
    return [_named(row, measures[row.measure], found) for row, measures in wanted]


def _found(rows: Sequence[SheetRow], actor: Actor) -> Mapping[str, Any]:
    deals = {row.deal for row in rows if row.deal}
    events = [row.fact.partition("/") for row in rows if not row.deal]
    keys = {letter: {int(key) for kind, _slash, key in events if kind == letter and key.isdigit()} for letter in OURS}
    found: dict[str, Any] = {}
    if deals:
        orders = visible_orders(actor).filter(number__in=deals).select_related("customer")
        found |= {order.number: order for order in orders}
    if keys["V"]:
        found |= {f"V/{row.pk}": row for row in visible_reports(actor).filter(pk__in=keys["V"])}
    if keys["A"]:
        found |= {f"A/{row.pk}": row for row in visible_requests(actor).filter(pk__in=keys["A"])}
    return found


def _named(row: SheetRow, towards: Measured, found: Mapping[str, Any]) -> Behind:
    thing, language = found.get(row.deal or row.fact), reader_language()
    number = "" if row.fact.partition("/")[0] in OURS else plain_fact(row.cause)
    return Behind(
        row,
        str(KINDS.get(row.kind, row.kind)),
        number,
        thing.customer.label if thing is not None else "",
        thing.get_absolute_url() if thing is not None else "",
        towards,
        "" if row.share is None else words.share(row.share, language),
        "" if row.value is None else words.decimal(row.value, language),
        words.decimal(row.counts, language),
    )

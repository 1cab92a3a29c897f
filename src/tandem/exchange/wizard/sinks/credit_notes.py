"""Credit notes of the ERP: one row per line, or one for all that is left of an order; by the action of orders."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.events import trail
from tandem.core.numbers import MONEY, QUANTITY, format_decimal
from tandem.core.rules import allows
from tandem.exchange.models import ImportMode
from tandem.exchange.wizard.cells import Field, Parsed, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad, held
from tandem.orders.actions import issue_credit_note
from tandem.orders.actions.credit import credit_parts
from tandem.orders.models import Cause, CreditNote, CreditNoteLine, Order, OrderLine, OrderStatus
from tandem.orders.queries import visible_orders
from tandem.orders.rules import can_credit_order

from .order_lines import pick_line

FAR = 10**15
LINE = ("position", "product", "quantity")
HEAD = ("order", "issued_on", "cause", "reason")  # what the rows of one credit note say alike
_LINE_GROUP = gettext_lazy("Order line")
_CAUSES = words_of(
    Cause.choices, kunde="customer_withdrew", widerruf="customer_withdrew", rueckgabe="customer_withdrew",
    rückgabe="customer_withdrew", retoure="customer_withdrew", kundenstorno="customer_withdrew",
    customer="customer_withdrew", customer_return="customer_withdrew", withdrawal="customer_withdrew",
    nicht_lieferbar="could_not_deliver", nicht_geliefert="could_not_deliver", lieferausfall="could_not_deliver",
    not_delivered="could_not_deliver", out_of_stock="could_not_deliver", short_delivery="could_not_deliver",
    mangel="own_failure", reklamation="own_failure", defekt="own_failure", falschlieferung="own_failure",
    transportschaden="own_failure", eigener_fehler="own_failure", defect="own_failure", damaged="own_failure",
    complaint="own_failure", wrong_item="own_failure", our_mistake="own_failure",
    kulant="goodwill", kulanzgutschrift="goodwill", gesture="goodwill", courtesy="goodwill",
    sonstige="other", sonstiges="other", andere="other", misc="other",
)  # fmt: skip


@dataclass
class Noted:
    """A credit note that stands: of which order and day, how much of which line."""

    order: int
    day: date
    quantities: Mapping[int, int]


@dataclass
class Known:
    """What is given back of each line (quantity, cents), the notes by their number, and numbers that are used up."""

    standing: dict[int, tuple[int, int]] = field(default_factory=dict)
    notes: dict[str, Noted] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    read: set[int] = field(default_factory=set)

    def add(self, number: str, noted: Noted, parts: Sequence[CreditNoteLine]) -> None:
        """One more credit note."""
        self.notes[number] = noted
        for part in parts:
            pieces, cents = self.standing.get(part.line_id, (0, 0))
            self.standing[part.line_id] = (pieces + part.quantity, cents + part.net_cents)


class CreditNoteSink(Sink):
    """Credit notes are added, never changed. They go in whole or not at all."""

    modes = (ImportMode.CREATE,)
    fields = (
        Field("number", gettext_lazy("Credit note number"), needed=True, model=CreditNote),
        Field("order", gettext_lazy("Order number"), needed=True),
        Field("issued_on", gettext_lazy("Issued on"), kind="day", needed=True),
        picked("cause", gettext_lazy("Cause"), Cause.choices, _CAUSES),
        Field("reason", gettext_lazy("Reason"), model=CreditNote, fixed=True),
        Field("position", gettext_lazy("Position"), kind="number", most=10**6, group=_LINE_GROUP),
        Field("product", gettext_lazy("Product number"), group=_LINE_GROUP),
        Field("quantity", gettext_lazy("Quantity given back"), kind="number", places=3, least=-FAR, most=FAR,
              group=_LINE_GROUP),
        Field("net", gettext_lazy("Net"), kind="number", places=2, least=-FAR, most=FAR, group=_LINE_GROUP),
    )  # fmt: skip
    keys = (("number", gettext_lazy("credit note number")),)

    def group(self, row: Parsed) -> Hashable:
        """The rows of one credit note."""
        return row.values.get("number") or f"line {row.line}"

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Note by note, each after what those before it have given back."""
        orders = self._orders({row.values["order"] for row in rows if row.values.get("order")})
        lines: dict[int, list[OrderLine]] = {}
        keys = [order.pk for order in orders.values()]
        for line in OrderLine.objects.filter(order__in=keys).select_related("product").order_by("position"):
            lines.setdefault(line.order_id, []).append(line)
        known = self._known(keys, {row.values["number"] for row in rows if row.values.get("number")})
        verdicts: list[Verdict] = []
        for _key, group in groupby(rows, self.group):
            found = list(group)
            order = orders.get(found[0].values.get("order", ""))
            verdicts += self._judge(found, order, lines.get(order.pk, []) if order else [], known)
        return verdicts

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """By the action that the page calls."""
        with trail(self.ctx.trail):
            for verdict in verdicts:
                if "order" in verdict.found:
                    issue_credit_note(verdict.found["order"], **verdict.found["values"], actor=self.ctx.actor,
                                      at=self.ctx.at)  # fmt: skip

    def _orders(self, numbers: set[str]) -> dict[str, Order]:
        rows = visible_orders(self.ctx.actor).filter(number__in=numbers).select_related("customer", "tandem")
        return {order.number: order for order in held(rows, self.ctx)}

    def _known(self, orders: Sequence[int], numbers: set[str]) -> Known:
        """From the database; before anything is written, with what earlier lots would have brought."""
        known = Known() if self.ctx.lock else self.ctx.cache.setdefault("known", Known())
        fresh = set(orders) - known.read
        given = CreditNoteLine.objects.filter(note__order__in=fresh, note__withdrawal=None).order_by()
        for line, *sums in given.values_list("line").annotate(pieces=Sum("quantity"), cents=Sum("net_cents")):
            known.standing[line] = (sums[0], sums[1])
        known.read |= fresh
        rows = CreditNote.objects.filter(number__in=numbers - known.notes.keys()).exclude(withdrawal__frees_number=True)
        for note in rows.select_related("withdrawal").prefetch_related("lines"):
            quantities = {part.line_id: part.quantity for part in note.lines.all()}
            known.notes[note.number] = Noted(note.order_id, note.issued_on, quantities)
            known.used |= {note.number} if note.is_withdrawn else set()
        return known

    def _judge(
        self, rows: list[Parsed], order: Order | None, lines: Sequence[OrderLine], known: Known
    ) -> list[Verdict]:
        first = rows[0]
        self._check_head(rows, order)
        wanted = _quantities(rows, lines) if order is not None and not any(row.problems for row in rows) else {}
        number = first.values.get("number", "")
        if order is None or any(row.problems for row in rows):
            return _refused(rows)
        if number in known.notes:
            return self._again(rows, order, wanted, known)
        wanted = wanted or {line.pk: _left(line, known) for line in lines if _left(line, known)}
        _check_left(rows, lines, known, wanted)
        if any(row.problems for row in rows):
            return _refused(rows)
        parts = credit_parts(lines, wanted, known.standing)
        _check_net(rows, parts)
        if any(row.problems for row in rows):
            return _refused(rows)
        known.add(number, Noted(order.pk, first.values["issued_on"], wanted), parts)
        verdicts = [Verdict(row, State.NEW) for row in rows]
        verdicts[0].found = {"order": order, "values": {"quantities": wanted, **_said(first)}}
        return verdicts

    def _check_head(self, rows: list[Parsed], order: Order | None) -> None:
        first = rows[0]
        day, named = first.values.get("issued_on"), first.values.get("order")
        if order is None:
            if named:
                first.problems.setdefault("order", _("there is no order “%(number)s”") % {"number": named[:80]})
            return
        if len({tuple(row.values.get(name) for name in HEAD) for row in rows}) > 1:
            first.problems.setdefault("", _("the rows of this credit note name several orders, days or reasons"))
        if not allows(can_credit_order, self.ctx.actor, order):
            first.problems.setdefault("order", _("only its tandem and manager may credit an order of this customer"))
        elif order.status != OrderStatus.CONFIRMED:
            told = _("is cancelled") if order.status == OrderStatus.CANCELLED else _("is not confirmed")
            first.problems.setdefault("order", told)
        if day and not order.ordered_on <= day <= self.ctx.actor.today:
            first.problems.setdefault("issued_on", _("lies before the order or in the future"))
        if not first.values.get("reason") and not first.values.get("cause"):
            first.problems.setdefault("reason", _("is empty, and so is the cause"))

    def _again(self, rows: list[Parsed], order: Order, wanted: Mapping[int, int], known: Known) -> list[Verdict]:
        """A number that is here: the same note once more is nothing new, another one is refused."""
        number, noted = rows[0].values["number"], known.notes[rows[0].values["number"]]
        if number in known.used:
            return _all_bad(rows, _("was withdrawn here; its number is used up"))
        whole = not wanted
        same = (noted.order, noted.day) == (order.pk, rows[0].values["issued_on"])
        if same and (whole or dict(noted.quantities) == dict(wanted)):
            return [Verdict(row, State.SAME) for row in rows]
        return _all_bad(rows, _("is here already with another order, day or quantity; credit notes stand"))


def _quantities(rows: Sequence[Parsed], lines: Sequence[OrderLine]) -> dict[int, int]:
    """How much of which line, by its id; nothing where one row speaks of the whole order."""
    if len(rows) == 1 and all(rows[0].values.get(name) is None for name in LINE):
        return {}
    wanted: dict[int, int] = {}
    for row in rows:
        line = pick_line(row, lines)
        quantity = abs(row.values.get("quantity") or 0)  # some write what is given back with a minus
        if not quantity:
            row.problems.setdefault("quantity", _("is empty"))
        elif line is not None:
            row.values["line"] = line.pk
            wanted[line.pk] = wanted.get(line.pk, 0) + quantity
    return wanted


def _left(line: OrderLine, known: Known) -> int:
    return int(line.quantity) - known.standing.get(line.pk, (0, 0))[0]


def _check_left(rows: Sequence[Parsed], lines: Sequence[OrderLine], known: Known, wanted: Mapping[int, int]) -> None:
    for line in lines:
        rest = _left(line, known)
        if wanted.get(line.pk, 0) > rest:
            told = _("of this line %(rest)s is left to be given back") % {"rest": format_decimal(rest, QUANTITY)}
            row = next(row for row in rows if row.values.get("line") == line.pk)
            row.problems.setdefault("quantity", told)
    if not wanted:
        rows[0].problems.setdefault("order", _("is wholly credited already"))


def _check_net(rows: Sequence[Parsed], parts: Sequence[CreditNoteLine]) -> None:
    """What the file says it comes to, to the cent of each row; of a whole order in all."""
    cents = {part.line_id: int(part.net_cents) for part in parts}
    if sum(cents.values()) <= 0:
        rows[0].problems.setdefault("quantity", _("is worth less than a cent"))
    whole = "line" not in rows[0].values
    for row in rows:
        said = row.values.get("net")
        alone = whole or sum(other.values.get("line") == row.values.get("line") for other in rows) == 1
        made = sum(cents.values()) if whole else cents.get(row.values.get("line", 0), 0)
        if said is not None and alone and abs(abs(said) - made) > 1:
            shown = {"net": format_decimal(made, MONEY, least=2)}
            row.problems.setdefault("net", _("this quantity is worth %(net)s of the order") % shown)


def _said(first: Parsed) -> dict[str, Any]:
    """What the action takes; a cause alone says why by its own words."""
    cause = first.values.get("cause") or Cause.OTHER
    reason = first.values.get("reason") or str(Cause(cause).label)
    return {"cause": str(cause), "reason": reason, "issued_on": first.values["issued_on"],
            "number": first.values["number"]}  # fmt: skip


def _refused(rows: Sequence[Parsed]) -> list[Verdict]:
    wrong = next((row for row in rows if row.problems), rows[0])
    told = _("its credit note was refused because of line %(line)s") % {"line": wrong.line}
    return [Verdict(row, State.BAD) if row.problems else bad(row, "", told) for row in rows]


def _all_bad(rows: Sequence[Parsed], reason: str) -> list[Verdict]:
    return [bad(row, "number", reason) for row in rows]

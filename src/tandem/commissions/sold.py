"""Order lines as facts of their own kind, beside the whole orders: for plans that pay by product or product group.

A product counts for the group it was in on the day of the order. The lines of an order sum to its net, those of a
credit note to the credit note, to the cent. Whole orders stay as they are, so nothing that was posted by them changes.
What came in as money is known of whole orders only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from engines.commission import Fact
from engines.money import allocate
from tandem.catalogue.queries import groups_in_time
from tandem.orders.freezing import cost_of
from tandem.orders.models import CreditNote, CreditNoteLine, OrderLine

from .happened import (
    COST,
    Asked,
    Blame,
    Happened,
    blame,
    first_orders,
    note_id,
    orders_of,
    whose_of,
    withdrawal_of,
)

KIND = "line"
LABELS = frozenset({"product", "group"})  # that only a line has
Nets = Mapping[str, Mapping[int, int]]  # of each order its lines by position: net in cents
FIELDS = (
    "position", "quantity", "net_cents", "product", "product__number", "product__group", "known_cost",
    "order__number", "order__ordered_on", "order__tandem", "order__seller", "order__currency",
    "order__confirmation__at", "order__cancellation__at", "order__cancellation__cause",
    "order__cancellation__reason",
    "order__customer__number", "order__confirmation__customer_class",
)  # fmt: skip


def add_lines(asked: Asked, found: Happened) -> None:
    """Four statements, and one more where the plan asks for first orders."""
    nets: dict[str, dict[int, int]] = defaultdict(dict)
    first, groups = first_orders(asked) if asked.new else set(), groups_in_time()
    rows = OrderLine.objects.filter(order__in=orders_of(asked).values("pk")).annotate(known_cost=cost_of())
    for values in rows.order_by("order__ordered_on", "order__number", "position").values(*FIELDS):
        row = {name.removeprefix("order__"): value for name, value in values.items()}
        nets[row["number"]][row["position"]] = row["net_cents"]
        if row["product"]:
            row["product__group"] = groups.on(row["product"], row["ordered_on"], row["product__group"])
        line = _line(asked, row, first)
        found.add(line, row["number"])
        if row["cancellation__at"]:
            why = blame(row["cancellation__cause"], row["cancellation__reason"])
            found.add(_gone(asked, line, row["cancellation__at"], why), row["number"])
    _credited(asked, found, nets)


def line_id(number: str, position: int) -> str:
    """How a line is called in the engine and the books: AU-2026-0001/3."""
    return f"{number}/{position}"


def _line(asked: Asked, row: Mapping[str, Any], first: set[str]) -> Fact:
    day, cost, quantity = row["ordered_on"], row["known_cost"], row["quantity"]
    labels = {"customer": row["customer__number"], "class": row["confirmation__customer_class"]}
    labels |= {"product": row["product__number"] or "", "group": row["product__group"] or ""}
    if asked.new:
        labels["new"] = "yes" if row["number"] in first else "no"
    return Fact(
        line_id(row["number"], row["position"]),
        KIND,
        day,
        asked.clock.moment(day, KIND),
        *whose_of(asked, row["tandem"], row["seller"]),
        row["net_cents"],
        0 if cost is None else Fraction(row["net_cents"] * COST - cost * quantity, COST),
        Fraction(quantity, 1_000),
        currency=row["currency"],
        known=asked.clock.known(row["confirmation__at"], day),
        labels=labels,
    )


def _gone(asked: Asked, line: Fact, gone: datetime, why: Blame) -> Fact:
    day = max(asked.clock.day(gone), line.day)
    moment, known = asked.clock.moment(day, "cancellation"), asked.clock.known(gone, day)
    whose = line.tandem, line.person
    return Fact(f"{line.id}/0", "cancellation", day, moment, *whose, of=line.id, whole=True, known=known, **why)


def _credited(asked: Asked, found: Happened, nets: Nets) -> None:
    """What of which line was given back; a credit note that names no lines takes from all of them by their net."""
    notes = CreditNote.objects.filter(order__in=orders_of(asked).values("pk"), issued_on__lt=asked.end)
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = CreditNoteLine.objects.filter(note__in=notes.values("pk")).order_by("line__position")
    for note, position, cents in rows.values_list("note", "line__position", "net_cents"):
        parts[note].append((position, cents))
    lines = {fact.id: fact for fact in found.facts if fact.kind == KIND}
    names = ("pk", "number", "edition", "issued_on", "net_cents", "cause", "reason", "at", "order__number")
    read = notes.order_by("number", "edition").values_list(*names, "withdrawal__at")
    for key, number, edition, issued, net, cause, text, at, order, gone in read:
        for position, cents in parts.get(key) or _spread(net, nets.get(order, {})):
            line = lines[line_id(order, position)]
            day = max(issued, line.day)
            moment = asked.clock.moment(day, "credit_note")
            fact = Fact(
                f"{note_id(number, edition)}/{position}", "credit_note", day, moment, line.tandem, line.person, cents,
                currency=line.currency, of=line.id, known=asked.clock.known(at, day), **blame(cause, text),
            )  # fmt: skip
            found.add(fact, order)
            if gone:
                found.add(withdrawal_of(fact, gone, asked.clock), order)


def _spread(cents: int, nets: Mapping[int, int]) -> Sequence[tuple[int, int]]:
    if not any(nets.values()):
        return []
    return list(zip(nets, allocate(cents, list(nets.values())), strict=True))

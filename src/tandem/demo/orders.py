"""Orders as rows, by the same rounding and the same credits as the actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import F
from django.utils import timezone

from tandem.core import search
from tandem.orders.actions.credit import credited_cents
from tandem.orders.credits import credit_rows, credits_as_data
from tandem.orders.entries import order_entry
from tandem.orders.freezing import freeze_terms
from tandem.orders.lines import LineInput, as_data, line_rows, order_net
from tandem.orders.models import (
    OURS,
    Credit,
    CreditNote,
    CreditNoteLine,
    CreditNoteWithdrawal,
    NumberRange,
    Order,
    OrderCancellation,
    OrderConfirmation,
    OrderLine,
    OrderStatus,
)
from tandem.orders.numbering import CREDIT_NOTE, ORDER, PREFIX
from tandem.people.models import Employee

from .deals import Deal
from .files import table
from .rota import Rota
from .stage import Stage

SOON = timedelta(minutes=25)  # in which whoever wrote an order down notices a slip


def write_orders(stage: Stage, rota: Rota, deals: list[Deal]) -> None:
    """All orders with lines, confirmations, credits, cancellations and credit notes."""
    numbers = _Numbers(stage.calendar.start, len(deals))
    for deal in deals:
        order = deal.order
        order.number = numbers.take(ORDER, order.ordered_on)
        order.status = _status(deal)
        order.version = 1 + sum(map(bool, (deal.before, deal.confirmed, deal.cancelled, deal.credited)))
    Order.objects.bulk_create(deal.order for deal in deals)
    rows = [line_rows(deal.order, deal.lines) for deal in deals]
    OrderLine.objects.bulk_create([line for lines in rows for line in lines])
    search.put_many(order_entry(deal.order) for deal in deals)
    _confirm(stage, rota, deals)
    _cancel(stage, rota, deals)
    _credit(stage, rota, [(d, lines) for d, lines in zip(deals, rows, strict=True) if d.credited], numbers)
    numbers.write()


class _Numbers:
    """The number ranges, counted here and written once. The first year had begun before the demo's three."""

    def __init__(self, start: date, orders: int) -> None:
        passed = int(orders / 3 * (start.month - 1) / 12)
        self._next = {(ORDER, start.year): 1 + passed, (CREDIT_NOTE, start.year): 1 + passed // 70}

    def take(self, name: str, day: date) -> str:
        """The next number of the day's year, as orders.numbering writes it."""
        number = self._next.get((name, day.year), 1)
        self._next[name, day.year] = number + 1
        return f"{PREFIX[name]}{day:%y}-{number:05d}"

    def write(self) -> None:
        """Let the actions go on from here."""
        NumberRange.objects.bulk_create(
            NumberRange(name=f"{name} {year}", next=number) for (name, year), number in self._next.items()
        )


def _status(deal: Deal) -> OrderStatus:
    if deal.cancelled:
        return OrderStatus.CANCELLED
    return OrderStatus.CONFIRMED if deal.confirmed else OrderStatus.CAPTURED


def _confirm(stage: Stage, rota: Rota, deals: list[Deal]) -> None:
    confirmed = [(deal, deal.confirmed) for deal in deals if deal.confirmed]
    OrderConfirmation.objects.bulk_create(
        OrderConfirmation(order=deal.order, at=at, by=deal.confirmed_by) for deal, at in confirmed
    )
    freeze_terms(Order.objects.filter(confirmation__isnull=False))
    shares = {deal.order.pk: _shares(rota, deal.order) for deal, _at in confirmed}
    Credit.objects.bulk_create([credit for group in shares.values() for credit in group])
    for deal in deals:
        net = order_net(deal.before) if deal.before else deal.order.net_cents
        _tell(stage, deal, "order.captured", deal.captured, deal.by, {"net_cents": net, "lines": len(deal.lines)})
        if deal.before and deal.confirmed:
            _tell_correction(stage, deal, deal.before, deal.confirmed)
    for deal, at in confirmed:
        changes = {"status": [str(OrderStatus.CAPTURED), str(OrderStatus.CONFIRMED)]}
        kept = credits_as_data(shares[deal.order.pk])
        _tell(stage, deal, "order.confirmed", at, deal.confirmed_by, {"changes": changes, "credits": kept})


def _shares(rota: Rota, order: Order) -> list[Credit]:
    if order.tandem_id is None:
        return []
    return credit_rows(order, rota.halves(order.tandem_id, order.ordered_on))


def _tell_correction(stage: Stage, deal: Deal, before: list[LineInput], confirmed: datetime) -> None:
    """A quantity put right between capture and confirmation."""
    at = deal.captured + min((confirmed - deal.captured) * 0.6, SOON)
    changes = {"net_cents": [order_net(before), deal.order.net_cents]}
    lines = {"old": as_data(before), "new": as_data(deal.lines)}
    _tell(stage, deal, "order.edited", at, deal.by, {"changes": changes, "lines": lines})


def _cancel(stage: Stage, rota: Rota, deals: list[Deal]) -> None:
    dice = stage.dice("cancelled")
    rows = []
    for deal in deals:
        if deal.cancelled:
            cause, reason = dice.choice(table("orders")["cancelled"])
            by = _owner(rota, deal, deal.cancelled, dice)
            why = {"cause": cause, "reason": reason}
            rows.append(OrderCancellation(order=deal.order, at=deal.cancelled, by=by, **why))
            before = OrderStatus.CONFIRMED if deal.confirmed else OrderStatus.CAPTURED
            changes = {"status": [str(before), str(OrderStatus.CANCELLED)]}
            _tell(stage, deal, "order.cancelled", deal.cancelled, by, {"changes": changes, **why})
    OrderCancellation.objects.bulk_create(rows)


def _credit(stage: Stage, rota: Rota, deals: list[tuple[Deal, list[OrderLine]]], numbers: _Numbers) -> None:
    """Part of a line given back, some weeks later."""
    dice = stage.dice("credited")
    notes, parts = [], []
    for deal, lines in sorted(deals, key=lambda pair: pair[0].credited or pair[0].captured):
        line = dice.choice([line for line in lines if line.net_cents > 0])
        quantity = line.quantity if line.quantity == 1000 else 1000 * dice.randrange(1, line.quantity // 1000 + 1)
        cents = credited_cents(line.net_cents, line.quantity, (0, 0), quantity)
        if not cents:
            continue
        by = _owner(rota, deal, deal.credited or deal.captured, dice)
        note = _note(deal, cents, dice.choice(table("orders")["credited"]), by, numbers)
        notes.append(note)
        parts.append(CreditNoteLine(note=note, line=line, quantity=quantity, net_cents=cents))
    CreditNote.objects.bulk_create(notes)
    CreditNoteLine.objects.bulk_create(parts)
    by_order = {deal.order.pk: deal for deal, _lines in deals}
    for note in notes:
        kept = {"net_cents": note.net_cents, "note": note.number, "cause": note.cause, "reason": note.reason}
        _tell(stage, by_order[note.order_id], "order.credited", note.at, note.by, {**kept, "lines": 1}, note)
    _withdraw(stage, by_order, notes)


def _withdraw(stage: Stage, by_order: Mapping[int, Deal], notes: Sequence[CreditNote]) -> None:
    """The newest one that stood for a while, and took back what was earned by it, was a mistake."""
    dice = stage.dice("withdrawn")
    for note in reversed(notes):
        at = stage.calendar.later(note.at, dice, 120)
        if at >= stage.calendar.at or note.cause in OURS:
            continue
        why = table("orders")["withdrawn"]
        CreditNoteWithdrawal.objects.create(note=note, at=at, by=note.by, reason=why)
        Order.objects.filter(pk=note.order_id).update(version=F("version") + 1)
        kept = {"net_cents": note.net_cents, "note": note.number, "reason": why}
        _tell(stage, by_order[note.order_id], "credit_note.withdrawn", at, note.by, kept, note)
        return


def _note(deal: Deal, cents: int, why: Sequence[str], by: Employee, numbers: _Numbers) -> CreditNote:
    assert deal.credited is not None  # noqa: S101  the caller has looked
    day = timezone.localdate(deal.credited)
    number, (cause, reason) = numbers.take(CREDIT_NOTE, day), why
    told = {"cause": cause, "reason": reason}
    return CreditNote(number=number, order=deal.order, issued_on=day, net_cents=cents, at=deal.credited, by=by, **told)


def _owner(rota: Rota, deal: Deal, at: datetime, dice: Random) -> Employee:
    """Who of the order's tandem does it on that day."""
    team_id = deal.firm.customer.team_id
    return rota.one_of(deal.order.tandem_id, timezone.localdate(at), dice, team_id=team_id, inside=0.8)


def _tell(
    stage: Stage,
    deal: Deal,
    verb: str,
    at: datetime,
    by: Employee | None,
    data: dict[str, Any],
    note: CreditNote | None = None,
) -> None:
    """As orders.actions.common records it."""
    subjects = [*_subjects(deal.order), *([(CreditNote.ref_kind, note.pk)] if note else [])]
    stage.diary.note(verb, at, subjects, by=by, data={**_head(deal.order), **data})


def _subjects(order: Order) -> Iterator[tuple[str, int]]:
    yield (Order.ref_kind, order.pk)
    yield ("customer", order.customer_id)
    if order.tandem_id:
        yield ("tandem", order.tandem_id)


def _head(order: Order) -> dict[str, Any]:
    return {"number": order.number, "net_cents": order.net_cents, "currency": order.currency}

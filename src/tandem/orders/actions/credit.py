"""Giving money back on a confirmed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from engines.money import round_half_up
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.rules import require
from tandem.orders.models import Cause, CreditNote, CreditNoteLine, Order, OrderLine, OrderStatus
from tandem.orders.numbering import CREDIT_NOTE, take_numbers
from tandem.orders.rules import can_credit_order
from tandem.people.queries import signed_in

from .common import check_reason, lock_order, record_order


@transaction.atomic
def issue_credit_note(
    order: Order,
    *,
    quantities: Mapping[int, int],
    reason: str,
    cause: str = Cause.OTHER,
    issued_on: date,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> CreditNote:
    """Credit quantities (thousandths, by line id) of a confirmed order, never more than is left of a line."""
    require(can_credit_order, actor, order)
    order = lock_order(order, OrderStatus.CONFIRMED, version=version)
    wanted = {key: quantity for key, quantity in quantities.items() if quantity}
    parts = _parts(list(order.lines.all()), wanted, _credited(order))
    _check(order, parts, issued_on, actor)
    check_reason(cause, reason)
    [number] = take_numbers(CREDIT_NOTE, issued_on)
    note = CreditNote.objects.create(
        number=number,
        order=order,
        issued_on=issued_on,
        net_cents=sum(part.net_cents for part in parts),
        cause=str(cause),
        reason=reason.strip()[:200],
        at=at,
        by=signed_in(actor),
    )
    for part in parts:
        part.note = note
    CreditNoteLine.objects.bulk_create(parts)
    order.version += 1
    order.save(update_fields=["version"])
    kept = {"net_cents": note.net_cents, "note": number, "cause": note.cause, "reason": note.reason}
    kept |= {"lines": len(parts)}
    record_order("order.credited", order, note, actor=actor, at=at, **kept)
    return note


def credited_cents(net_cents: int, quantity: int, before: int, more: int) -> int:
    """Cents for crediting `more` of a line of which `before` has been credited.

    The difference of what is due in all, rounded half up: parts never exceed the net, the last rest meets it.
    """
    return _due(net_cents, quantity, before + more) - _due(net_cents, quantity, before)


def _due(net_cents: int, quantity: int, credited: int) -> int:
    return round_half_up(Fraction(net_cents * credited, quantity))


def _credited(order: Order) -> dict[int, int]:
    """Quantity credited so far, by line id."""
    rows = CreditNoteLine.objects.filter(note__order=order).order_by().values("line")
    return {row["line"]: row["credited"] for row in rows.annotate(credited=Sum("quantity"))}


def _parts(lines: Sequence[OrderLine], wanted: Mapping[int, int], before: Mapping[int, int]) -> list[CreditNoteLine]:
    """Unsaved lines of the note; Invalid names each quantity that is not there as `line-<position>`."""
    wrong: dict[str, Text] = {}
    if unknown := set(wanted) - {line.pk for line in lines}:
        raise Invalid("unknown_line", _("%d of these lines do not belong to this order.") % len(unknown))
    parts = []
    for line in lines:
        done, more = before.get(line.pk, 0), wanted.get(line.pk, 0)
        if not 0 <= more <= line.quantity - done:
            wrong[f"line-{line.position}"] = _("No more than is left of this line.")
        elif more:
            cents = credited_cents(line.net_cents, line.quantity, done, more)
            parts.append(CreditNoteLine(line=line, quantity=more, net_cents=cents))
    if wrong:
        raise Invalid("quantity_wrong", _("Some quantities are not right yet."), wrong)
    return parts


def _check(order: Order, parts: Sequence[CreditNoteLine], issued_on: date, actor: Actor) -> None:
    if sum(part.net_cents for part in parts) <= 0:
        raise Invalid("nothing_credited", _("Choose a quantity that is worth at least a cent."))
    if not order.ordered_on <= issued_on <= actor.today:
        text = _("Between the day of the order and today.")
        raise Invalid("issued_wrong", text, {"issued_on": text})

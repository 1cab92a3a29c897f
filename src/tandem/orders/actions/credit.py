"""Giving money back on a confirmed order, and taking that back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from engines.money import round_half_up
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.locking import lock_name
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.orders.models import (
    Cause,
    CreditNote,
    CreditNoteLine,
    CreditNoteWithdrawal,
    Order,
    OrderLine,
    OrderStatus,
)
from tandem.orders.numbering import CREDIT_NOTE, pass_numbers, take_numbers
from tandem.orders.rules import can_credit_order, can_withdraw_credit_note
from tandem.people.queries import signed_in

from .common import check_reason, lock_order, record_order

Standing = Mapping[int, tuple[int, int]]  # by line id: quantity and cents that credit notes give back
TAKEN = _("There is a credit note with this number already.")


@transaction.atomic
def issue_credit_note(
    order: Order,
    *,
    quantities: Mapping[int, int],
    reason: str,
    cause: str = Cause.OTHER,
    issued_on: date,
    number: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> CreditNote:
    """Credit quantities (thousandths, by line id) of a confirmed order, never more than is left of a line.

    `number`: that of the ERP; empty for the next one of ours.
    """
    require(can_credit_order, actor, order)
    order = lock_order(order, OrderStatus.CONFIRMED, version=version)
    wanted = {key: quantity for key, quantity in quantities.items() if quantity}
    parts = credit_parts(list(order.lines.all()), wanted, credited(order))
    _check(order, parts, issued_on, actor)
    check_reason(cause, reason)
    number, edition = _given(number) if number else (take_numbers(CREDIT_NOTE, issued_on)[0], 1)
    note = CreditNote.objects.create(
        number=number,
        edition=edition,
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


@transaction.atomic
def withdraw_credit_note(
    note: CreditNote,
    *,
    reason: str,
    version: int | None = None,
    frees_number: bool = False,
    actor: Actor,
    at: datetime,
) -> Event:
    """It was wrong: its order counts again what it had taken. `version`: of the order, as it was seen.

    The note stays with its number, which comes again only where the import that brought it was taken back.
    """
    require(can_withdraw_credit_note, actor, note.order)
    order = lock_order(note.order, OrderStatus.CONFIRMED, version=version)
    if CreditNoteWithdrawal.objects.filter(note=note).exists():
        raise Refused("withdrawn_already", _("This credit note has been withdrawn already."))
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    why = reason.strip()[:200]
    CreditNoteWithdrawal.objects.create(note=note, at=at, by=signed_in(actor), reason=why, frees_number=frees_number)
    order.version += 1
    order.save(update_fields=["version"])
    kept = {"net_cents": note.net_cents, "note": note.number, "reason": why}
    return record_order("credit_note.withdrawn", order, note, actor=actor, at=at, **kept)


def credited(order: Order) -> dict[int, tuple[int, int]]:
    """What the credit notes that stand give back, by line id: quantity and cents."""
    rows = CreditNoteLine.objects.filter(note__order=order, note__withdrawal=None).order_by().values("line")
    sums = rows.annotate(pieces=Sum("quantity"), cents=Sum("net_cents"))
    return {row["line"]: (row["pieces"], row["cents"]) for row in sums}


def credited_cents(net_cents: int, quantity: int, before: tuple[int, int], more: int) -> int:
    """Cents for crediting `more` of a line of which `before` has been credited: quantity and cents.

    What is then due in all, rounded half up, less what was given back: parts never exceed the net, the last rest
    meets it, also where a part between them was withdrawn.
    """
    return max(round_half_up(Fraction(net_cents * (before[0] + more), quantity)) - before[1], 0)


def number_is_taken(number: str) -> bool:
    """Whether a credit note may not have this number any more."""
    return CreditNote.objects.filter(number=number).exclude(withdrawal__frees_number=True).exists()


def _given(number: str) -> tuple[str, int]:
    """A number from elsewhere, and how often it has come by now."""
    lock_name("orders.credit_note_number")
    if number_is_taken(number):
        raise Invalid("number_taken", TAKEN, {"number": TAKEN})
    pass_numbers(CREDIT_NOTE, [number])
    return number, CreditNote.objects.filter(number=number).count() + 1


def credit_parts(lines: Sequence[OrderLine], wanted: Mapping[int, int], before: Standing) -> list[CreditNoteLine]:
    """Unsaved lines of the note; Invalid names each quantity that is not there as `line-<position>`."""
    wrong: dict[str, Text] = {}
    if unknown := set(wanted) - {line.pk for line in lines}:
        raise Invalid("unknown_line", _("%d of these lines do not belong to this order.") % len(unknown))
    parts = []
    for line in lines:
        done, more = before.get(line.pk, (0, 0)), wanted.get(line.pk, 0)
        if not 0 <= more <= line.quantity - done[0]:
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

"""Planning swap days: by the pair or for a whole team; moving, cancelling, and the programme of the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.core.undo import old_values
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.together.models import SwapDay, SwapItem, SwapStatus

from .days import days_taken, why_not
from .programme import build_programme, let_in
from .queries import possible_guests
from .rules import can_change_swap, can_plan_swaps

LONGEST = 14  # days of a trip, weekends included
SATURDAY = 5


@transaction.atomic
def plan_swap(
    tandem: Tandem,
    *,
    host: Employee,
    guest: Employee,
    start: date,
    end: date,
    aims: str = "",
    actor: Actor,
    at: datetime,
) -> SwapDay:
    """A day or a trip [start, end) in the host's job, with its programme, and the guest let in for it."""
    require(can_plan_swaps, actor, tandem)
    tandem = lock(tandem)
    seat = Seat.objects.filter(on_day(start), tandem=tandem, employee=host).order_by("role").first()
    if seat is None:
        elsewhere = _("%s does not sit in this tandem on that day.") % host.first_name
        raise Invalid("no_host", elsewhere, {"host": elsewhere})
    if guest == host or not possible_guests(tandem, start).filter(pk=guest.pk).exists():
        text = _("Choose the partner, or somebody of the team.")
        raise Invalid("no_guest", text, {"guest": text})
    swap = SwapDay(
        tandem=tandem,
        host=host,
        guest=guest,
        role=seat.role,
        start=start,
        end=end,
        aims=aims.strip(),
        planned_by=signed_in(actor),
        planned_at=at,
    )
    _check_days(swap, actor, at)
    swap.save()
    build_programme(swap, actor=actor, at=at)
    record("swap_day.planned", swap, tandem, host, guest, actor=actor, at=at, data=told(swap))
    return swap


@transaction.atomic
def move_swap(
    swap: SwapDay, *, start: date, end: date, aims: str, version: int, actor: Actor, at: datetime
) -> Event | None:
    """Other days or aims, while it has not begun. None when nothing differs."""
    require(can_change_swap, actor, swap)
    swap = lock_planned(swap, actor, version=version)
    if (start, end) != (swap.start, swap.end):
        _check_days(SwapDay(pk=swap.pk, host=swap.host, guest=swap.guest, start=start, end=end), actor, at)
        let_in(swap, set(), actor=actor, at=at)
    changes = save_changes(swap, {"start": start, "end": end, "aims": aims.strip()})
    if not changes:
        return None
    if not {"start", "end"} & set(changes):  # words stay with the two
        return record("swap_day.aimed", swap, actor=actor, at=at)
    build_programme(swap, actor=actor, at=at)
    changes.pop("aims", None)
    return record("swap_day.moved", swap, swap.tandem, actor=actor, at=at, changes=changes)


@transaction.atomic
def cancel_swap(swap: SwapDay, *, reason: str, actor: Actor, at: datetime) -> Event:
    """It does not take place; the guest is let in for nothing."""
    require(can_change_swap, actor, swap)
    swap = lock_planned(swap, actor)
    if not reason.strip():
        text = _("Say why, so that the next one takes place.")
        raise Invalid("reason", text, {"reason": text})
    let_in(swap, set(), actor=actor, at=at)
    changes = save_changes(swap, {"status": SwapStatus.CANCELLED.value, "cancel_reason": reason.strip()[:200]})
    return record("swap_day.cancelled", swap, swap.tandem, actor=actor, at=at, changes=changes)


@transaction.atomic
def renew_programme(swap: SwapDay, *, actor: Actor, at: datetime) -> Event:
    """The programme once more from calendar and list as they are now."""
    require(can_change_swap, actor, swap)
    swap = lock(swap)
    if swap.status != SwapStatus.PLANNED or swap.end <= actor.today:
        raise Refused("over", _("This swap day is over; its programme stays as it was."))
    lines = build_programme(swap, actor=actor, at=at)
    return record("swap_day.programmed", swap, actor=actor, at=at, data={"lines": lines})


@transaction.atomic
def set_aim(item: SwapItem, *, aim: str, version: int, actor: Actor, at: datetime) -> Event | None:
    """What the guest looks out for in one line of the programme."""
    require(can_change_swap, actor, item.swap)
    lock_planned(item.swap, actor, may_have_begun=True)
    item = lock(item, version=version)
    changes = save_changes(item, {"aim": aim.strip()[:300]})
    return record("swap_day.aimed", item.swap, actor=actor, at=at) if changes else None


def undo_planned(event: Event, actor: Actor, at: datetime) -> tuple[Tandem, ...]:
    """Take out a day that nobody has touched."""
    swap = _subject(event, actor)
    if swap.version != 1 or not swap.is_planned or swap.start <= actor.today or swap.notes.exists():
        raise _changed_since()
    tandem = swap.tandem
    let_in(swap, set(), actor=actor, at=at)
    swap.delete()
    return (tandem,)


def undo_moved(event: Event, actor: Actor, at: datetime) -> tuple[SwapDay, ...]:
    """The former days."""
    swap = _subject(event, actor)
    values = old_values(swap, event)
    start, end = values.get("start", swap.start), values.get("end", swap.end)
    if not swap.is_planned or swap.start <= actor.today:
        raise _changed_since()
    assert isinstance(start, date) and isinstance(end, date)  # noqa: S101, PT018
    _check_days(SwapDay(pk=swap.pk, host=swap.host, guest=swap.guest, start=start, end=end), actor, at)
    let_in(swap, set(), actor=actor, at=at)
    save_changes(swap, values)
    build_programme(swap, actor=actor, at=at)
    return (swap,)


def undo_cancelled(event: Event, actor: Actor, at: datetime) -> tuple[SwapDay, ...]:
    """It takes place after all."""
    swap = _subject(event, actor)
    if swap.start <= actor.today:
        raise _changed_since()
    values = old_values(swap, event)
    _check_days(swap, actor, at)
    save_changes(swap, values)
    build_programme(swap, actor=actor, at=at)
    return (swap,)


def lock_planned(swap: SwapDay, actor: Actor, *, version: int | None = None, may_have_begun: bool = False) -> SwapDay:
    """The row locked; Refused once the day has come or it was cancelled."""
    found = lock(swap, version=version)
    if found.status == SwapStatus.CANCELLED:
        raise Refused("cancelled", _("This swap day was cancelled. Plan another one."))
    if not found.is_planned or (found.start <= actor.today and not may_have_begun):
        raise Refused("begun", _("This swap day has begun or is over. Write down what it gave instead."))
    return found


def told(swap: SwapDay) -> dict[str, object]:
    """When and who; nothing of what anybody wrote."""
    return {
        "name": f"{swap.guest.first_name} → {swap.host.first_name}",
        "from": swap.start.isoformat(),
        "to": swap.end.isoformat(),
        "host": swap.host_id,
        "guest": swap.guest_id,
    }


def _check_days(swap: SwapDay, actor: Actor, at: datetime) -> None:
    if swap.start <= actor.today - timedelta(1) or swap.end <= swap.start:
        text = _("Choose today or a later day.")
        raise Invalid("past", text, {"start": text})
    if (swap.end - swap.start).days > LONGEST:
        most = _("At most %d days.") % LONGEST
        raise Invalid("long", most, {"days": most})
    people = [swap.host, swap.guest]
    edges = {swap.start, swap.last_day}
    missing = why_not(people, [day for day in _days(swap) if day.weekday() < SATURDAY or day in edges], at)
    if missing is not None:
        away = _("%s is not at work on that day.") % missing.first_name
        raise Invalid("not_there", away, {"start": away})
    others = SwapDay.objects.filter(pk=swap.pk or 0)
    own = {day for one in others for day in _days(one)}
    if (days_taken([swap.host.pk, swap.guest.pk], actor.today) - own) & _days(swap):
        text = _("One of you has a swap day then already.")
        raise Invalid("taken", text, {"start": text})


def _days(swap: SwapDay) -> set[date]:
    return {swap.start + timedelta(n) for n in range((swap.end - swap.start).days)}


def _subject(event: Event, actor: Actor) -> SwapDay:
    row = SwapDay.objects.filter(pk=event.subjects.get(kind=SwapDay.ref_kind).object_id).first()
    if row is None:
        raise _changed_since()
    require(can_change_swap, actor, row)
    return lock(row)


def _changed_since() -> Conflict:
    return Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))

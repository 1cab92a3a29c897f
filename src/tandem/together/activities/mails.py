"""Invitations as mail programs understand them; each guest's row remembers what the last mail told."""

from __future__ import annotations

from datetime import datetime

from tandem.core import ical, mail
from tandem.core.events import without_lock
from tandem.core.models import Event
from tandem.people.models import Employee
from tandem.together.models import ActivityGuest, ActivityState, TeamActivity

TEMPLATE = "together/mail/activity.txt"
NEVER = -1


@without_lock
def send_activity_mails(event: Event, at: datetime) -> None:
    """Tell everybody but the organiser what they do not know yet; one address that fails keeps nobody else waiting."""
    key = event.subjects.get(kind=TeamActivity.ref_kind).object_id
    activity = TeamActivity.objects.select_related("organiser").filter(pk=key).first()
    if activity is None or activity.starts_at is None or activity.starts_at <= at:
        return
    failed: list[Exception] = []
    guests = list(activity.guests.select_related("employee").order_by("pk"))
    for guest in guests:
        off = activity.state == ActivityState.CANCELLED
        known = guest.told_sequence > NEVER
        if guest.employee_id == activity.organiser_id or guest.told_sequence >= activity.sequence:
            continue
        if not guest.employee.is_active or (off and not known):
            continue
        try:
            _send(event, activity, guest, off=off, changed=known)
        except Exception as error:  # noqa: BLE001  whatever the mail server said, it is said again below
            failed.append(error)
        else:
            ActivityGuest.objects.filter(pk=guest.pk).update(told_sequence=activity.sequence)
    if failed:
        raise failed[0]


def calendar_of(activity: TeamActivity, guest: Employee | None, at: datetime) -> bytes:
    """The calendar object, for one guest: who else is asked is nobody's mail program's business."""
    assert activity.starts_at is not None and activity.ends_at is not None  # noqa: S101, PT018  fixed ones alone
    guests = [ical.Guest(str(guest), guest.email)] if guest else []
    organiser = ical.Guest(str(activity.organiser), activity.organiser.email)
    meeting = ical.Meeting(
        uid=activity.uid,
        sequence=activity.sequence,
        stamp=at,
        start=activity.starts_at,
        end=activity.ends_at,
        title=activity.title,
        organizer=organiser,
        guests=guests,
        place=activity.place,
        text=activity.text,
    )
    return ical.write_meeting(meeting, method_of(activity))


def method_of(activity: TeamActivity) -> str:
    """What a mail program is to do with it."""
    return ical.CANCEL if activity.state == ActivityState.CANCELLED else ical.REQUEST


def _send(event: Event, activity: TeamActivity, guest: ActivityGuest, *, off: bool, changed: bool) -> None:
    mail.send(
        event,
        TEMPLATE,
        to=guest.employee.email,
        language=guest.employee.language,
        context={"activity": activity, "guest": guest.employee, "off": off, "changed": changed},
        name=f"activity-{activity.pk}-{activity.sequence}",
        calendar=(method_of(activity), calendar_of(activity, guest.employee, event.at)),
        reply_to=[activity.organiser.email],
    )

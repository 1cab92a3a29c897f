"""Answers to invitations: on the page, by the link in the mail, by a mail program."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import CONTACT, Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.ical import read_reply
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.work.models import Attendee, Reply
from tandem.work.rules import can_reply_to_appointment

from .common import record_appointment


@transaction.atomic
def reply_to_appointment(attendee: Attendee, *, reply: str, actor: Actor, at: datetime) -> Event | None:
    """Accept, perhaps, or decline; None where that was the answer already."""
    require(can_reply_to_appointment, actor, attendee)
    if reply not in (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED):
        raise Invalid("no_answer", _("Choose one of the three."), {"reply": _("Choose one of the three.")})
    attendee = lock(attendee)
    appointment = attendee.appointment
    if appointment.cancelled_at or attendee.removed_at:
        raise Refused("cancelled_already", _("This appointment does not take place any more."))
    if appointment.end <= at:
        raise Refused("over_already", _("This appointment is over."))
    if attendee.reply == reply:
        return None
    attendee.reply, attendee.replied_at = reply, at
    attendee.save(update_fields=["reply", "replied_at"])
    name = str(attendee)
    return record_appointment(
        "appointment.replied", appointment, attendee.contact, actor=actor, at=at, name=name, reply=reply
    )


def reply_by_mail(raw: bytes, *, at: datetime) -> Event | None:
    """What a mail program answered (METHOD:REPLY), for the mailbox reader; None for a mail without such an answer.

    Refused where nobody with that address was asked, or the answer is to a time that holds no more.
    """
    answer = read_reply(raw)
    if answer is None:
        return None
    rows = Attendee.objects.filter(appointment__uid=answer.uid, removed_at=None)
    asked = rows.select_related("appointment__customer", "employee__team", "contact")
    found = [row for row in asked if _address(row) == answer.mail.lower()]
    if not found:
        raise Refused("not_asked", _("Nobody with this address was invited to that."))
    if answer.sequence < found[0].appointment.sequence:
        raise Refused("answer_stale", _("This answers an invitation that has been changed since."))
    return reply_to_appointment(found[0], reply=answer.reply, actor=actor_of(found[0], at), at=at)


def actor_of(attendee: Attendee, at: datetime) -> Actor:
    """Who answers: the contact, or the colleague."""
    if attendee.employee is not None:
        return Actor.of(attendee.employee, at)
    return Actor(CONTACT, attendee.contact_id, at, str(attendee.contact))


def _address(attendee: Attendee) -> str:
    person = attendee.employee or attendee.contact
    return person.email.lower() if person else ""

"""A customer takes one of the times that are offered to them: only one of two at once gets it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.rules import require
from tandem.customers.actions.standing import lock_standing
from tandem.customers.models import Contact
from tandem.work.belonging import home_of_customer
from tandem.work.conflicts import clashes_of
from tandem.work.models import Appointment, Attendee, Reply
from tandem.work.rules import can_ask
from tandem.work.slots import NOTICE, Search
from tandem.work.steps import keep_step

from .booking import new_uid
from .common import check_people, check_values, lock_diary, plan_of, record_appointment, set_people


@transaction.atomic
def book_offered(
    search: Search, start: datetime, *, title: str, contact: Contact, actor: Actor, at: datetime
) -> Appointment:
    """Put it into the first one's calendar, with the other people of the search and the contact taking part.

    `search` is what the time was offered by. A Conflict where anything speaks against it by now.
    """
    customer = search.customer
    if customer is None or not search.people:
        raise Refused("nobody", _("Nobody can be booked for this. Write to us instead."))
    require(can_ask, actor, customer)
    customer = lock_standing(customer)
    for person in sorted(search.people, key=lambda one: one.pk):
        lock_diary(person)
    holder, *others = search.people
    home = home_of_customer(customer, timezone.localdate(start))
    appointment = Appointment(
        kind=search.kind,
        title=title,
        start=start,
        end=start + timedelta(minutes=search.minutes),
        site=search.site,
        customer=customer,
        holder=holder,
        tandem=home.tandem,
        team=home.team,
        uid=new_uid(),
        created_at=at,
    )
    check_values(appointment, actor)
    check_people(appointment, others, [contact])
    if start < at + NOTICE or clashes_of(plan_of(appointment, others), actor, ask=False):
        raise Conflict("slot_taken", _("This time has just been taken. Choose another one."))
    appointment.save()
    set_people(appointment, others, [contact], actor=actor, at=at)
    coming = Attendee.objects.filter(appointment=appointment, contact=contact)
    coming.update(reply=Reply.ACCEPTED, replied_at=at)  # who has chosen the time has said yes by it
    keep_step(appointment)
    record_appointment("appointment.booked", appointment, contact, actor=actor, at=at)
    return appointment

"""Booking an appointment, for oneself or for whom one acts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.customers.rules import can_serve_customer
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat
from tandem.work.belonging import Home, home_of_customer, home_of_tandem
from tandem.work.models import Appointment
from tandem.work.rules import can_book_for
from tandem.work.steps import keep_step

from .common import check_clashes, check_people, check_values, lock_diary, record_appointment, set_people


@transaction.atomic
def book_appointment(
    holder: Employee,
    *,
    values: Mapping[str, Any],
    customer: Customer | None = None,
    employees: Sequence[Employee] = (),
    contacts: Sequence[Contact] = (),
    anyway: bool = False,
    about: tuple[str, int] | None = None,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Put it into the holder's calendar and ask the others to come.

    `values`: kind, title, start, end, and where wanted site, place, text, private. What speaks against the time is
    Invalid with all of it in words, unless `anyway`; twice the same customer at the same time is never taken.
    """
    require(can_book_for, actor, holder)
    if customer is not None:
        require(can_serve_customer, actor, customer)
        customer = lock_standing(customer)
    lock_diary(holder)
    start = values["start"]
    home = _home(holder, customer, start)
    appointment = Appointment(
        **values,
        customer=customer,
        holder=holder,
        tandem=home.tandem,
        team=home.team,
        about_kind=about[0] if about else "",
        about_id=about[1] if about else None,
        uid=new_uid(),
        created_at=at,
        created_by=signed_in(actor),
    )
    check_values(appointment, actor)
    check_people(appointment, employees, contacts)
    check_clashes(appointment, employees, actor, anyway=anyway)
    appointment.save()
    set_people(appointment, employees, contacts, actor=actor, at=at)
    keep_step(appointment)
    record_appointment("appointment.booked", appointment, *contacts, actor=actor, at=at)
    return appointment


def new_uid() -> str:
    """Of the invitation, the same for its whole life and nowhere else in the world."""
    return f"{secrets.token_hex(12)}@{urlsplit(settings.ADDRESS).hostname or 'tandem'}"[:80]


def _home(holder: Employee, customer: Customer | None, start: datetime) -> Home:
    """The customer's tandem; without a customer the holder's own, else the holder's team."""
    day = timezone.localdate(start)
    if customer is not None:
        return home_of_customer(customer, day)
    seat = Seat.objects.filter(on_day(day), employee=holder).select_related("tandem__team").order_by("tandem").first()
    if seat is not None:
        return home_of_tandem(seat.tandem, day)
    if holder.team is None:
        raise Refused("belongs_nowhere", _("This person sits in no tandem and no team, so choose a customer first."))
    return Home(None, holder.team)

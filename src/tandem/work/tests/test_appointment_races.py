"""Two people at once: one hour is taken once, and the other is told."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.work.actions.appointments import cancel_appointment, move_appointment
from tandem.work.models import Appointment, NextStep

from .calendar_world import a_world, book, fresh, of, when
from .factories import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_two_book_the_same_hour_at_the_same_customer() -> None:
    world = a_world()

    def take(by: Employee) -> Appointment:
        customer = Customer.objects.get(pk=world.customer.pk)
        return book(world, customer=customer, by=by, anyway=True)

    found = at_once(lambda: take(world.inside), lambda: take(world.field), lambda: take(world.manager))
    assert found == ["booked_twice", "booked_twice", "done"]
    assert Appointment.objects.count() == 1
    assert NextStep.objects.count() == 1
    assert Event.objects.filter(verb="appointment.booked").count() == 1


def test_two_book_the_same_hour_at_two_customers() -> None:
    world = a_world()

    def take(customer: Customer) -> Appointment:
        return book(world, customer=Customer.objects.get(pk=customer.pk))

    assert at_once(lambda: take(world.customer), lambda: take(world.queued)) == ["clash", "done"]
    assert Appointment.objects.count() == 1


def test_one_moves_what_the_other_cancels() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer)
    copies = [fresh(appointment), fresh(appointment)]
    times: dict[str, Any] = {"start": when(26, 9), "end": when(26, 10)}
    found = at_once(
        lambda: move_appointment(copies[0], **times, version=1, actor=of(world.inside), at=AT),
        lambda: cancel_appointment(copies[1], reason="Kunde krank", version=1, actor=of(world.field), at=AT),
    )
    assert found in (["changed_meanwhile", "done"], ["cancelled_already", "done"])
    left = fresh(appointment)
    assert (left.version, left.sequence) == (2, 1)
    assert NextStep.objects.count() == (0 if left.cancelled_at else 1)

"""What speaks against a time: said with what and when, taken only with a tick, twice the same never."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.core.errors import Invalid
from tandem.customers.models import Customer
from tandem.customers.tests.world import World
from tandem.people.models import Absence, WorkingTime
from tandem.work.actions.appointments import edit_appointment, move_appointment
from tandem.work.conflicts import Plan, clashes_of
from tandem.work.models import Appointment

from .calendar_world import HAMBURG, a_site, a_world, book, fresh, of, when
from .factories import AT

pytestmark = pytest.mark.django_db


def clashes(
    world: World, day: int = 25, hour: int = 10, *, minutes: int = 60, month: int = 11, **more: object
) -> list[tuple[str, str]]:
    start = when(day, hour, month=month)
    end = when(day, hour + minutes // 60, minutes % 60, month=month)
    plan = Plan(holder=world.field, start=start, end=end, **more)  # type: ignore[arg-type]
    return [(clash.code, clash.text) for clash in clashes_of(plan, of(world.inside))]


def codes(*args: object, **more: object) -> list[str]:
    return [code for code, _text in clashes(*args, **more)]  # type: ignore[arg-type]


def test_nothing_speaks_against_a_free_working_day() -> None:
    world = a_world()
    assert clashes(world, customer=world.customer) == []


def test_another_appointment_is_named_to_who_may_read_it() -> None:
    world = a_world()
    book(world, customer=world.customer)
    told = clashes(world, 25, 10, minutes=30, customer=world.queued)
    assert [code for code, _text in told] == ["overlap"]
    assert told[0][1].startswith(f"{world.field} has Hansen Antriebe GmbH, ")
    assert "10:00–11:00" in told[0][1]
    assert clashes(world, 25, 11, customer=world.queued) == []  # one after the other is no clash


def test_a_private_one_is_only_a_busy_time() -> None:
    world = a_world()
    book(world, by=world.field, kind="internal", title="Zahnarzt", private=True)
    [(code, text)] = clashes(world)
    assert code == "overlap"
    assert "Zahnarzt" not in text
    assert "a busy time" in text


def test_whoever_comes_along_counts_and_who_declined_does_not() -> None:
    world = a_world()
    other = book(world, holder=world.inside, employees=[world.field], kind="internal", title="Planung")
    assert codes(world) == ["overlap"]
    other.attendees.update(reply="declined")
    assert codes(world) == []
    assert codes(world, others=[world.inside]) == ["overlap"]


def test_absence_holiday_and_working_time() -> None:
    world = a_world()
    Absence.objects.create(employee=world.field, start=date(2026, 11, 24), end=date(2026, 11, 26))
    [(code, text)] = clashes(world)
    assert (code, str(world.field) in text) == ("absence", True)
    assert codes(world, 26) == []
    assert codes(world, 28) == ["outside"]  # a Saturday
    assert codes(world, 26, 19) == ["outside"]
    [(code, text)] = clashes(world, 25, month=12)
    assert (code, "Christmas" in text or "Weihnacht" in text) == ("holiday", True)
    WorkingTime.objects.create(employee=world.field, weekday=5, start=time(8), end=time(12))
    assert codes(world, 28) == []
    assert codes(world, 26) == ["outside"]


def test_the_customers_holiday_and_hours() -> None:
    world = a_world()
    Customer.objects.filter(pk=world.customer.pk).update(country="AT")
    customer = Customer.objects.get(pk=world.customer.pk)
    assert codes(world, 8, month=12, customer=customer) == ["customer_holiday"]  # Mariä Empfängnis
    site = a_site(world.customer, opening_hours="Mo-Do 07:00-16:00, Fr 07:00-13:00")
    assert codes(world, 27, 12, customer=world.customer, site=site) == []
    [(code, text)] = clashes(world, 27, 13, customer=world.customer, site=site)
    assert (code, "Fr 07:00-13:00" in text) == ("closed", True)
    assert codes(world, 27, 13, customer=world.customer, site=site, kind="phone") == []


def test_the_drive_before_and_after() -> None:
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG, town="Hamburg")
    book(world, when(25, 8), customer=world.customer, site=kiel)
    [(code, text)] = clashes(world, 25, 9, customer=world.queued, site=hamburg)
    assert code == "travel"
    assert "min for the drive from Hansen Antriebe GmbH" in text
    assert codes(world, 25, 11, customer=world.queued, site=hamburg) == []
    book(world, when(25, 12), customer=world.customer, site=kiel, anyway=True)
    [(code, text)] = clashes(world, 25, 11, minutes=30, customer=world.queued, site=hamburg)
    assert (code, "drive to Hansen Antriebe GmbH" in text) == ("travel", True)
    assert codes(world, 25, 9, customer=world.queued, site=hamburg, kind="phone") == []
    nowhere = a_site(world.queued, None)
    assert codes(world, 25, 9, customer=world.queued, site=nowhere) == []


def test_a_clash_is_refused_until_it_is_wanted() -> None:
    world = a_world()
    book(world, customer=world.customer)
    with pytest.raises(Invalid) as refused:
        book(world, customer=world.queued)
    assert (refused.value.code, set(refused.value.fields)) == ("clash", {"anyway"})
    assert "Hansen Antriebe GmbH" in str(refused.value.text)
    assert Appointment.objects.count() == 1
    book(world, customer=world.queued, anyway=True)
    assert Appointment.objects.count() == 2


def test_twice_the_same_customer_is_never_taken() -> None:
    world = a_world()
    book(world, customer=world.customer)
    with pytest.raises(Invalid) as refused:
        book(world, when(25, 10, 30), customer=world.customer, anyway=True)
    assert refused.value.code == "booked_twice"
    assert Appointment.objects.count() == 1


def test_moving_is_checked_too_and_against_all_but_itself() -> None:
    world = a_world()
    book(world, when(25, 14), customer=world.queued)
    appointment = book(world, customer=world.customer)
    me = of(world.inside)
    later: dict[str, Any] = {"start": when(25, 10, 30), "end": when(25, 11, 30)}
    assert move_appointment(appointment, **later, version=1, actor=me, at=AT)
    clash: dict[str, Any] = {"start": when(25, 13, 30), "end": when(25, 14, 30)}
    with pytest.raises(Invalid):
        move_appointment(fresh(appointment), **clash, version=2, actor=me, at=AT)
    assert fresh(appointment).start == when(25, 10, 30)
    assert move_appointment(fresh(appointment), **clash, anyway=True, version=2, actor=me, at=AT)


def test_words_can_be_changed_whatever_speaks_against_the_time() -> None:
    world = a_world()
    book(world, customer=world.customer)
    appointment = book(world, customer=world.queued, employees=[world.inside], anyway=True)
    me = of(world.inside)
    same: dict[str, Any] = {"values": {"text": "Muster"}, "employees": [world.inside]}
    assert edit_appointment(fresh(appointment), **same, version=1, actor=me, at=AT)
    more: dict[str, Any] = {"values": {}, "employees": [world.inside, world.mate]}
    with pytest.raises(Invalid):
        edit_appointment(fresh(appointment), **more, version=2, actor=me, at=AT)


def test_checking_asks_the_database_as_often_for_one_as_for_many() -> None:
    world = a_world()
    plan = Plan(
        holder=world.field, start=when(25, 10), end=when(25, 18), customer=world.customer, others=[world.inside]
    )
    actor = of(world.inside)
    book(world, when(25, 10), customer=world.customer)
    counts = []
    for hour in (11, 12, 13):
        with CaptureQueriesContext(connection) as asked:
            assert clashes_of(plan, actor)
        counts.append(len(asked))
        book(world, when(25, hour), customer=world.queued, employees=[world.inside], anyway=True)
    assert counts[1:] == [counts[1]] * 2
    assert counts[1] <= 7

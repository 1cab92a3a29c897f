"""Two people at the same seat at the same instant: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tandem.core.errors import Conflict, Invalid
from tandem.core.models import Event
from tandem.people.models import Employee
from tandem.people.tests.factories import as_actor
from tandem.tandems.actions import seat_employee
from tandem.tandems.models import Tandem

from .factories import SINCE
from .world import AT, TODAY, World, a_world, seats_of

pytestmark = pytest.mark.both


def race(world: World, people: list[Employee], *, version: int | None) -> list[str]:
    """All seat their person at once; answers what each was told."""
    start, told = threading.Barrier(len(people)), ["" for _ in people]

    def seat(number: int) -> None:
        try:
            start.wait(10)
            seat_employee(
                Tandem.objects.get(pk=world.tandem.pk),
                role="inside",
                employee=people[number],
                start=TODAY,
                version=version,
                actor=as_actor(world.manager, AT),
                at=AT,
            )
            told[number] = "seated"
        except (Conflict, Invalid) as error:
            told[number] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=seat, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("version", "lost"), [(1, "changed_meanwhile"), (None, "seat_planned")])
def test_one_of_two_wins_the_seat(version: int | None, lost: str) -> None:
    world = a_world()
    other = Employee.objects.create(
        email="eva@example.com", first_name="Eva", last_name="Fink", roles=frozenset({"inside"})
    )
    people = [world.new_inside, other]
    told = race(world, people, version=version)
    assert sorted(told) == sorted(["seated", lost])
    winner = people[told.index("seated")]
    assert seats_of(world.tandem) == {
        ("inside", "Anna", SINCE, TODAY),
        ("inside", winner.first_name, TODAY, None),
        ("field", "Ben", SINCE, None),
    }
    assert Event.objects.filter(verb="seat.taken").count() == 1

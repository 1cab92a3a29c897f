"""Who else has the page open: leases that run out by themselves, only for what one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tandem.core.looking import KEPT, LEASE, Looker, look, look_away, lookers, sweep_leases
from tandem.core.models import Event, Looking
from tandem.core.tests.browser import text_of
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import World, of
from tandem.people.tests.factories import signed_in_client

REF = ("customer", 7)
SECOND = timedelta(seconds=1)


def test_the_others_are_seen_while_their_lease_lasts(world: World) -> None:
    me, other = of(world.inside), of(world.field)
    look(REF, writing=False, actor=other, at=AT)
    look(REF, writing=True, actor=other, at=AT + 20 * SECOND)
    look(REF, writing=False, actor=me, at=AT + 20 * SECOND)
    look(("order", 7), writing=False, actor=of(world.mate), at=AT + 20 * SECOND)
    seen = lookers(REF, actor=me, at=AT + 30 * SECOND)
    assert list(seen) == [Looker(str(world.field), "field", AT, 10, True)]
    assert seen[0].fresh
    assert not lookers(REF, actor=me, at=AT + 45 * SECOND)[0].fresh
    assert lookers(REF, actor=me, at=AT + 20 * SECOND + LEASE) == []
    assert [each.name for each in lookers(REF, actor=other, at=AT + 30 * SECOND)] == [str(world.inside)]


def test_who_comes_back_later_has_come_anew(world: World) -> None:
    look(REF, writing=True, actor=of(world.field), at=AT)
    later = AT + 5 * LEASE
    look(REF, writing=False, actor=of(world.field), at=later)
    assert list(lookers(REF, actor=of(world.inside), at=later)) == [Looker(str(world.field), "field", later, 0, False)]
    look_away(REF, actor=of(world.field))
    assert not Looking.objects.exists()


def test_old_leases_are_swept_when_somebody_comes_and_every_morning(world: World) -> None:
    for number, later in ((1, timedelta()), (2, KEPT + SECOND)):
        look(("customer", number), writing=False, actor=of(world.field), at=AT + later)
    assert list(Looking.objects.values_list("object_id", flat=True)) == [2]
    sweep_leases(Event(), AT + 3 * KEPT)
    assert not Looking.objects.exists()


def test_two_browsers_see_each_other_and_who_writes(world: World) -> None:
    mine, theirs = signed_in_client(world.inside), signed_in_client(world.field)
    ref = {"ref": f"customer:{world.customer.pk}"}
    with time_machine.travel(AT, tick=False):
        assert text_of(mine.post("/looking/", ref)) == ""
        told = text_of(theirs.post("/looking/", {**ref, "writing": "1"}))
        assert str(world.inside) in told
        assert "sees this now" in told
        assert "is writing" in text_of(mine.post("/looking/", ref))
    with time_machine.travel(AT + 30 * SECOND, tick=False):
        assert "was here 30 seconds ago" in text_of(mine.post("/looking/", ref))
        assert theirs.post("/looking/", {**ref, "leaving": "1"}).status_code == 204
        assert text_of(mine.post("/looking/", ref)) == ""


@pytest.mark.parametrize("ref", ["", "customer:x", "nothing:1", "customer:999999", "customer:1; DROP"])
def test_what_is_not_there_cannot_be_looked_at(world: World, ref: str) -> None:
    assert signed_in_client(world.inside).post("/looking/", {"ref": ref}).status_code == 404
    assert not Looking.objects.exists()


def test_who_may_not_see_it_neither_shows_nor_sees_anybody(world: World) -> None:
    ref = {"ref": f"customer:{world.restricted.pk}"}
    signed_in_client(world.inside).post("/looking/", ref)
    for person in (world.stranger, world.admin):
        assert signed_in_client(person).post("/looking/", ref).status_code == 404
    assert Looking.objects.count() == 1


def test_the_brief_and_a_request_have_a_place_for_it(world: World) -> None:
    page = signed_in_client(world.inside).get(f"/customers/{world.customer.number}/").content.decode()
    assert f'data-looking="customer:{world.customer.pk}"' in page

"""Undo: one's own change, once, within thirty days, and only while nothing came on top of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.events import record
from tandem.core.models import Company, Event, EventUndo, ScheduledDay
from tandem.core.undo import KEPT, can_undo_event, old_values, undo_event

from .races import at_once

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("small_world")]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME, OTHER = Actor("employee", 1, AT), Actor("employee", 2, AT)


def renamed(actor: Actor = ME, at: datetime = AT, verb: str = "company.renamed") -> Event:
    """A company that was called Alt and is called Neu."""
    Company.objects.update_or_create(pk=1, defaults={"name": "Neu"})
    return record(verb, actor=actor, at=at, changes={"name": ["Alt", "Neu"]})


def state() -> tuple[Any, ...]:
    """All that an undo could change."""
    return Company.objects.get().name, Event.objects.count(), EventUndo.objects.count()


def test_the_old_value_comes_back_and_an_event_says_so() -> None:
    event = renamed()
    undone = undo_event(event, actor=ME, at=AT + timedelta(hours=1))
    assert Company.objects.get().name == "Alt"
    assert (undone.verb, undone.data, undone.at) == (
        "company.renamed.undone",
        {"undoes": event.pk},
        AT + timedelta(hours=1),
    )
    assert list(EventUndo.objects.values_list("event", "undone_by")) == [(event.pk, undone.pk)]


def test_a_second_time_is_refused() -> None:
    event = renamed()
    undo_event(event, actor=ME, at=AT)
    before = state()
    with pytest.raises(Refused, match="already") as refused:
        undo_event(event, actor=ME, at=AT)
    assert (refused.value.code, state()) == ("undone_already", before)


@pytest.mark.parametrize(
    ("event_of", "who"),
    [
        (renamed, OTHER),
        (renamed, Actor("contact", 1, AT)),
        (lambda: renamed(verb="company.sold"), ME),
        (lambda: renamed(at=AT - KEPT), ME),
    ],
    ids=["of somebody else", "of the same number among contacts", "without an undoer", "thirty days old"],
)
def test_not_what_is_foreign_final_or_old(event_of: Any, who: Actor) -> None:
    event = event_of()
    before = state()
    assert not can_undo_event(who, event)
    with pytest.raises(Refused):
        undo_event(event, actor=who, at=AT)
    assert state() == before


def test_up_to_the_thirtieth_day() -> None:
    assert can_undo_event(ME, renamed(at=AT - KEPT + timedelta(seconds=1)))


def test_what_was_changed_again_since_stays() -> None:
    event = renamed()
    Company.objects.update(name="Neuer")
    before = state()
    with pytest.raises(Conflict) as conflict:
        undo_event(event, actor=ME, at=AT)
    assert (conflict.value.code, state()) == ("changed_since", before)


def test_old_values_come_back_in_the_type_of_their_column() -> None:
    row = ScheduledDay(pk=1, last_day=date(2026, 11, 24))
    event = record("x", actor=ME, at=AT, changes={"last_day": ["2026-11-20", "2026-11-24"]})
    assert old_values(row, event) == {"last_day": date(2026, 11, 20)}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_undo_once() -> None:
    event = renamed()
    copies = [Event.objects.get(pk=event.pk) for _ in range(4)]
    found = at_once(*(lambda copy=copy: undo_event(copy, actor=ME, at=AT) for copy in copies))
    assert found == ["done", *["undone_already"] * 3]
    assert state() == ("Alt", 2, 1)

"""Works agreements: the switch that every evaluation of people asks, and the record of how it came so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tandem.core.errors import Invalid, Refused
from tandem.core.tests.snapshots import unchanged
from tandem.people import actions
from tandem.people.agreements import history, switches
from tandem.people.models import Purpose, Role, WorksAgreement
from tandem.people.queries import agreement_for

from .world import AT, ROLES, TODAY, YESTERDAY, World, in_days, last_event, verbs


def record(world: World, who: str = "admin", **fields: Any) -> WorksAgreement:
    values: dict[str, Any] = {
        "title": "BV Antwortzeiten",
        "purpose": "answer_times",
        "audience": {"manager", "council"},
        "start": in_days(-30),
        **fields,
    }
    return actions.record_agreement(**values, actor=world.by(who), at=AT)


def end(world: World, agreement: WorksAgreement, day: date = TODAY, who: str = "council") -> None:
    actions.end_agreement(agreement, end=day, reason="Kündigung", actor=world.by(who), at=AT)


def on(purpose: str = "answer_times", day: date = TODAY) -> set[str]:
    """For whom the evaluation is on that day."""
    return {role for role in Role if agreement_for(purpose, role=role, on=day)}


def test_without_an_agreement_everything_is_off(world: World) -> None:
    assert {purpose: on(purpose) for purpose in Purpose} == {purpose: set() for purpose in Purpose}


def test_an_agreement_switches_one_purpose_on_for_its_audience_and_days(world: World) -> None:
    record(world, start=TODAY, end=in_days(10))
    assert on() == {"manager", "council"}
    assert on(day=YESTERDAY) == set()
    assert on(day=in_days(9)) == {"manager", "council"}
    assert on(day=in_days(10)) == set()
    assert on("results") == set()


def test_two_agreements_add_up(world: World) -> None:
    record(world)
    second = record(world, audience={"inside"})
    assert on() == {"manager", "council", "inside"}
    end(world, second)
    assert on() == {"manager", "council"}


@pytest.mark.parametrize("who", [role for role in ROLES if role != "admin"])
def test_only_administration_records(world: World, who: str) -> None:
    with unchanged(), pytest.raises(Refused):
        record(world, who)


@pytest.mark.parametrize("who", ["admin", "council"])
def test_administration_and_council_switch_off(world: World, who: str) -> None:
    agreement = record(world)
    end(world, agreement, who=who)
    assert on() == set()
    assert on(day=YESTERDAY) == {"manager", "council"}
    event = last_event()
    assert (event.verb, event.data["reason"]) == ("agreement.ended", "Kündigung")
    assert event.changes == {"end": [None, TODAY.isoformat()]}


@pytest.mark.parametrize("who", [role for role in ROLES if role not in ("admin", "council")])
def test_nobody_else_does(world: World, who: str) -> None:
    agreement = record(world)
    with unchanged(), pytest.raises(Refused):
        end(world, agreement, who=who)


def test_what_was_allowed_stays_on_record(world: World) -> None:
    agreement = record(world)
    with unchanged(), pytest.raises(Invalid):
        end(world, agreement, YESTERDAY)
    end(world, agreement)
    with unchanged(), pytest.raises(Refused):
        end(world, agreement, in_days(3))


def test_an_end_to_come_may_move_nearer_only(world: World) -> None:
    agreement = record(world, end=in_days(10))
    with unchanged(), pytest.raises(Invalid):
        end(world, agreement, in_days(10))
    end(world, agreement, in_days(5))
    end(world, agreement, in_days(2))
    assert WorksAgreement.objects.get().end == in_days(2)


@pytest.mark.parametrize("start", [TODAY, in_days(20)])
def test_what_never_held_for_a_day_is_withdrawn(world: World, start: date) -> None:
    agreement = record(world, start=start)
    end(world, agreement)
    assert not WorksAgreement.objects.exists()
    assert verbs() == ["agreement.recorded", "agreement.withdrawn"]
    assert on() == set()


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"audience": set()}, {"audience"}), ({"end": in_days(-30)}, {"last_day"}), ({"end": in_days(-31)}, {"last_day"})],
)
def test_nonsense_is_refused(world: World, fields: dict[str, Any], where: set[str]) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        record(world, **fields)
    assert set(wrong.value.fields) == where


def test_the_page_lists_every_purpose_with_who_recorded_it(world: World) -> None:
    now = record(world)
    later = record(world, purpose="pulse", start=in_days(5))
    over = record(world, purpose="results")
    end(world, over)
    found = {item.purpose: (list(item.holding), list(item.coming)) for item in switches(world.by("council"))}
    assert found == {
        **{purpose.value: ([], []) for purpose in Purpose},
        "answer_times": ([now], []),
        "pulse": ([], [later]),
    }
    holding: Any = switches(world.by("inside"))[0].holding[0]
    assert holding.recorded.actor_label == "Ada Kern"


def test_the_history_tells_everything_even_of_what_is_gone(world: World) -> None:
    kept = record(world)
    gone = record(world, title="Probe", purpose="results", start=in_days(3))
    end(world, gone)
    end(world, kept, in_days(1), who="admin")
    told = [
        (
            deed.event.actor_label,
            str(deed.event.verb),
            deed.event.data["title"],
            deed.first,
            deed.last,
            deed.agreement_id,
        )
        for deed in history(world.by("council"))
    ]
    assert told == [
        ("Ada Kern", "agreement.ended", "BV Antwortzeiten", in_days(-30), TODAY, kept.pk),
        ("Bruno Rath", "agreement.withdrawn", "Probe", in_days(3), None, None),
        ("Ada Kern", "agreement.recorded", "Probe", in_days(3), None, None),
        ("Ada Kern", "agreement.recorded", "BV Antwortzeiten", in_days(-30), None, kept.pk),
    ]


def test_the_history_goes_on_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.people.agreements.HISTORY", 2)
    titles = [record(world, title=f"BV {number}").title for number in range(3)]
    first = history(world.by("council"))
    second = history(world.by("council"), before=first[-1].event.pk)
    assert [deed.event.data["title"] for deed in [*first, *second]] == titles[::-1]

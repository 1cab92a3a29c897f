"""Reviews: figures of groups only, criteria written before the start, people decide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tandem.core.errors import Invalid, Refused
from tandem.core.tests.browser import text_of
from tandem.goals.actions.proposals import Wanted, propose_goal
from tandem.goals.models import Scope
from tandem.people.models import WorksAgreement
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.programme.actions import plan_programme
from tandem.programme.actions.reviews import decide_review, set_criterion
from tandem.programme.figures import Seen, figures_of
from tandem.programme.models import Programme, Review, StopCriterion, Wave, WaveTandem
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import AT, TODAY, World, a_world
from tandem.together.models import SwapDay

from .test_plan import refused

pytestmark = pytest.mark.django_db
BEGAN = TODAY - timedelta(31)


def a_house(begun: int = 3, began: date = BEGAN) -> tuple[World, Programme]:
    world = a_world()
    programme = plan_programme(title="Einführung", starts_on=TODAY, actor=world.actor, at=AT)
    tandems = [world.tandem, *(a_tandem(world.team) for _n in range(begun - 1))]
    wave = Wave.objects.create(programme=programme, title="Pilot", starts_on=began)
    WaveTandem.objects.bulk_create(WaveTandem(programme=programme, wave=wave, tandem=one) for one in tandems)
    return world, programme


def lived(tandem: Tandem, world: World) -> None:
    SwapDay.objects.create(
        tandem=tandem,
        host=world.field,
        guest=world.inside,
        role="field",
        start=TODAY - timedelta(9),
        end=TODAY - timedelta(8),
        status="lived",
        planned_at=AT,
    )


def seen(programme: Programme, world: World) -> dict[str, tuple[int | None, int | None]]:
    return {row.figure: (row.begun, row.others) for row in figures_of(programme, BEGAN, world.actor).rows}


def test_shares_of_a_group_are_told_and_of_a_small_one_not() -> None:
    world, programme = a_house()
    lived(world.tandem, world)
    a_tandem(world.team)
    assert seen(programme, world) == {
        "answered": (None, None),
        "accepted": (None, None),
        "swaps": (33, None),
        "goals": (0, None),
    }


def test_nothing_is_told_of_two_tandems() -> None:
    world, programme = a_house(begun=2)
    lived(world.tandem, world)
    assert set(seen(programme, world).values()) == {(None, None)}


def test_times_need_an_agreement_for_the_reader() -> None:
    world, programme = a_house()
    assert figures_of(programme, BEGAN, world.actor).agreed is False
    WorksAgreement.objects.create(title="BV", purpose="answer_times", start=BEGAN, audience={"manager"})
    assert figures_of(programme, BEGAN, world.actor).agreed is True
    assert figures_of(programme, BEGAN, as_actor(an_employee(["admin"]), AT)).agreed is False


@pytest.mark.once
def test_a_criterion_is_kept_or_broken_or_unknown() -> None:
    assert [Seen("swaps", begun, None, 50).state for begun in (50, 49, None)] == ["kept", "broken", ""]
    assert Seen("swaps", 10, None).state == ""


def test_criteria_are_written_down_before_the_start_alone() -> None:
    world, programme = a_house(began=TODAY + timedelta(1))
    given: dict[str, Any] = {"figure": "swaps", "actor": world.actor, "at": AT}
    set_criterion(programme, least=50, **given)
    set_criterion(programme, least=60, **given)
    assert StopCriterion.objects.get().least == 60
    refused(Invalid, lambda: set_criterion(programme, least=0, **given))
    refused(Refused, lambda: set_criterion(programme, **given | {"least": 5, "actor": as_actor(world.inside, AT)}))
    Wave.objects.update(starts_on=TODAY)
    assert refused(Refused, lambda: set_criterion(programme, least=10, **given)).code == "begun"
    assert StopCriterion.objects.get().least == 60


def test_a_review_keeps_what_was_seen_with_the_decision() -> None:
    world, programme = a_house()
    StopCriterion.objects.create(programme=programme, figure="swaps", least=50, written_at=AT)
    review = programme.reviews.get(days=30)
    given: dict[str, Any] = {"decision": "adjust", "note": "Mehr Zeit", "version": 1, "actor": world.actor, "at": AT}
    refused(Invalid, lambda: decide_review(review, **given | {"note": " "}))
    early = programme.reviews.get(days=90)
    assert refused(Refused, lambda: decide_review(early, **given)).code == "early"
    event = decide_review(review, **given)
    assert event.data["broken"] == ["swaps"]
    kept = Review.objects.get(pk=review.pk)
    assert {"figure": "swaps", "begun": 0, "others": None, "least": 50} in kept.seen
    again = given | {"version": 2}
    assert refused(Refused, lambda: decide_review(kept, **again)).code == "decided"


def test_on_the_pages_who_may_read_reviews_and_everybody_the_kickoff(time_machine: Any) -> None:
    world, programme = a_house()
    time_machine.move_to(AT, tick=False)
    manager, inside = signed_in_client(world.manager), signed_in_client(world.inside)
    url = programme.get_absolute_url()
    assert "Review after 30 days" in text_of(manager.get(f"{url}reviews/"))
    assert inside.get(f"{url}reviews/").status_code == 403
    wanted = Wanted(Scope.TEAM, team=world.team, metric="orders", span="year", start=TODAY.replace(month=1, day=1))
    propose_goal(wanted, target=40, actor=world.actor, at=AT)
    page = text_of(inside.get(f"{url}kick-off/"))
    for words in ("Anna Berg", "Who leads", "of working time", "2 days a year each way", f"{world.team}: Orders"):
        assert words in page
    assert f"{world.team}: Orders" not in text_of(signed_in_client(an_employee(["inside"])).get(f"{url}kick-off/"))
    papers = {
        language: b"".join(inside.get(f"{url}kick-off/pdf/?language={language}").streaming_content)  # type: ignore[attr-defined]
        for language in ("de", "en")
    }
    assert all(content.startswith(b"%PDF") for content in papers.values())
    assert papers["de"] != papers["en"]

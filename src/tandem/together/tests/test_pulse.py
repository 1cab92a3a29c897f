"""The pulse: private between two, shared only when both want it, and gone when deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import submit, text_of
from tandem.people.models import WorksAgreement
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.tandems.tests.world import AT, TODAY, World
from tandem.together.models import HelpCall, HelpChoice, MinuteItem, PulseAnswer
from tandem.together.pulse import actions
from tandem.together.pulse.queries import pulse_of, visible_answers

from .world import a_pair, anna, ben, berlin, others

pytestmark = pytest.mark.django_db
GOOD = {"needs": 4, "openness": 4, "fairness": 4, "learning": 4, "joy": 5}


@pytest.fixture
def world() -> World:
    WorksAgreement.objects.create(title="BV 17", purpose="pulse", start=TODAY, audience={"council"})
    return a_pair()


def everything() -> tuple[list[object], ...]:
    tables = (PulseAnswer, HelpChoice, HelpCall, MinuteItem, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def answer(world: World, actor: Actor, *, share: bool = True, version: int | None = None, **scores: int) -> PulseAnswer:
    return actions.answer_pulse(
        world.tandem, scores=GOOD | scores, share=share, version=version, actor=actor, at=actor.at
    )


def read(actor: Actor) -> set[str]:
    return set(visible_answers(actor).values_list("employee__first_name", flat=True))


@pytest.mark.parametrize(
    ("of_anna", "of_ben", "anna_reads", "ben_reads"),
    [
        (True, True, {"Anna", "Ben"}, {"Anna", "Ben"}),
        (True, False, {"Anna"}, {"Ben"}),
        (False, True, {"Anna"}, {"Ben"}),
        (False, False, {"Anna"}, {"Ben"}),
        (True, None, {"Anna"}, set()),
        (None, True, set(), {"Ben"}),
    ],
)
def test_shared_only_if_both_have_answered_and_agreed(
    world: World, of_anna: bool | None, of_ben: bool | None, anna_reads: set[str], ben_reads: set[str]
) -> None:
    for actor, share in ((anna(world), of_anna), (ben(world), of_ben)):
        if share is not None:
            answer(world, actor, share=share)
    assert (read(anna(world)), read(ben(world))) == (anna_reads, ben_reads)


def test_who_agreed_alone_cannot_tell_why_it_is_not_shared(world: World) -> None:
    answer(world, anna(world))
    before = pulse_of(world.tandem, anna(world))
    answer(world, ben(world), share=False, joy=1)
    assert pulse_of(world.tandem, anna(world)) == before


def test_nobody_else_reads_or_writes_it_whatever_their_role(world: World) -> None:
    answer(world, anna(world))
    answer(world, ben(world))
    outside = [*others(world), Actor.system(AT, "test")]
    assert [read(actor) for actor in outside] == [set()] * len(outside)
    for actor in others(world):
        refused(Refused, lambda actor=actor: answer(world, actor))
        row = PulseAnswer.objects.earliest("pk")
        refused(Refused, lambda actor=actor, row=row: actions.remove_answer(row, actor=actor, at=AT))


def test_another_month_is_another_matter(world: World) -> None:
    answer(world, anna(world))
    answer(world, ben(world, berlin("2026-12-01 09:00")))
    assert read(anna(world)) == {"Anna"}
    assert set(PulseAnswer.objects.values_list("month", flat=True)) == {date(2026, 11, 1), date(2026, 12, 1)}


def test_a_new_partner_reads_nothing_of_before(world: World) -> None:
    answer(world, anna(world))
    answer(world, ben(world))
    world.tandem.seats.filter(role="field").update(employee=world.new_field)
    dirk = as_actor(world.new_field, AT)
    answer(world, dirk)
    assert read(dirk) == {"Dirk"}
    answer(world, anna(world))
    assert read(dirk) == {"Dirk", "Anna"}
    assert visible_answers(dirk).filter(partner=world.field).count() == 0


def test_deleted_is_gone_for_both(world: World) -> None:
    mine = answer(world, anna(world))
    answer(world, ben(world))
    refused(Refused, lambda: actions.remove_answer(mine, actor=ben(world), at=AT))
    actions.remove_answer(mine, actor=anna(world), at=AT)
    assert (read(anna(world)), read(ben(world))) == (set(), {"Ben"})


def test_taking_back_ones_consent_hides_both(world: World) -> None:
    answer(world, anna(world))
    answer(world, ben(world))
    answer(world, anna(world), share=False, version=1)
    assert (read(anna(world)), read(ben(world))) == ({"Anna"}, {"Ben"})
    refused(Conflict, lambda: answer(world, anna(world), joy=1, version=1))


def test_off_without_an_agreement_but_what_is_there_can_be_deleted(world: World) -> None:
    mine = answer(world, anna(world))
    WorksAgreement.objects.update(end=TODAY, start=date(2026, 1, 1))
    assert refused(Refused, lambda: answer(world, anna(world))).code == "no_agreement"
    actions.remove_answer(mine, actor=anna(world), at=AT)
    assert not PulseAnswer.objects.exists()


def test_answers_lie_on_the_scale(world: World) -> None:
    assert refused(Invalid, lambda: answer(world, anna(world), joy=6)).code == "scores"
    with pytest.raises(IntegrityError), transaction.atomic():
        PulseAnswer.objects.create(
            tandem=world.tandem,
            month=date(2026, 11, 1),
            employee=world.inside,
            partner=world.field,
            answered_at=AT,
            **(GOOD | {"joy": 0}),
        )


def test_no_event_tells_what_was_answered_or_of_whom(world: World) -> None:
    answer(world, anna(world))
    event = Event.objects.get(verb="pulse.answered")
    assert event.data == {}
    assert set(event.subjects.values_list("kind", flat=True)) == {"pulse"}


def test_a_talk_is_suggested_where_both_are_low_or_far_apart(world: World) -> None:
    answer(world, anna(world), fairness=2)
    answer(world, ben(world), fairness=3)
    talk = pulse_of(world.tandem, anna(world)).talk
    assert talk is not None
    assert talk.key == "fairness"
    item = actions.put_on_agenda(world.tandem, actor=anna(world), at=AT)
    assert item.kind == "topic"
    assert all(str(prompt) in item.text for prompt in talk.prompts)
    answer(world, ben(world), version=1, fairness=3, joy=1, needs=5)
    far = pulse_of(world.tandem, anna(world)).talk
    assert far is not None
    assert far.key == "joy"


def test_no_talk_from_what_is_not_shared_or_is_fine(world: World) -> None:
    answer(world, anna(world), fairness=1)
    assert pulse_of(world.tandem, anna(world)).talk is None
    refused(Refused, lambda: actions.put_on_agenda(world.tandem, actor=anna(world), at=AT))
    answer(world, anna(world), version=1)
    answer(world, ben(world))
    assert pulse_of(world.tandem, anna(world)).talk is None


def test_help_comes_from_a_person_both_have_chosen(world: World) -> None:
    actions.choose_helper(world.tandem, helper=world.manager, actor=anna(world), at=AT)
    assert refused(Refused, lambda: actions.ask_for_help(world.tandem, actor=anna(world), at=AT)).code == "no_helper"
    actions.choose_helper(world.tandem, helper=world.new_inside, actor=ben(world), at=AT)
    refused(Refused, lambda: actions.ask_for_help(world.tandem, actor=ben(world), at=AT))
    actions.choose_helper(world.tandem, helper=world.manager, actor=ben(world), at=AT)
    call = actions.ask_for_help(world.tandem, actor=ben(world), at=AT)
    assert (call.helper, Event.objects.get(verb="help_call.asked").data) == (world.manager, {})
    again = refused(Refused, lambda: actions.ask_for_help(world.tandem, actor=anna(world), at=AT))
    assert again.code == "asked_already"
    stranger = as_actor(world.new_inside, AT)
    refused(Refused, lambda: actions.end_help(call, actor=stranger, at=AT))
    actions.end_help(call, actor=as_actor(world.manager, AT), at=AT)
    assert HelpCall.objects.get().ended_at == AT


def test_neither_of_the_two_is_their_own_helper(world: World) -> None:
    for helper in (world.inside, world.field):
        refused(
            Invalid,
            lambda helper=helper: actions.choose_helper(world.tandem, helper=helper, actor=anna(world), at=AT),
        )


def test_the_page_shows_dots_of_both_and_hides_them_from_the_manager(world: World, time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    url = f"/tandems/{world.tandem.pk}/pulse/"
    for person in (world.inside, world.field):
        given = {name: str(value) for name, value in GOOD.items()}
        assert submit(signed_in_client(person), url, **given, share="on").status_code == 302
    page = text_of(signed_in_client(world.inside).get(url))
    assert "Mean of your two answers" in page
    boss = signed_in_client(world.manager)
    assert boss.get(url).status_code == 403
    told = text_of(boss.get(world.tandem.get_absolute_url()))
    assert "Pulse" not in told

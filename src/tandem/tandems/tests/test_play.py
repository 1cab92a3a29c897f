"""Rules of play: proposed by one, changed by either, in force when both agreed; earlier versions stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import Form, changed, forms_of
from tandem.core.undo import undo_event
from tandem.people.models import Delegation
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.tandems import actions
from tandem.tandems.models import PlaybookStep, RulesConsent, RulesOfPlay
from tandem.tandems.queries.play import rules_page, visible_rules
from tandem.tandems.terms import Lists, Terms, company_terms, terms_of

from .factories import a_seat, a_tandem
from .world import AT, TODAY, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def anna(world: World) -> Actor:
    return as_actor(world.inside, AT)


def ben(world: World) -> Actor:
    return as_actor(world.field, AT)


def quick(minutes: int = 60, **more: Any) -> Terms:
    return replace(company_terms(Lists.load()), accept_minutes=minutes, **more)


def proposed(world: World, minutes: int = 60) -> RulesOfPlay:
    return actions.propose_rules(world.tandem, terms=quick(minutes), actor=anna(world), at=AT)


def in_force(world: World, minutes: int = 60) -> RulesOfPlay:
    rules = proposed(world, minutes)
    actions.agree_to_rules(rules, version=rules.version, actor=ben(world), at=AT)
    rules.refresh_from_db()
    return rules


def agreed(rules: RulesOfPlay) -> set[str]:
    return set(rules.consents.values_list("employee__first_name", flat=True))


def holds(world: World, at: Any = AT) -> tuple[int, int]:
    terms = terms_of([world.tandem.pk], at)[world.tandem.pk]
    return terms.version, terms.accept_minutes


def everything() -> tuple[list[Any], ...]:
    tables: tuple[Any, ...] = (RulesOfPlay, RulesConsent, Event)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def test_who_proposes_agrees_and_the_second_consent_puts_it_in_force(world: World) -> None:
    rules = proposed(world)
    assert (rules.number, agreed(rules), holds(world)) == (1, {"Anna"}, (0, 120))
    event = actions.agree_to_rules(rules, version=1, actor=ben(world), at=AT)
    assert (event.verb, holds(world)) == ("rules.in_force", (1, 60))
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("rules_of_play", rules.pk),
        ("tandem", world.tandem.pk),
        ("employee", world.inside.pk),
        ("employee", world.field.pk),
    }


def test_the_next_version_ends_the_former_at_that_instant(world: World) -> None:
    first, later = in_force(world), AT + timedelta(days=1)
    second = actions.propose_rules(world.tandem, terms=quick(30), actor=ben(world), at=later)
    actions.agree_to_rules(second, version=1, actor=anna(world), at=later)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_at, second.in_force_at, second.number) == (later, later, 2)
    assert [holds(world, at) for at in (AT, later - timedelta(seconds=1), later)] == [(1, 60), (1, 60), (2, 30)]


def test_a_change_lets_the_partners_consent_fall(world: World) -> None:
    rules = proposed(world)
    event = actions.change_proposal(rules, terms=quick(45), version=1, actor=ben(world), at=AT)
    rules.refresh_from_db()
    assert event
    assert event.verb == "rules.changed"
    assert event.data["terms"] == ["accept_minutes"]
    assert (agreed(rules), rules.version, holds(world)) == ({"Ben"}, 2, (0, 120))
    stale = refused(Conflict, lambda: actions.agree_to_rules(rules, version=1, actor=anna(world), at=AT))
    assert stale.current.version == 2
    actions.agree_to_rules(rules, version=2, actor=anna(world), at=AT)
    assert holds(world) == (1, 45)


def test_two_who_propose_at_once_meet(world: World) -> None:
    rules = proposed(world)
    error = refused(Conflict, lambda: actions.propose_rules(world.tandem, terms=quick(15), actor=ben(world), at=AT))
    assert error.current == rules
    refused(Conflict, lambda: actions.change_proposal(rules, terms=quick(15), version=0, actor=ben(world), at=AT))


def test_nothing_different_is_no_proposal(world: World) -> None:
    in_force(world)
    refused(Invalid, lambda: proposed(world))
    rules = proposed(world, 30)
    before = everything()
    assert actions.change_proposal(rules, terms=quick(30), version=1, actor=ben(world), at=AT) is None
    assert everything() == before


def test_agreeing_twice_is_told(world: World) -> None:
    rules = proposed(world)
    refused(Refused, lambda: actions.agree_to_rules(rules, version=1, actor=anna(world), at=AT))


def test_what_is_decided_is_not_changed_any_more(world: World) -> None:
    rules = in_force(world)
    for act in (
        lambda: actions.agree_to_rules(rules, version=1, actor=anna(world), at=AT),
        lambda: actions.change_proposal(rules, terms=quick(5), version=1, actor=anna(world), at=AT),
        lambda: actions.withdraw_proposal(rules, actor=anna(world), at=AT),
    ):
        assert refused(Refused, act).code == "decided"


@pytest.mark.parametrize("vacant", [["field"], ["inside"]])
def test_with_a_vacant_seat_the_one_suffices(world: World, vacant: list[str]) -> None:
    person = world.inside if vacant == ["field"] else world.field
    tandem = a_tandem(world.team, person, person, vacant=vacant)
    rules = actions.propose_rules(tandem, terms=quick(), actor=as_actor(person, AT), at=AT)
    assert rules.in_force_at == AT


def test_one_person_in_both_seats_suffices(world: World) -> None:
    tandem = a_tandem(world.team, world.new_inside, vacant=["field"])
    a_seat(tandem, "field", world.new_inside)
    rules = actions.propose_rules(tandem, actor=as_actor(world.new_inside, AT), at=AT)
    assert rules.in_force_at == AT


def test_a_seat_that_became_vacant_needs_no_second_consent(world: World) -> None:
    rules = proposed(world)
    world.tandem.seats.filter(role="field").update(end=TODAY)
    event = actions.agree_to_rules(rules, version=1, actor=anna(world), at=AT)
    assert event.verb == "rules.in_force"


def test_a_new_partner_has_to_agree_for_themselves(world: World) -> None:
    rules = proposed(world)
    world.tandem.seats.filter(role="field").update(end=TODAY)
    a_seat(world.tandem, "field", world.new_field, TODAY)
    refused(Refused, lambda: actions.agree_to_rules(rules, version=1, actor=ben(world), at=AT))
    actions.agree_to_rules(rules, version=1, actor=as_actor(world.new_field, AT), at=AT)
    assert holds(world) == (1, 60)


def test_who_covers_reads_and_may_not_agree(world: World) -> None:
    rules = proposed(world)
    person = {"person": world.field, "deputy": world.new_field, "start": TODAY}
    Delegation.objects.create(scope_kind="tandem", scope_id=world.tandem.pk, **person)
    cover = as_actor(world.new_field, AT)
    assert list(visible_rules(cover)) == [rules]
    refused(Refused, lambda: actions.agree_to_rules(rules, version=1, actor=cover, at=AT))
    refused(Refused, lambda: actions.withdraw_proposal(rules, actor=cover, at=AT))
    refused(Refused, lambda: actions.propose_rules(world.tandem, actor=world.actor, at=AT))
    assert list(visible_rules(world.actor)) == [rules]
    assert not visible_rules(as_actor(world.new_inside, AT))


def test_withdrawn_and_back(world: World) -> None:
    rules = proposed(world)
    event = actions.withdraw_proposal(rules, version=1, actor=ben(world), at=AT)
    assert proposed(world, 10).number == 2
    refused(Conflict, lambda: undo_event(event, actor=ben(world), at=AT))
    RulesOfPlay.objects.filter(number=2).delete()
    undo_event(event, actor=ben(world), at=AT)
    rules.refresh_from_db()
    assert (rules.is_open, agreed(rules)) == (True, {"Anna"})


def test_a_proposal_is_taken_back_while_nobody_touched_it(world: World) -> None:
    rules = proposed(world)
    undo_event(Event.objects.get(verb="rules.proposed"), actor=anna(world), at=AT)
    rules.refresh_from_db()
    assert rules.withdrawn_at == AT


def test_terms_that_nobody_can_keep_are_refused(world: World) -> None:
    for terms in (quick(0), quick(meeting_weekday=7), quick(meeting_minutes=1), quick(report_days=0)):
        refused(Invalid, lambda terms=terms: actions.propose_rules(world.tandem, terms=terms, actor=anna(world), at=AT))


def test_the_page_marks_what_would_change(world: World) -> None:
    in_force(world)
    actions.propose_rules(
        world.tandem, terms=replace(quick(30), leads={**quick().leads, "visit": "both"}), actor=ben(world), at=AT
    )
    page = rules_page(world.tandem, anna(world))
    lines = [promise for group in page.groups for promise in group.promises if promise.differs]
    assert [(line.lead, line.then_lead) for line in lines] == [("field", "both"), ("", "")]
    assert ["1:00" in lines[1].now, "0:30" in lines[1].then] == [True, True]
    assert (page.changes, page.may_agree, page.may_change) == (2, True, True)
    assert [(each.person, each.at) for each in page.consents] == [(world.inside, None), (world.field, AT)]


def test_an_old_version_knows_steps_that_were_retired_since(world: World) -> None:
    rules = in_force(world)
    PlaybookStep.objects.filter(key="visit").update(retired_at=AT + timedelta(days=1))
    browser = signed_in_client(world.inside)
    assert "Visit" not in titles(browser.get(f"/tandems/{world.tandem.pk}/rules/").content.decode())
    assert "Visit" in titles(browser.get(f"/tandems/{world.tandem.pk}/rules/{rules.number}/").content.decode())


def titles(page: str) -> set[str]:
    return {part.split("</th>")[0] for part in page.split('<th scope="row">')[1:]}


def test_the_form_proposes_and_the_partner_agrees(world: World) -> None:
    url = f"/tandems/{world.tandem.pk}/rules/"
    anna_, ben_ = signed_in_client(world.inside), signed_in_client(world.field)
    form = next(form for form in forms_of(anna_.get(f"{url}proposal/")) if "accept_minutes" in form.values)
    assert form.values["accept_minutes"] == ["2:00"]
    typed = {
        "accept_minutes": "1:30",
        "lead-visit": "both",
        "answer-quote-A": "1:00",
        "call-C": "",
        "meeting_at": "09:15",
    }
    assert anna_.post(f"{url}proposal/", changed(form, **typed)).status_code == 302
    assert anna_.post(f"{url}proposal/", changed(form, **typed)).status_code == 302  # sent twice: made once
    assert RulesOfPlay.objects.count() == 1
    agree = next(form for form in forms_of(ben_.get(url)) if form.action.endswith("consent/"))
    assert ben_.post(agree.action, agree.values).status_code == 302
    terms = terms_of([world.tandem.pk], Event.objects.latest("pk").at)[world.tandem.pk]
    assert (terms.version, terms.accept_minutes, terms.leads["visit"]) == (1, 90, "both")
    assert (terms.answer_minutes("quote", "A"), terms.calls["C"], f"{terms.meeting_at:%H:%M}") == (60, None, "09:15")


def terms_form(answer: Any) -> Form:
    return next(form for form in forms_of(answer) if "accept_minutes" in form.values)


def test_a_lost_race_shows_mine_theirs_and_before(world: World) -> None:
    url = f"/tandems/{world.tandem.pk}/rules/proposal/"
    anna_, ben_ = signed_in_client(world.inside), signed_in_client(world.field)
    forms = [
        next(form for form in forms_of(browser.get(url)) if "accept_minutes" in form.values)
        for browser in (anna_, ben_)
    ]
    assert anna_.post(url, changed(forms[0], accept_minutes="1:00")).status_code == 302
    answer = ben_.post(url, changed(forms[1], accept_minutes="3:00"))
    assert answer.status_code == 409
    assert all(f"<td>{text}</td>" in answer.content.decode() for text in ("3:00", "1:00"))
    again = terms_form(answer)
    assert again.values["accept_minutes"] == ["3:00"]
    assert ben_.post(url, again.values).status_code == 302
    rules = RulesOfPlay.objects.get()
    assert (rules.terms["accept_minutes"], agreed(rules)) == (180, {"Ben"})


def test_back_to_the_companys_lists(world: World) -> None:
    in_force(world)
    url = f"/tandems/{world.tandem.pk}/rules/proposal/"
    browser = signed_in_client(world.inside)
    forms = {
        query: next(form for form in forms_of(browser.get(url + query)) if "accept_minutes" in form.values)
        for query in ("", "?from=company")
    }
    assert [forms[query].values["accept_minutes"] for query in ("", "?from=company")] == [["1:00"], ["2:00"]]

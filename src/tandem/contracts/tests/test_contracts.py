"""Contracts from template to end: placeholders from a list, versions, days, reminders to both, pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tandem.contracts.actions import (
    add_template,
    create_contract,
    edit_contract,
    edit_template,
    run_terms,
    terminate_contract,
)
from tandem.contracts.clauses import ALLOWED, check_clauses, fill_clauses, read_clauses, write_clauses
from tandem.contracts.models import Contract, ContractStatus, ContractTemplate, Termination
from tandem.contracts.terms import earliest_end, last_day, months_on
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import main_form, text_of
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Todo

from .factories import AT, TODAY, a_contact, a_draft, bring_to, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def world() -> World:
    return a_world()


def morning(day: date) -> Actor:
    return Actor.system(timezone.make_aware(datetime.combine(day, time(3))), "schedule")


def run(day: date) -> int:
    actor = morning(day)
    return run_terms(actor=actor, at=actor.at)


@pytest.mark.once
def test_clauses_are_read_as_they_are_written() -> None:
    text = "# Eins\nErster Satz.\n\nZweiter.\n\n# Zwei\nText"
    assert read_clauses(text) == [["Eins", "Erster Satz.\n\nZweiter."], ["Zwei", "Text"]]
    assert write_clauses(read_clauses(text)) == text
    assert read_clauses("Ohne Kopf") == [["", "Ohne Kopf"]]
    assert read_clauses(" \n") == []


@pytest.mark.once
@pytest.mark.parametrize("text", ["{secret}", "{customer.agreements}", "{0}", "{", "a}b", "{number!r}"])
def test_a_placeholder_outside_the_list_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as error:
        check_clauses([["Kopf", text]], ALLOWED)
    assert set(error.value.fields) == {"clauses"}


@pytest.mark.once
def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill_clauses([["{customer}", "{number}"]], {"customer": "{number} & Co", "number": "C1"}) == [
        ["(number) & Co", "C1"]
    ]


@pytest.mark.once
def test_months_end_where_months_end() -> None:
    assert months_on(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_on(date(2024, 11, 30), 15) == date(2026, 2, 28)
    assert last_day(date(2026, 1, 1), 12) == date(2026, 12, 31)
    assert last_day(date(2026, 1, 1), None) is None


def test_a_draft_has_the_template_s_clauses_filled(world: World) -> None:
    contract = a_draft(world.customer, of(world.inside, AT))
    assert contract.number == "C26-00001"
    assert contract.status == ContractStatus.DRAFT
    assert (contract.starts_on, contract.ends_on) == (TODAY, date(2027, 11, 23))
    text = write_clauses(contract.clauses)
    for word in (world.customer.name, str(world.inside), str(world.field), "24.11.2026", "23.11.2027", "90 Tagen"):
        assert word in text
    assert "{" not in text


def test_only_who_owns_the_customer_drafts(world: World) -> None:
    with pytest.raises(Refused):
        a_draft(world.customer, of(world.stranger, AT))
    assert not Contract.objects.exists()
    foreign = a_contact(a_customer(world.mates))
    with pytest.raises(Invalid) as error:
        a_draft(world.customer, of(world.inside, AT), contact=foreign)
    assert set(error.value.fields) == {"contact"}


def test_a_draft_is_changed_with_its_version_and_nothing_else_is(world: World) -> None:
    actor = of(world.inside, AT)
    contract = a_draft(world.customer, actor)
    event = edit_contract(contract, values={"title": "Neu"}, version=1, actor=actor, at=AT)
    assert event is not None
    with pytest.raises(Conflict):
        edit_contract(contract, values={"title": "Anders"}, version=1, actor=of(world.field, AT), at=AT)
    wrong: list[dict[str, Any]] = [{"ends_on": TODAY - timedelta(days=1)}]
    wrong += [{"clauses": [["A", "{customer}"]]}, {"clauses": []}]
    for values in wrong:
        with pytest.raises(Invalid):
            edit_contract(fresh(contract), values=values, version=2, actor=actor, at=AT)
    assert (fresh(contract).title, fresh(contract).version) == ("Neu", 2)
    sent = bring_to(contract, "sent", actor)
    with pytest.raises(Conflict, match="Take it back"):
        edit_contract(sent, values={"title": "X"}, version=sent.version, actor=actor, at=AT)


def test_templates_are_kept_by_managers(world: World) -> None:
    values = {"name": "Wartung", "language": "de", "title": "Wartung", "clauses": [["A", "{customer}"]]}
    with pytest.raises(Refused):
        add_template(values=values, actor=of(world.inside, AT), at=AT)
    row = add_template(values=values, actor=of(world.manager, AT), at=AT)
    with pytest.raises(Invalid):
        edit_template(row, values={"clauses": [["A", "{bank}"]]}, version=1, actor=of(world.manager, AT), at=AT)
    row.refresh_from_db()
    assert (row.clauses, row.version) == ([["A", "{customer}"]], 1)


def test_an_amendment_stands_with_the_contract_it_amends(world: World) -> None:
    actor = of(world.inside, AT)
    first = bring_to(a_draft(world.customer, actor), "in force", actor)
    template = ContractTemplate.objects.get(language="en")
    made = create_contract(world.customer, template=template, starts_on=TODAY, amends=first, actor=actor, at=AT)
    assert list(first.amendments.all()) == [made]
    other = a_customer(world.tandem)
    with pytest.raises(Invalid):
        create_contract(other, template=template, starts_on=TODAY, amends=first, actor=actor, at=AT)


# --- days -----------------------------------------------------------------------------------------------------


def test_it_begins_on_its_day(world: World) -> None:
    actor = of(world.inside, AT)
    draft = a_draft(world.customer, actor, starts_on=TODAY + timedelta(days=10))
    contract = bring_to(draft, "in force", actor)
    assert contract.status == ContractStatus.COUNTERSIGNED
    assert run(TODAY + timedelta(days=9)) == 0
    assert run(TODAY + timedelta(days=10)) == 1
    assert run(TODAY + timedelta(days=10)) == 0
    assert fresh(contract).status == ContractStatus.IN_FORCE


def test_both_partners_are_reminded_once_a_month_before_the_last_day_for_notice(world: World) -> None:
    actor = of(world.inside, AT)
    contract = bring_to(a_draft(world.customer, actor), "in force", actor)
    until = contract.notice_until
    assert until == date(2027, 8, 25)
    run(until - timedelta(days=31))
    assert not Todo.objects.filter(about_id=contract.pk, done_at=None).exists()
    for days in (30, 29, 0):
        run(until - timedelta(days=days))
    rows = Todo.objects.filter(about_kind="contract", about_id=contract.pk, done_at=None)
    assert {row.holder for row in rows} == {world.inside, world.field}
    assert rows.count() == 2


def test_it_is_renewed_unless_notice_was_given(world: World) -> None:
    actor = of(world.inside, AT)
    kept, left = (bring_to(a_draft(world.customer, actor), "in force", actor) for _ in range(2))
    end = kept.ends_on
    assert end is not None
    terminate_contract(left, by_customer=True, reason="Umzug", ends_on=end, actor=actor, at=AT)
    with pytest.raises(Invalid):
        terminate_contract(fresh(left), by_customer=True, reason="Umzug", ends_on=end, actor=actor, at=AT)
    assert run(end) == 0
    assert run(end + timedelta(days=1)) == 2
    assert (fresh(kept).status, fresh(kept).ends_on) == (ContractStatus.IN_FORCE, date(2028, 11, 23))
    assert fresh(left).status == ContractStatus.TERMINATED
    assert Termination.objects.count() == 1
    assert Event.objects.filter(verb="contract.renewed").count() == 1


@pytest.mark.parametrize(
    ("ends_on", "renewal", "received", "expected"),
    [
        (None, 0, date(2027, 3, 1), date(2027, 5, 30)),
        (date(2027, 11, 23), 12, date(2027, 8, 25), date(2027, 11, 23)),  # the last day for notice
        (date(2027, 11, 23), 12, date(2027, 8, 26), date(2028, 11, 23)),
        (date(2027, 11, 23), 1, date(2027, 11, 20), date(2028, 2, 23)),  # so many renewals that it still reaches
        (date(2027, 11, 23), 0, date(2027, 11, 20), date(2027, 11, 23)),
    ],
)
def test_the_earliest_end_by_the_terms(ends_on: date | None, renewal: int, received: date, expected: date) -> None:
    contract = Contract(starts_on=TODAY, ends_on=ends_on, notice_days=90, renewal_months=renewal)
    assert earliest_end(contract, received) == expected


def test_sooner_than_the_notice_only_where_it_is_said(world: World) -> None:
    actor = of(world.inside, AT)
    contract = bring_to(a_draft(world.customer, actor), "in force", actor)
    soon = TODAY + timedelta(days=30)
    with pytest.raises(Invalid) as caught:
        terminate_contract(contract, by_customer=True, reason="Umzug", ends_on=soon, actor=actor, at=AT)
    assert "23 Nov 2027" in str(caught.value.fields["ends_on"])
    tomorrow, said = TODAY + timedelta(days=1), "Umzug"
    with pytest.raises(Invalid):
        terminate_contract(
            contract, by_customer=True, reason=said, ends_on=soon, received_on=tomorrow, early=True, actor=actor, at=AT
        )
    assert not Termination.objects.exists()
    assert fresh(contract).ends_on == contract.ends_on
    terminate_contract(contract, by_customer=True, reason="Umzug", ends_on=soon, early=True, actor=actor, at=AT)
    kept = Termination.objects.get()
    assert (kept.received_on, kept.early, fresh(contract).ends_on) == (TODAY, True, soon)


def test_the_page_proposes_the_day_by_the_terms(world: World) -> None:
    actor = of(world.inside, AT)
    contract = bring_to(a_draft(world.customer, actor), "in force", actor)
    browser, url = signed_in_client(world.inside), f"{contract.get_absolute_url()}termination/"
    form = main_form(browser.get(url)).values
    assert form["ends_on"] == ["2027-11-23"]
    answer = browser.post(url, {**form, "reason": "Umzug", "ends_on": "2027-06-30"})
    assert answer.status_code == 422
    assert "at the earliest" in text_of(answer)
    assert not Termination.objects.exists()
    assert browser.post(url, {**form, "reason": "Umzug", "ends_on": "2027-06-30", "early": "on"}).status_code == 302
    assert "Sooner than agreed" in text_of(browser.get(contract.get_absolute_url()))


def test_what_is_not_renewed_ends(world: World) -> None:
    actor = of(world.inside, AT)
    draft = a_draft(world.customer, actor)
    edit_contract(draft, values={"renewal_months": 0}, version=1, actor=actor, at=AT)
    contract = bring_to(draft, "in force", actor)
    assert contract.ends_on is not None
    run(contract.ends_on + timedelta(days=1))
    assert fresh(contract).status == ContractStatus.ENDED


# --- pages ----------------------------------------------------------------------------------------------------


def test_the_way_of_a_contract_on_the_pages(world: World) -> None:
    contact = a_contact(world.customer, email="b@hansen.example")
    client = signed_in_client(world.inside)
    url = f"/contracts/new/?customer={world.customer.number}"
    template = ContractTemplate.objects.get(language="de")
    chosen = main_form(client.get(url)).values["template"]
    assert chosen == [str(template.pk)]  # the only one in the customer's language
    form = {"template": template.pk, "contact": contact.pk, "starts_on": timezone.localdate().isoformat(), "once": "a"}
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    contract = Contract.objects.get()
    page = f"/contracts/{contract.number}/"
    assert "Gegenstand" in text_of(client.get(page))
    assert contract.number in text_of(client.get("/contracts/?scope=all"))
    answer = client.post(f"{page}sending/", {"version": contract.version, "once": "b"})
    assert answer["Location"] == f"/letters/new/?about=contract:{contract.pk}"
    assert client.get(answer["Location"]).status_code == 200
    assert "Out to be signed" in text_of(client.get(page))
    client.post(f"{page}withdrawal/", {"version": fresh(contract).version, "reason": "Fehler", "once": "c"})
    assert fresh(contract).status == ContractStatus.DRAFT
    assert contract.number in text_of(client.get(f"/customers/{world.customer.number}/contracts/"))


def test_others_do_not_find_it(world: World) -> None:
    contract = a_draft(world.restricted, of(world.inside, AT))
    stranger = signed_in_client(world.stranger)
    for path in ("", "peek/", "edit/", "sending/"):
        assert stranger.get(f"/contracts/{contract.number}/{path}").status_code == 404
    assert contract.number not in text_of(stranger.get("/contracts/?scope=all"))

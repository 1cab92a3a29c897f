"""Leads and opportunities from files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tandem.core.models import Event, SearchRow
from tandem.core.tests.snapshots import snapshot
from tandem.customers.tests.factories import a_contact
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.models import Import
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.actions import note_lead
from tandem.pipeline.models import Closing, Lead, LeadNote, LeadPerson, Opportunity, Stage, StageChange
from tandem.pipeline.tests.factories import a_lead, a_stage, an_opportunity, free_stages
from tandem.work.actions.todos import add_todo
from tandem.work.days import end_of

from .wizard import counts, put_in, refused, run, take_back

pytestmark = pytest.mark.django_db
KEPT = ("pipeline.Lead", "pipeline.LeadPerson", "pipeline.LeadNote", "pipeline.Opportunity", "pipeline.Closing")


@pytest.fixture
def world() -> World:
    made = a_world()
    free_stages()
    return made


def chances(text: str, by: Employee, **values: Any) -> Import:
    return run(put_in(text, by=by, kind="opportunity", **values))


def leads(text: str, by: Employee, **values: Any) -> Import:
    return run(put_in(text, by=by, kind="lead", **values))


def kept() -> dict[str, Any]:
    """Rows without what counts how often they were touched."""
    rows, hidden = snapshot(), {"version", "moved_at", "stage_since"}
    return {
        label: sorted(str({k: v for k, v in row.items() if k not in hidden}) for row in rows[label]) for label in KEPT
    }


def export(person: Employee, name: str, what: str) -> bytes:
    answer: Any = signed_in_client(person).post(f"/lists/{name}/export/?scope=all&state=", {"as": what})
    return b"".join(answer.streaming_content)


def test_open_ones_and_those_that_ended_go_in_to_the_cent(world: World) -> None:
    number, person = world.customer.number, a_contact(world.customer, first_name="Anna", last_name="Berg")
    text = (
        "customer number;title;stage;state;value_cents;own_chance_ppm;close_on;closed_on;contact;holder;reason\n"
        f"{number};Linie 4;Bedarf klären;;12.345,67;33,5;01.12.2026;;{person};{world.inside.email};\n"
        f"{number};Linie 5;;Gewonnen;100;;01.02.2026;03.02.2026;;;\n"
        f"{number};Linie 6;Closed Lost;;100;;01.02.2026;;;;Preis\n"
        f"{number};Linie 7;;lost;100;;01.02.2026;;;;Chef war dagegen\n"
    )
    text = text.replace("Bedarf klären", _stage())
    one = chances(text, world.inside)
    assert refused(one) == []
    assert counts(one) == (4, 4, 0, 0, 0)
    first, won, lost, other = Opportunity.objects.order_by("pk")
    assert (first.value_cents, first.own_chance_ppm, first.weighted_cents) == (12_345_67, 335_000, 4_135_80)
    assert (first.contact, first.holder, first.tandem, first.close_on) == (
        person, world.inside, world.tandem, date(2026, 12, 1),
    )  # fmt: skip
    assert (won.state, won.closed_on, won.weighted_cents) == (
        "won",
        date(2026, 2, 3),
        won.value_cents * won.stage.chance_ppm // 10**6,
    )
    assert (lost.state, lost.closed_on) == ("lost", date(2026, 2, 1))
    told = dict(Closing.objects.values_list("opportunity__title", "reason"))
    assert told == {"Linie 5": "", "Linie 6": "price", "Linie 7": "other"}
    assert other.closings.get().note == "Chef war dagegen"
    assert StageChange.objects.count() == 4
    assert SearchRow.objects.filter(kind="opportunity").count() == 4
    assert len({row.number for row in (first, won, lost, other)}) == 4
    assert counts(chances(text, world.inside)) == (4, 0, 0, 4, 0)


def _stage(key: str = "needs") -> str:
    return a_stage(key).name_de


def test_wrong_rows_say_what_is_wrong_and_write_nothing(world: World) -> None:
    number = world.customer.number
    text = (
        "customer number;title;stage;value_cents;currency;close_on;holder;contact\n"
        f"{number};;{_stage()};1;;01.12.2026;;\n"
        f"{number};A;Nirgends;1;;01.12.2026;;\n"
        f"{number};B;{_stage()};-1;;01.12.2026;;\n"
        f"{number};C;{_stage()};1;USD;01.12.2026;;\n"
        f"{number};D;{_stage()};1;;01.12.2066;;\n"
        f"{number};E;{_stage()};1;;01.12.2026;Niemand;\n"
        f"{number};F;{_stage()};1;;01.12.2026;;Niemand\n"
        f"99;G;{_stage()};1;;01.12.2026;;\n"
    )
    one = chances(text, world.inside)
    assert counts(one) == (8, 0, 0, 0, 8)
    assert [line for line, _reason in refused(one)] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert not Opportunity.objects.exists()


def test_what_a_stage_demands_is_demanded_of_a_file_too(world: World) -> None:
    Stage.objects.update(required="value_cents")
    text = f"customer number;title;stage;close_on\n{world.customer.number};A;{_stage()};01.12.2026\n"
    assert counts(chances(text, world.inside)) == (1, 0, 0, 0, 1)


def test_changes_move_and_end_what_is_known_and_go_back(world: World) -> None:
    one, two = an_opportunity(world.customer), an_opportunity(world.customer, title="Linie 9")
    before = kept()
    text = (
        "number;customer number;title;stage;state;value_cents;reason\n"
        f"{one.number};{world.customer.number};Linie 4;{_stage('quote')};;20000;\n"
        f"{two.number};{world.customer.number};Linie neun;;Verloren;;Preis\n"
    )
    done = chances(text, world.inside)
    assert refused(done) == []
    assert counts(done) == (2, 0, 2, 0, 0)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.stage.key, one.value_cents, two.state, two.title) == ("sales-quote", 20_000_00, "lost", "Linie neun")
    assert set(Event.objects.filter(trail=done.trail).values_list("verb", flat=True)) >= {
        "opportunity.moved", "opportunity.edited", "opportunity.lost",
    }  # fmt: skip
    done = take_back(done)
    assert (done.kept, done.restored) == (0, 3)
    assert kept() == before


def test_others_opportunities_are_refused_and_the_mode_counts(world: World) -> None:
    one = an_opportunity(world.customer)
    text = f"number;customer number;title\n{one.number};{world.customer.number};Anders\n"
    assert counts(chances(text, world.stranger)) == (1, 0, 0, 0, 1)
    assert counts(chances(text, world.inside, mode="create")) == (1, 0, 0, 1, 0)
    new = f"customer number;title;stage;close_on\n{world.customer.number};Neu;{_stage()};01.12.2026\n"
    assert counts(chances(new, world.inside, mode="update")) == (1, 0, 0, 0, 1)
    hidden = new.replace(world.customer.number, world.restricted.number)
    assert counts(chances(hidden, world.stranger)) == (1, 0, 0, 0, 1)
    assert list(Opportunity.objects.values_list("title", flat=True)) == ["Linie 4"]


def test_taking_back_keeps_what_somebody_worked_on(world: World) -> None:
    number = world.customer.number
    head = "customer number;title;stage;close_on\n"
    one = chances(f"{head}{number};A;{_stage()};01.12.2026\n{number};B;{_stage()};01.12.2026\n", world.inside)
    worked = Opportunity.objects.get(title="A")
    actor = of(world.inside)
    values = {"title": "Nachfassen", "due_at": end_of(date(2026, 11, 1))}
    add_todo(
        world.customer, values=values, holder=world.inside, about=("opportunity", worked.pk), actor=actor, at=actor.at
    )
    one = take_back(one)
    assert (one.removed, one.kept) in {(1, 1), (2, 0)}
    assert not Opportunity.objects.filter(title="B").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_lists_come_back_unchanged(world: World, ending: str) -> None:
    person = a_contact(world.customer, first_name="Anna", last_name="Berg")
    an_opportunity(world.customer, contact=person, holder=world.inside, own_chance_ppm=125_000, text="=1+1")
    an_opportunity(world.queued, title="-5 °C")
    a_lead(world.inside, holder=world.inside)
    before = kept()
    for kind, name in (("opportunity", "opportunities"), ("lead", "leads")):
        one = run(put_in(export(world.inside, name, f"{name}.{ending}"), by=world.manager, name=f"{name}.{ending}"))
        assert one.kind == kind
        assert refused(one) == []
        assert (one.created, one.updated, one.refused) == (0, 0, 0)
    assert kept() == before


LEADS = (
    "company;town;email;first_name;last_name;source;note;need\n"
    "Werft am Deich GmbH;Emden;jule@werft.example;Jule;Petersen;Messe;Halle 4;Antrieb\n"
    "Neu & Söhne;Kiel;;;;Website;;\n"
    ";Kiel;;;Ohne;;;\n"
)


def test_leads_go_in_once_with_person_and_note_and_come_out_again(world: World) -> None:
    before = kept()
    one = leads(LEADS, world.inside)
    assert counts(one) == (3, 2, 0, 0, 1)
    lead = Lead.objects.get(company="Werft am Deich GmbH")
    assert (lead.tandem, lead.team, lead.state, lead.source, lead.need) == (
        world.tandem, world.team, "new", "fair", "Antrieb",
    )  # fmt: skip
    assert (str(lead.people.get()), lead.people.get().email, lead.notes.get().text) == (
        "Jule Petersen", "jule@werft.example", "Halle 4",
    )  # fmt: skip
    assert SearchRow.objects.filter(kind="lead").count() == 2
    assert counts(leads(LEADS, world.inside)) == (3, 0, 0, 2, 1)
    one = take_back(one)
    assert (one.removed, one.kept) == (2, 0)
    assert kept() == before


def test_known_leads_change_get_further_people_and_go_back(world: World) -> None:
    lead = a_lead(world.inside, email="info@werft.example")
    note_lead(lead, text="Ruft zurück", actor=of(world.inside), at=of(world.inside).at)
    before = kept()
    text = "company;email;phone;last_name\nWerft am Deich GmbH;INFO@werft.example;0491 1;Neumann\n"
    one = leads(text, world.inside)
    assert counts(one) == (1, 0, 1, 0, 0)
    lead.refresh_from_db()
    assert (lead.phone, {person.last_name for person in lead.people.all()}) == ("0491 1", {"Petersen", "Neumann"})
    assert counts(leads(text, world.stranger)) == (1, 0, 0, 1, 0)
    assert counts(leads(text.replace("0491 1", "1"), world.stranger)) == (1, 0, 0, 0, 1)
    take_back(one)
    assert kept() == before
    assert (LeadPerson.objects.count(), LeadNote.objects.count()) == (1, 1)


def test_a_layout_of_another_program_goes_in_as_it_is(world: World) -> None:
    text = (
        "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Probability (%),Close Date,Opportunity Owner\n"
        f"0061,Linie 4,{world.customer.name},Closed Won,1234.50,100,2026-02-01,\n"
    )
    one = run(put_in(text, by=world.inside))
    assert one.kind == "opportunity"
    assert refused(one) == []
    won = Opportunity.objects.get()
    assert (won.state, won.value_cents, won.source_key) == ("won", 1234_50, "file:0061")

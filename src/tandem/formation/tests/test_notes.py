"""Customers are told of their new people: by mail in their language, or by a call, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tandem.core.documents.words import LANGUAGES
from tandem.core.errors import Invalid, Refused
from tandem.core.jobs import Work
from tandem.core.models import Event, Job, JobState
from tandem.customers.models import Assignment, Channel, Consent, Contact, Customer
from tandem.formation.actions import accept_spread, tell_customers
from tandem.formation.models import NoMail, Spread, SpreadNote, SpreadRollout
from tandem.formation.note_jobs import write_notes
from tandem.formation.note_words import PLACEHOLDERS, TEXTS
from tandem.formation.notes import to_be_told
from tandem.formation.spread_jobs import move_customers
from tandem.letters.models import SentMail
from tandem.letters.placeholders import check_names
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.tandems.models import Tandem
from tandem.tandems.tests.world import AT, TOMORROW
from tandem.work.models import Todo, TodoItem

from .test_spreads import a_land, a_spread, run, solved
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rolled_out() -> tuple[World, Tandem, list[Customer], Spread]:
    """Three customers have moved from Nord 1 to Nord 2: the last three of the list."""
    world, south, customers = a_land()
    spread = solved(a_spread(world), world)
    accept_spread(spread, version=spread.version, actor=world.actor, at=AT)
    Job.objects.update(state=JobState.DONE, ended_at=AT)
    Todo.objects.all().delete()
    return world, south, customers[3:6], run(move_customers, spread, world, "spread.move")


def a_contact(customer: Customer, **values: Any) -> Contact:
    given = {"first_name": "Kim", "last_name": "Lund", "email": f"kim@{customer.pk}.example", "language": "de"}
    return Contact.objects.create(customer=customer, **given | values)


def told(spread: Spread, world: World, **texts: tuple[str, str]) -> None:
    """As the job does it."""
    job = tell_customers(spread, texts=dict(TEXTS) | texts, actor=world.actor, at=AT)
    write_notes(Work(job, world.actor, AT))
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, ended_at=AT)


def everything() -> tuple[list[object], ...]:
    tables = (SpreadNote, SentMail, Job, Todo, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def test_each_reads_both_old_and_new_people_in_its_language_once() -> None:
    world, _south, (first, second, third), spread = rolled_out()
    a_contact(first)
    a_contact(second, language="en")
    a_contact(third, language="fr")
    for _twice in range(2):
        if to_be_told(spread, world.actor):
            told(spread, world)
    mails = list(SentMail.objects.order_by("customer"))
    assert [(mail.customer, mail.language) for mail in mails] == [(first, "de"), (second, "en"), (third, "fr")]
    assert mails[1].subject.startswith("Your new contacts from ")
    for name in ("Anna", "Ben", "Carla", "Dirk"):
        assert name in mails[0].body
    assert mails[0].body.index("Carla") < mails[0].body.index("Anna")
    assert set(SpreadNote.objects.values_list("customer_key", "mail")) == {(one.customer_id, one.pk) for one in mails}
    assert Event.objects.filter(verb="mail.written", subjects__kind="customer").count() == 3
    assert not Todo.objects.exists()
    with pytest.raises(Refused) as error:
        told(spread, world)
    assert error.value.code == "all_told"


def test_who_cannot_be_written_to_is_called_by_who_knows_them() -> None:
    world, _south, (first, second, third), spread = rolled_out()
    a_contact(first, email="")
    other = a_contact(third, channel=Channel.PHONE)
    refuses = a_contact(second)
    Consent.objects.create(contact=refuses, channel=Channel.MAIL, given=False, at=AT)
    told(spread, world)
    assert not SentMail.objects.exists()
    todo = Todo.objects.get()
    assert (todo.holder, todo.tandem) == (world.inside[0], world.tandem)
    assert set(SpreadNote.objects.values_list("customer_key", "why", "todo")) == {
        (first.pk, NoMail.NOBODY, todo.pk),
        (second.pk, NoMail.REFUSED, todo.pk),
        (third.pk, NoMail.OTHER, todo.pk),
    }
    assert {item.text for item in TodoItem.objects.all()} == {
        f"{first.label} (no mail address)",
        f"{second.label} (wants no mail)",
        f"{third.label} (prefers another way)",
    }
    assert other.email


def test_a_second_contact_who_wants_mail_is_better_than_a_call() -> None:
    world, _south, (first, *_rest), spread = rolled_out()
    refuses, willing = a_contact(first, last_name="Aas"), a_contact(first, last_name="Berg")
    Consent.objects.create(contact=refuses, channel=Channel.MAIL, given=False, at=AT)
    told(spread, world)
    assert SentMail.objects.get().contact == willing


def test_who_stayed_or_keeps_its_people_is_not_told() -> None:
    world, south, (first, second, third), spread = rolled_out()
    Assignment.objects.filter(customer=first, tandem=south).delete()
    spread.result["moves"] = [[second.pk, None, south.pk], [third.pk, south.pk, south.pk], *spread.result["moves"][:1]]
    spread.save()
    assert to_be_told(spread, world.actor) == []


def test_not_before_the_roll_out_nor_while_they_move_and_one_job_at_a_time() -> None:
    world, _south, _customers = a_land()
    spread = solved(a_spread(world), world)
    with pytest.raises(Refused) as error:
        tell_customers(spread, texts=TEXTS, actor=world.actor, at=AT)
    assert error.value.code == "not_rolled_out"
    accept_spread(spread, version=spread.version, actor=world.actor, at=AT)
    with pytest.raises(Refused) as error:
        tell_customers(spread, texts=TEXTS, actor=world.actor, at=AT)
    assert error.value.code == "still_moving"
    run(move_customers, spread, world, "spread.move")
    Job.objects.update(state=JobState.DONE, ended_at=AT)
    first = tell_customers(spread, texts=TEXTS, actor=world.actor, at=AT)
    assert tell_customers(spread, texts=TEXTS, actor=world.actor, at=AT) == first
    assert Event.objects.filter(verb="spread.told").count() == 1


@pytest.mark.parametrize("wrong", ["", "Hallo {me}", "Hallo {"])
def test_texts_are_checked(wrong: str) -> None:
    world, _south, (first, *_rest), spread = rolled_out()
    a_contact(first)
    before = everything()
    with pytest.raises(Invalid) as error:
        told(spread, world, de=("Neu", wrong))
    assert set(error.value.fields) == {"body_de"}
    assert everything() == before


@pytest.mark.parametrize("who", ["inside", "other manager", "admin"])
def test_others_may_not(who: str) -> None:
    world, _south, _customers, spread = rolled_out()
    people = {"inside": world.inside[0], "other manager": an_employee(["manager"]), "admin": an_employee(["admin"])}
    before = everything()
    with pytest.raises(Refused):
        tell_customers(spread, texts=TEXTS, actor=as_actor(people[who], AT), at=AT)
    assert everything() == before


def test_braces_in_names_are_no_placeholders() -> None:
    world, _south, (first, *_rest), spread = rolled_out()
    a_contact(first, first_name="{new}", salutation="")
    told(spread, world)
    assert "(new)" in SentMail.objects.get().body


def test_the_proposed_texts_use_what_there_is() -> None:
    assert set(TEXTS) == set(LANGUAGES)
    for language, pair in TEXTS.items():
        for text in pair:
            check_names(text, PLACEHOLDERS, language)
        assert {"{day}", "{new}", "{old}"} <= {word for word in ("{day}", "{new}", "{old}") if word in pair[1]}


def test_statements_do_not_grow(django_assert_num_queries: Any) -> None:
    world, _south, customers, spread = rolled_out()
    counts = []
    for customer in customers:
        a_contact(customer)
        with django_assert_num_queries(8):
            counts.append(len(to_be_told(spread, world.actor)))
    assert counts == [3, 3, 3]


def test_the_page_previews_and_sends() -> None:
    world, _south, (first, second, _third), spread = rolled_out()
    a_contact(first)
    a_contact(second, email="")
    client, url = signed_in_client(world.manager), reverse("formation:spread_tell", args=[spread.pk])
    page = client.get(url).content.decode()
    assert "1 customer gets a mail" in page
    assert "2 cannot be written to" in page
    body = {"subject_de": "Neu ab {day}", "body_de": "Ab {day}: {new} statt {old}"}
    shown = client.post(url, body | {"preview": "1"})
    assert (shown.status_code, SentMail.objects.count()) == (200, 0)
    assert "statt Anna Anna, Ben Ben" in shown.content.decode()
    assert client.post(url, body | {"body_de": "{nobody}"}).status_code == 422
    assert client.post(url, body | {"body_de": "\0"}).status_code == 422
    assert client.post(url, body).status_code == 302
    job = SpreadRollout.objects.get().notes_job
    assert job is not None
    write_notes(Work(job, replace(world.actor, at=AT + timedelta(minutes=1)), AT))
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, ended_at=AT)
    assert "Everybody knows" in client.get(url).content.decode()
    page = client.get(spread.get_absolute_url()).content.decode()
    assert "told by mail" in page
    assert page.count("to be called") == 2
    assert spread.starts_on == TOMORROW

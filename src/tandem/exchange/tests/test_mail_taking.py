"""Taking mail in: what it becomes, once, and for whom it is to be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.core.actor import Actor
from tandem.core.attachments.queries import files_of
from tandem.core.errors import Refused
from tandem.core.models import Event
from tandem.customers.actions import add_contact, edit_customer, retire_contact
from tandem.customers.models import Contact, Customer
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.desk.queries.timeline import customer_timeline
from tandem.exchange.mail.models import Mail
from tandem.exchange.mail.queries import visible_mails
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.tests.mails import BOUNCE, a_mail
from tandem.people.models import Employee
from tandem.work.actions.answers import answer_request
from tandem.work.actions.requests import close_request
from tandem.work.models import Answer, Request
from tandem.work.tests.factories import AT, a_kind

pytestmark = pytest.mark.django_db
MAILBOX = Actor.system(AT, "mailbox")


@pytest.fixture(autouse=True)
def kind() -> None:
    a_kind()


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def birte(world: World) -> Contact:
    values = {"first_name": "Birte", "last_name": "Thomsen", "email": "B.Thomsen@hansen.example"}
    return add_contact(world.customer, values=values, actor=of(world.inside, AT), at=AT)


def taken(raw: bytes, **more: Any) -> Mail:
    return take_in_mail(raw, actor=more.pop("actor", MAILBOX), at=more.pop("at", AT), **more)


def shape(mail: Mail) -> tuple[str, str]:
    return mail.state, mail.became


def seeing(world: World, mail: Mail) -> set[str]:
    people = {**world.owners, **world.others, **world.outsiders}
    return {name for name, person in people.items() if visible_mails(of(person, AT)).filter(pk=mail.pk).exists()}


def test_a_contact_writes_and_it_is_a_request(world: World, birte: Contact) -> None:
    mail = taken(a_mail("Guten Tag\n\n-- \nBirte", files=(("Maße.txt", b"drei"),)))
    request = Request.objects.get()
    assert shape(mail) == ("taken", "request")
    assert (mail.request, mail.customer, mail.contact) == (request, world.customer, birte)
    assert (request.customer, request.contact, request.source) == (world.customer, birte, "mail")
    assert request.wish == "Liefertermin\n\nGuten Tag"
    assert request.tandem == world.tandem
    assert request.received_at == AT - timedelta(minutes=10)  # since then she waits
    assert request.due_at > AT
    assert {file.name for file in files_of("request", request.pk)} == {"Maße.txt"}
    assert {file.name for file in files_of("mail", mail.pk)} == {"original.eml"}
    assert mail.rest == "-- \nBirte"


def test_the_same_mail_twice_is_one_request(world: World, birte: Contact) -> None:
    raw = a_mail(Message_ID="<1@h>")
    first = taken(raw)
    assert taken(raw) == taken(a_mail("anders", Message_ID="<1@h>")) == first
    assert taken(raw, actor=of(world.inside, AT), customer=world.customer, become="filed") == first
    assert (Mail.objects.count(), Request.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="mail.came").count() == 1


def test_without_a_message_id_the_content_tells_twice(world: World, birte: Contact) -> None:
    raw = a_mail(Message_ID="")
    assert taken(raw) == taken(raw)
    assert taken(a_mail("anders", Message_ID="")) != taken(raw)
    assert Request.objects.count() == 2


def test_an_answer_goes_into_its_thread(world: World, birte: Contact) -> None:
    request = taken(a_mail(Message_ID="<1@h>")).request
    assert request is not None
    answer_request(request, kind="mail", text="Am Montag", actor=of(world.inside, AT), at=AT)
    later = AT + timedelta(hours=3)
    mail = taken(a_mail("Zu spät!", subject="AW: Liefertermin", In_Reply_To="<1@h>"), at=later)
    assert shape(mail) == ("taken", "thread")
    assert [(row.kind, row.contact, row.text) for row in Answer.objects.filter(kind="came")] == [
        ("came", birte, "AW: Liefertermin\n\nZu spät!")
    ]
    request.refresh_from_db()
    assert (request.answered_at, Request.objects.count()) == (None, 1)  # she waits again
    assert request.due_at > later
    heard = Event.objects.get(verb="request.heard")
    assert (heard.actor_kind, heard.actor_id) == ("contact", birte.pk)


def test_an_answer_opens_a_closed_request_again(world: World, birte: Contact) -> None:
    request = taken(a_mail(Message_ID="<1@h>")).request
    assert request is not None
    close_request(request, reason="erledigt", actor=of(world.inside, AT), at=AT)
    taken(a_mail("Doch nicht", References="<1@h> <2@h>"))
    request.refresh_from_db()
    assert (request.closed_at, request.state) == (None, "open")
    assert Request.objects.count() == 1


def test_the_sign_in_the_subject_finds_the_request(world: World, birte: Contact) -> None:
    request = taken(a_mail()).request
    assert request is not None
    mail = taken(a_mail("ja", subject=f"AW: Liefertermin [T#{request.pk}]"))
    assert (mail.became, mail.request) == ("thread", request)


def test_nobody_gets_into_another_ones_thread(world: World, birte: Contact) -> None:
    request = taken(a_mail(Message_ID="<1@h>")).request
    assert request is not None
    other = a_customer(world.tandem)
    add_contact(other, values={"last_name": "Fremd", "email": "f@fremd.example"}, actor=of(world.inside, AT), at=AT)
    mail = taken(a_mail(sender="f@fremd.example", In_Reply_To="<1@h>", subject=f"[T#{request.pk}]"))
    assert (mail.became, mail.customer) == ("request", other)
    mail = taken(a_mail(sender="x@unbekannt.example", In_Reply_To="<1@h>", subject=f"[T#{request.pk}]"))
    assert shape(mail) == ("waiting", "")
    assert Answer.objects.count() == 0


def test_a_colleague_of_the_contact_is_suggested_not_silent(world: World, birte: Contact) -> None:
    mail = taken(a_mail(sender="Neu <neu@hansen.example>"))
    assert (shape(mail), mail.suggested, mail.customer) == (("waiting", ""), world.customer, None)
    assert Request.objects.count() == 0


def test_a_domain_of_two_customers_suggests_nobody(world: World, birte: Contact) -> None:
    other = a_customer(world.tandem, website="https://www.hansen.example")
    mail = taken(a_mail(sender="neu@hansen.example"))
    assert (mail.suggested, other.pk) == (None, other.pk)


@pytest.mark.parametrize("sender", ["neu@gmail.com", "", "niemand"])
def test_unknown_senders_wait(world: World, birte: Contact, sender: str) -> None:
    mail = taken(a_mail(sender=sender))
    assert (shape(mail), mail.suggested) == (("waiting", ""), None)
    assert seeing(world, mail) == {*world.owners, *world.others}


def test_who_has_left_is_suggested(world: World, birte: Contact) -> None:
    retire_contact(birte, actor=of(world.inside, AT), at=AT)
    mail = taken(a_mail())
    assert (shape(mail), mail.suggested) == (("waiting", ""), world.customer)


def test_an_address_of_two_customers_waits(world: World, birte: Contact) -> None:
    add_contact(a_customer(world.tandem), values={"last_name": "T", "email": birte.email}, actor=MAILBOX, at=AT)
    assert shape(taken(a_mail())) == ("waiting", "")


def test_the_customers_own_address_is_known(world: World) -> None:
    fresh = Customer.objects.get(pk=world.customer.pk)
    values = {"email": "info@hansen.example"}
    edit_customer(fresh, values=values, version=fresh.version, actor=of(world.inside, AT), at=AT)
    mail = taken(a_mail(sender="info@hansen.example"))
    assert (mail.became, mail.customer, mail.contact) == ("request", world.customer, None)


def test_mail_of_a_restricted_customer_is_for_its_owners(world: World) -> None:
    values = {"last_name": "Geheim", "email": "g@geheim.example"}
    add_contact(world.restricted, values=values, actor=of(world.inside, AT), at=AT)
    known = taken(a_mail(sender="g@geheim.example"))
    alike = taken(a_mail(sender="neu@geheim.example"))
    assert (known.became, alike.suggested) == ("request", world.restricted)
    assert seeing(world, known) == seeing(world, alike) == set(world.owners)


@pytest.mark.parametrize("name", ["inside", "manager"])
def test_one_of_us_in_copy_is_an_entry_in_the_timeline(world: World, birte: Contact, name: str) -> None:
    person: Employee = getattr(world, name)
    mail = taken(a_mail("Wie besprochen", sender=person.email, to=f"{birte.email}, vertrieb@nordwelle.example"))
    assert (shape(mail), mail.customer, mail.contact) == (("taken", "filed"), world.customer, birte)
    assert Request.objects.count() == 0
    entry = customer_timeline(world.customer.pk, kind="mails")[0][0]
    assert (entry.who, entry.told) == (str(person), "wrote to Birte Thomsen: Liefertermin")


def test_one_of_us_who_may_not_see_the_customer_writes_nothing_there(world: World) -> None:
    values = {"last_name": "Geheim", "email": "g@geheim.example"}
    add_contact(world.restricted, values=values, actor=of(world.inside, AT), at=AT)
    mail = taken(a_mail(sender=world.stranger.email, to="g@geheim.example"))
    assert (shape(mail), mail.suggested) == (("waiting", ""), world.restricted)
    assert seeing(world, mail) == set(world.owners)


def test_what_one_of_us_forwards_waits_with_who_is_named_in_it(world: World, birte: Contact) -> None:
    text = f"zur Info\n\n-----Ursprüngliche Nachricht-----\nVon: Birte <{birte.email}>\n\nWann?"
    mail = taken(a_mail(text, sender=world.inside.email, subject="WG: Motor"))
    assert (shape(mail), mail.suggested) == (("waiting", ""), world.customer)


@pytest.mark.parametrize("raw", [BOUNCE, a_mail(Auto_Submitted="auto-replied"), a_mail(Precedence="bulk")])
def test_machines_open_no_request(world: World, birte: Contact, raw: bytes) -> None:
    mail = taken(raw)
    assert shape(mail) == ("automatic", "")
    assert Request.objects.count() == 0


def test_an_automatic_answer_in_a_thread_leaves_it_alone(world: World, birte: Contact) -> None:
    taken(a_mail(Message_ID="<1@h>"))
    assert shape(taken(a_mail(In_Reply_To="<1@h>", Auto_Submitted="auto-replied"))) == ("automatic", "")
    assert Answer.objects.count() == 0


def test_a_file_that_is_too_large_is_told_and_the_rest_kept(world: World, birte: Contact, settings: Any) -> None:
    settings.FILE_BYTES = 10_000
    mail = taken(a_mail(files=(("gross.bin", b"\x00" * 12_000), ("klein.txt", b"x"), ("leer.txt", b""))))
    assert mail.request is not None
    assert {file.name for file in files_of("request", mail.request.pk)} == {"klein.txt"}
    assert all(name in mail.problem for name in ("gross.bin", "leer.txt", "original.eml"))


def test_what_is_no_mail_is_refused_to_people_and_kept_from_the_mailbox(world: World) -> None:
    with pytest.raises(Exception, match="no mail"):
        taken(b"", actor=of(world.inside, AT))
    assert Mail.objects.count() == 0
    assert shape(taken(b"\r\n")) == ("waiting", "")


@pytest.mark.parametrize("name", ["payroll", "council", "admin"])
def test_only_sales_takes_mail_in(world: World, name: str) -> None:
    with pytest.raises(Refused):
        taken(a_mail(), actor=of(getattr(world, name), AT))
    assert Mail.objects.count() == 0


def test_dropped_at_a_customer_it_becomes_what_was_chosen(world: World) -> None:
    actor = of(world.inside, AT)
    one = taken(a_mail(sender="neu@x.example"), actor=actor, customer=world.customer, become="request")
    two = taken(a_mail(sender="neu@x.example"), actor=actor, customer=world.customer, become="filed")
    assert [shape(one), shape(two)] == [("taken", "request"), ("taken", "filed")]
    assert [each.customer for each in (one, two)] == [world.customer] * 2
    entry = customer_timeline(world.customer.pk, kind="mails")[0][0]
    assert entry.told == "put a mail of neu@x.example here: Liefertermin"


def test_nobody_drops_at_a_customer_they_may_not_see(world: World) -> None:
    with pytest.raises(Refused):
        taken(a_mail(), actor=of(world.stranger, AT), customer=world.restricted, become="request")
    assert (Mail.objects.count(), Request.objects.count()) == (0, 0)


def test_dropped_after_it_waited_it_is_assigned(world: World) -> None:
    raw = a_mail(sender="neu@x.example")
    mail = taken(raw)
    again = taken(raw, actor=of(world.inside, AT), customer=world.customer, become="request")
    assert (again.pk, shape(again), again.customer) == (mail.pk, ("taken", "request"), world.customer)


def test_dropped_again_by_who_may_not_see_it_tells_nothing(world: World) -> None:
    values = {"last_name": "Geheim", "email": "g@geheim.example"}
    add_contact(world.restricted, values=values, actor=of(world.inside, AT), at=AT)
    raw = a_mail(sender="g@geheim.example")
    taken(raw)
    with pytest.raises(Refused, match="may not see"):
        taken(raw, actor=of(world.stranger, AT))


def test_a_very_old_date_starts_no_old_clock(world: World, birte: Contact) -> None:
    for date in ("Tue, 24 Nov 2020 09:50:00 +0100", "Tue, 24 Nov 2099 09:50:00 +0100", ""):
        mail = taken(a_mail(Date=date))
        assert mail.request is not None
        assert mail.request.received_at == AT

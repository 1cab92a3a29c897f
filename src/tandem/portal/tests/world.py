"""A company with two customers whose contacts come into the portal, and canaries in all that is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tandem.contracts.models import Contract, Sending
from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_file
from tandem.core.attachments.storing import received
from tandem.core.models import Attachment, Company, Document
from tandem.customers.models import Contact, Customer
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.orders.models import Order
from tandem.orders.tests.factories import a_line, an_order
from tandem.people.models import Employee, WorkingTime
from tandem.people.tests.factories import a_team, an_employee
from tandem.portal.actions.accesses import invite_contact
from tandem.portal.actions.links import enter
from tandem.portal.middleware import COOKIE
from tandem.portal.models import Access, Link, Right, Session
from tandem.portal.secrets import token_in
from tandem.portal.viewer import Viewer
from tandem.quotes.actions import add_offer, send_quote
from tandem.quotes.models import Line, Quote
from tandem.quotes.tests.factories import fresh, three_options
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem
from tandem.work.actions.answers import answer_request
from tandem.work.actions.requests import close_request, open_request
from tandem.work.models import Request
from tandem.work.tests.factories import a_kind

ALL = frozenset(Right.values)


@dataclass(frozen=True)
class Side:
    """A customer with a contact who may everything, one who may nothing more, and one of each thing."""

    customer: Customer
    contact: Contact
    access: Access
    plain: Contact  # may only ask
    plain_access: Access
    request: Request  # of `contact`, by the portal
    closed: Request  # of `contact`, closed
    noted: Request  # written down by a colleague
    order: Order
    file: Attachment  # ours, not shown
    quote: Quote  # three options, sent
    paper: Document  # the confirmation of the order
    contract: Contract  # out to be signed by `contact`


@dataclass(frozen=True)
class World:
    """Two of them, served by one tandem."""

    tandem: Tandem
    inside: Employee
    field: Employee
    manager: Employee
    ours: Side
    theirs: Side

    @property
    def me(self) -> Actor:
        return Actor.of(self.inside, timezone.now())


def a_world() -> World:
    Company.objects.update_or_create(pk=1, defaults={"name": "Nordwelle Antriebe GmbH"})
    manager = an_employee(["manager"])
    team = a_team(manager)
    inside = an_employee(["inside"], team, first_name="Aylin", last_name="Demir", phone="0431 11")
    field = an_employee(["field"], team, first_name="Malte", last_name="Brandt", phone="0431 12")
    for person in (inside, field):
        WorkingTime.objects.bulk_create(
            WorkingTime(employee=person, weekday=day, start="06:00", end="20:00") for day in range(7)
        )
    tandem = a_tandem(team, inside, field)
    ours, theirs = (_side(tandem, inside, name) for name in ("Hansen Antriebe GmbH", "Quastenflosser AG"))
    return World(tandem, inside, field, manager, ours, theirs)


def _side(tandem: Tandem, inside: Employee, name: str) -> Side:
    now = timezone.now()
    me, word = Actor.of(inside, now), name.split()[0]
    customer = a_customer(tandem, name=name, agreements=f"Geheimrabatt-{word}")
    contact = a_contact(
        customer, language="en", first_name="Birte", last_name=f"Thomsen-{word}", email=f"birte@{word.lower()}.example"
    )
    plain = a_contact(
        customer, language="en", first_name="Jan", last_name=f"Petersen-{word}", email=f"jan@{word.lower()}.example"
    )
    access = invite_contact(contact, rights=ALL, actor=me, at=now)
    plain_access = invite_contact(plain, rights=(), actor=me, at=now)
    kind = a_kind("question")
    asked = {"kind": kind, "contact": contact, "source": "portal", "holder": inside, "actor": me, "at": now}
    request = open_request(customer, wish=f"Wann kommt {word}-eins?", **asked)
    answer_request(request, kind="mail", text=f"Am Montag für {word}.", actor=me, at=now)
    closed = open_request(customer, wish=f"Wo bleibt {word}-zwei?", **asked)
    answer_request(closed, kind="mail", text="Ist da.", actor=me, at=now)
    close_request(closed, actor=me, at=now)
    noted = open_request(customer, **{**asked, "source": "phone", "wish": f"Kunde nervt wieder {word}"})
    order = an_order(customer, [a_line(123_45, text=f"Getriebe {word}")], ordered_on=timezone.localdate(), at=now)
    with received(SimpleUploadedFile("kalkulation.txt", f"intern {word}".encode())) as content:
        file = add_file(customer, name=f"kalkulation-{word}.txt", content=content, actor=me, at=now)
    quote = three_options(Customer.objects.get(pk=customer.pk), me)
    Line.objects.filter(revision__quote=quote).update(cost=77_7777)
    add_offer(
        quote,
        values={"competitor": f"Kanarie-Rivale-{word}", "source": "gehört", "seen_on": timezone.localdate()},
        actor=me,
        at=now,
    )
    send_quote(fresh(quote), actor=me, at=now)
    rows = [Request.objects.get(pk=one.pk) for one in (request, closed, noted)]
    paper = Document.objects.create(
        about_kind="order", about_id=order.pk, kind="confirmation", language="de", name=f"{word}.pdf", title=word,
        digest=file.digest, size=1, standard="PDF/A-3b", actor_kind="employee", made_at=now,
    )  # fmt: skip
    fixed = Customer.objects.get(pk=customer.pk), contact, access, plain, plain_access
    contract = Contract.objects.create(
        number=f"V-{customer.pk}", customer=customer, contact=contact, tandem=tandem, language="de",
        title=f"Wartung {word}", status="sent", starts_on=timezone.localdate(), created_at=now, created_by=inside,
    )  # fmt: skip
    sheet = Document.objects.create(
        about_kind="contract", about_id=contract.pk, kind="contract", language="de", name="v.pdf", title=word,
        digest=file.digest, size=1, standard="PDF/A", actor_kind="employee", made_at=now,
    )  # fmt: skip
    Sending.objects.create(contract=contract, document=sheet, at=now, by=inside)
    return Side(*fixed, *rows, order, file, fresh(quote), paper, contract)


def newest_link(access: Access, purpose: str = "") -> Link:
    """The last link of an access."""
    rows = Link.objects.filter(access=access)
    return (rows.filter(purpose=purpose) if purpose else rows).latest("pk")


def token_for(access: Access) -> str:
    """What stands behind the # of the last mail."""
    return token_in(newest_link(access))


def signed_in(access: Access, at: datetime | None = None) -> Client:
    """A browser in which the contact has come in by the last link."""
    Link.objects.filter(access=access).update(used_at=None)
    _session, secret = enter(token_for(access), at=at or timezone.now())
    browser = Client()
    browser.cookies[COOKIE] = secret
    return browser


def viewer(access: Access, at: datetime | None = None) -> Viewer:
    """The contact as actions of the portal know them."""
    now = at or timezone.now()
    fresh = Access.objects.select_related("contact__customer__team").get(pk=access.pk)
    made = {"digest": f"{Session.objects.count():064d}", "email": fresh.contact.email, "created_at": now}
    session = Session.objects.create(access=fresh, expires_at=now + timedelta(days=1), **made)
    return Viewer(fresh, now, session)


def next_workday(days: int = 1) -> date:
    """A Tuesday to Thursday ahead."""
    day = timezone.localdate() + timedelta(days)
    while day.weekday() not in (1, 2, 3):
        day += timedelta(1)
    return day


Json = dict[str, Any]

"""Attacks on every route of the portal: other people's ids, other people's sessions, forged posts, framing, scripts.

The table below names every route. A new one without a line fails here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tandem.contracts.models import Contract
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.models import Attachment, Event
from tandem.customers.actions import add_note, edit_contact, edit_customer
from tandem.customers.models import Contact, Customer
from tandem.orders.actions import cancel_order
from tandem.people.tests.factories import signed_in_client
from tandem.portal.actions.asking import ask, reply
from tandem.portal.middleware import COOKIE
from tandem.portal.models import Access, Code, Link, Rating, ShownFile
from tandem.portal.urls import urlpatterns as portal_patterns
from tandem.quotes.models import Quote
from tandem.work.actions.answers import answer_request
from tandem.work.actions.appointments import book_appointment
from tandem.work.actions.requests import edit_request
from tandem.work.models import Answer, Appointment, Attendee, Request

from .world import Side, World, signed_in, viewer

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Route:
    """`of`: what of a customer its address names. `post`: what a form of it sends."""

    of: str = ""
    get: bool = True
    post: dict[str, str] | None = None
    right: str = ""
    outside: bool = False  # for who has not signed in


ROUTES: dict[str, Route] = {
    "home": Route(),
    "enter": Route(outside=True, post={"token": "x"}),
    "sign_in": Route(outside=True, post={"email": "a@b.example"}),
    "sign_out": Route(get=False, post={}),
    "language": Route(get=False, outside=True, post={"language": "fr"}),
    "privacy": Route(outside=True),
    "photo": Route("person"),
    "requests": Route(),
    "request_new": Route(post={"kind": "@kind", "wish": "Neu?"}),
    "request": Route("request"),
    "request_reply": Route("request", get=False, post={"text": "Noch etwas"}),
    "request_rate": Route("closed", get=False, post={"score": "good"}),
    "quotes": Route(right="quotes"),
    "quote": Route("quote", right="quotes"),
    "quote_accept": Route("quote", post={"option": "@option", "revision": "1"}, right="accept"),
    "quote_decline": Route("quote", post={"revision": "1", "reason": "price"}, right="accept"),
    "quote_ask": Route("quote", post={"text": "Warum?"}, right="quotes"),
    "shared": Route(outside=True),
    "orders": Route(right="orders"),
    "order": Route("order", right="orders"),
    "documents": Route(right="documents"),
    "contracts": Route(right="contracts"),
    "contract": Route("contract", right="contracts"),
    "contract_sign": Route("contract", post={"step": "ask"}, right="contracts"),
    "paper": Route("paper"),
    "brand": Route(outside=True),
    "logo": Route(outside=True),
    "file": Route("file"),
    "appointments": Route(),
    "appointment_new": Route(post={"title": "Linie 4", "offer": "x"}),
    "appointment_decline": Route("attendee", get=False, post={}),
    "nowhere": Route("rest", outside=True),
}


@pytest.fixture(scope="module")
def made(made: World) -> World:
    """With appointments, which have routes of their own."""
    for side in (made.ours, made.theirs):
        _appointment(made, side)
    return made


def _appointment(world: World, side: Side) -> Appointment:
    now = timezone.now()
    start = now + timedelta(days=2)
    values = {"kind": "phone", "title": "Absprache", "start": start, "end": start + timedelta(hours=1)}
    return book_appointment(
        world.inside, values=values, customer=side.customer, contacts=[side.contact], anyway=True,
        actor=Actor.of(world.inside, now), at=now,
    )  # fmt: skip


def keys(side: Side, of: str, world: World) -> dict[str, Any]:
    """What an address needs to name the thing of this side."""
    attendee = Attendee.objects.filter(contact=side.contact).first()
    named: dict[str, dict[str, Any]] = {
        "": {},
        "rest": {"rest": "admin/"},
        "person": {"pk": world.inside.pk},
        "request": {"pk": side.request.pk},
        "closed": {"pk": side.closed.pk},
        "order": {"number": side.order.number},
        "quote": {"number": side.quote.number},
        "contract": {"number": side.contract.number},
        "file": {"pk": side.file.pk},
        "paper": {"pk": side.paper.pk},
        "attendee": {"pk": attendee.pk if attendee else 0},
    }
    return named[of]


def address(name: str, side: Side, world: World) -> str:
    return reverse(f"portal:{name}", kwargs=keys(side, ROUTES[name].of, world))


def counted() -> dict[str, Any]:
    """All that an attack could have changed."""
    return {
        "events": Event.objects.count(),
        "requests": list(Request.objects.order_by("pk").values_list("pk", "version", "closed_at")),
        "answers": Answer.objects.count(),
        "files": Attachment.objects.count(),
        "ratings": Rating.objects.count(),
        "appointments": list(Attendee.objects.order_by("pk").values_list("pk", "reply")),
        "quotes": list(Quote.objects.order_by("pk").values_list("pk", "status", "version")),
        "contracts": list(Contract.objects.order_by("pk").values_list("pk", "status", "version")),
        "codes": Code.objects.count(),
        "links": Link.objects.count(),
    }


def test_every_route_has_a_line() -> None:
    assert {pattern.name for pattern in portal_patterns} == ROUTES.keys()


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.of not in ("", "rest", "person")])
def test_what_is_another_customers_is_not_there(world: World, name: str) -> None:
    ShownFile.objects.create(file=world.theirs.file, at=timezone.now())
    browser = signed_in(world.ours.access)
    path, before = address(name, world.theirs, world), counted()
    for answer in (browser.get(path), browser.post(path, ROUTES[name].post or {})):
        assert answer.status_code in (404, 405)
        assert b"Quastenflosser" not in answer.content
    assert counted() == before


@pytest.mark.parametrize("name", ROUTES)
def test_ids_that_are_none_are_not_there(world: World, name: str) -> None:
    route = ROUTES[name]
    if route.of in ("", "rest"):
        return
    browser, before = signed_in(world.ours.access), counted()
    for value in ("0", str(2**63), "9" * 30, "-1", "x"):
        names = keys(world.ours, route.of, world)
        key = next(iter(names))
        held = reverse(f"portal:{name}", kwargs={key: 4711 if key == "pk" else "4711"})
        for method in ("get", "post"):
            answer = getattr(browser, method)(held.replace("4711", value), route.post or {})
            assert answer.status_code in (404, 405)
    assert counted() == before


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if not route.outside])
@pytest.mark.parametrize("who", ["nobody", "employee", "forged"])
def test_who_is_no_contact_only_finds_the_sign_in(world: World, name: str, who: str) -> None:
    browser = signed_in_client(world.inside) if who == "employee" else Client()
    if who == "forged":
        browser.cookies[COOKIE] = "x" * 43
    path, before = address(name, world.ours, world), counted()
    for method in ("get", "post"):
        answer = getattr(browser, method)(path, ROUTES[name].post or {})
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer.headers["Location"] == "/portal/sign-in/"
    assert counted() == before


def test_a_contact_reaches_no_page_of_the_desk(world: World) -> None:
    browser = signed_in(world.ours.access)
    browser.cookies["tandem_session"] = browser.cookies[COOKIE].value
    number, pk = world.ours.customer.number, world.ours.access.pk
    paths = [
        "/", "/customers/", f"/customers/{number}/", f"/customers/{number}/portal/",
        f"/customers/{number}/portal/{pk}/as/",
        "/requests/", f"/requests/{world.ours.request.pk}/", f"/orders/{world.ours.order.number}/", "/products/",
        f"/files/{world.ours.file.pk}/", "/people/", "/imports/", "/backups/", "/outbox/", "/events/", "/room/",
    ]  # fmt: skip
    before = counted()
    for path in paths:
        for method in ("get", "post"):
            answer = getattr(browser, method)(path)
            assert answer.status_code in (302, 403, 404, 405), path
            assert answer.status_code != 302 or answer.headers["Location"].startswith("/accounts/login/"), path
    assert counted() == before


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.post is not None])
def test_every_post_needs_the_token_of_its_form(world: World, name: str) -> None:
    known, browser = signed_in(world.ours.access), Client(enforce_csrf_checks=True)
    browser.cookies = known.cookies
    before = counted()
    assert browser.post(address(name, world.ours, world), ROUTES[name].post).status_code == 403
    assert counted() == before
    assert known.get("/portal/").status_code == 200


@pytest.mark.parametrize("name", ROUTES)
def test_no_page_can_be_framed_kept_or_told_to_others(world: World, name: str) -> None:
    browser, route = signed_in(world.ours.access), ROUTES[name]
    ShownFile.objects.create(file=world.ours.file, at=timezone.now())
    answer = browser.get(address(name, world.ours, world))
    policy = answer.headers["Content-Security-Policy"]
    if name != "photo":
        assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in answer.headers["Cache-Control"] or (name == "photo" and answer.status_code == 200)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    if route.get and not answer.streaming:
        html = answer.content.decode()
        assert "http://" not in html.replace("http://www.w3.org", "")
        assert "https://" not in html


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.right])
def test_without_the_right_there_is_no_such_page(world: World, name: str) -> None:
    browser = signed_in(world.ours.plain_access)
    assert browser.get(address(name, world.ours, world)).status_code == 404


def test_who_may_only_ask_sees_no_request_of_a_colleague(world: World) -> None:
    browser, before = signed_in(world.ours.plain_access), counted()
    for name in ("request", "request_reply", "request_rate"):
        path = address(name, world.ours, world)
        for answer in (browser.get(path), browser.post(path, ROUTES[name].post or {})):
            assert answer.status_code in (404, 405)
    assert counted() == before


def test_prices_are_for_those_with_the_right(world: World) -> None:
    path = address("order", world.ours, world)
    assert "123.45" in signed_in(world.ours.access).get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode().replace(
        ",", "."
    )
    Access.objects.filter(pk=world.ours.access.pk).update(rights=frozenset({"orders"}))
    browser = signed_in(world.ours.access)
    for page in (path, "/portal/orders/", "/portal/"):
        assert "123.45" not in browser.get(page).content.decode().replace(",", ".")


# --- canaries: planted in all that is ours, looked for on all that contacts see ---------------------------------
CANARIES = {
    "note": "Kanarie-Notiz",
    "answer note": "Kanarie-intern",
    "call": "Kanarie-Telefonat",
    "wish of ours": "Kunde nervt wieder",
    "edited wish": "Kanarie-Umdeutung",
    "agreements": "Geheimrabatt",
    "remark": "Kanarie-Bemerkung",
    "cancelling": "Kanarie-Storno",
    "appointment text": "Kanarie-Vorbereitung",
    "contact avoid": "Kanarie-Meiden",
    "good times": "Kanarie-Zeiten",
    "file": "kalkulation",
    "industry": "Kanarie-Branche",
    "closing": "Kanarie-Schluss",
    "tandem": "Kanarie-Tandem",
    "seller mail": "@example.com",
    "other customer": "Quastenflosser",
    "competitor": "Kanarie-Rivale",
    "cost": "7,777",
    "cost in German": "7.777",
}


def plant(world: World) -> None:
    """Everything that happens inside happens to this customer."""
    now, side = timezone.now(), world.ours
    me = Actor.of(world.inside, now)
    add_note(side.customer, values={"text": CANARIES["note"]}, actor=me, at=now)
    answer_request(side.request, kind="note", text=CANARIES["answer note"], actor=me, at=now)
    seen = Answer.objects.filter(request=side.request).latest("pk").pk
    answer_request(side.request, kind="call", text=CANARIES["call"], seen=seen, actor=me, at=now)
    one = Request.objects.get(pk=side.request.pk)
    edit_request(one, values={"wish": CANARIES["edited wish"]}, version=one.version, actor=me, at=now)
    customer = Customer.objects.get(pk=side.customer.pk)
    edit_customer(customer, values={"industry": CANARIES["industry"]}, version=customer.version, actor=me, at=now)
    contact = Contact.objects.get(pk=side.contact.pk)
    values = {"avoid": CANARIES["contact avoid"], "good_times": CANARIES["good times"]}
    edit_contact(contact, values=values, version=contact.version, actor=me, at=now)
    type(side.order).objects.filter(pk=side.order.pk).update(remark=CANARIES["remark"])
    cancel_order(side.order, reason=CANARIES["cancelling"], actor=me, at=now)
    Appointment.objects.filter(customer=side.customer).update(text=CANARIES["appointment text"])
    type(world.tandem).objects.filter(pk=world.tandem.pk).update(name=CANARIES["tandem"])


def crawl(browser: Client, start: str) -> dict[str, str]:
    """Every page that can be reached by links, with all it says."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = browser.get(path)
        body = "" if answer.streaming else answer.content.decode()
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        found[path] = unescape(body) + headers
        if answer.streaming or answer.status_code != 200:
            continue
        links = [part.split('"')[0] for part in unescape(body).split('href="')[1:]]
        waiting += [link for link in links if link.startswith("/portal/")]
    return found


@pytest.mark.parametrize("language", ["de", "en", "fr", "it", "nl", "pl"])
def test_nothing_of_ours_is_on_any_page_of_the_portal(world: World, language: str) -> None:
    plant(world)
    Contact.objects.filter(customer=world.ours.customer).update(language=language)
    for access in (world.ours.access, world.ours.plain_access):
        browser = signed_in(access)
        pages = crawl(browser, "/portal/")
        pages |= {path: browser.get(path).content.decode() for path in ("/portal/nowhere-at-all/", "/portal/sign-in/")}
        leaks = [(path, what) for path, page in pages.items() for what, word in CANARIES.items() if word in page]
        assert leaks == []
        assert len(pages) >= (9 if access == world.ours.access else 6)
        assert "Wann kommt Hansen-eins?" in pages.get(
            f"/portal/requests/{world.ours.request.pk}/", "Wann kommt Hansen-eins?"
        )


def test_scripts_in_what_people_write_stay_text(world: World) -> None:
    Contact.objects.filter(pk=world.ours.contact.pk).update(first_name=SCRIPT)
    Customer.objects.filter(pk=world.ours.customer.pk).update(name=SCRIPT, short_name=SCRIPT)
    Appointment.objects.update(title=SCRIPT)
    Attachment.objects.update(name=f"{SCRIPT}.txt")
    type(world.ours.order).objects.update(customer_reference=SCRIPT)
    world.ours.order.lines.update(text=SCRIPT)
    ShownFile.objects.create(file=world.ours.file, at=timezone.now())
    browser = signed_in(world.ours.access)
    browser.post("/portal/requests/new/", {"kind": world.ours.request.kind_id, "wish": SCRIPT})
    waiting, seen = ["/portal/"], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = browser.get(path)
        if answer.streaming:
            continue
        assert SCRIPT not in answer.content.decode()
        waiting += [
            part.split('"')[0] for part in answer.content.decode().split('href="')[1:] if part.startswith("/portal/")
        ]
    assert len(seen) > 8


def test_a_colleague_who_looks_as_a_contact_can_do_nothing(world: World) -> None:
    browser = signed_in_client(world.inside)
    base = f"/customers/{world.ours.customer.number}/portal/{world.ours.access.pk}/as/"
    before = counted()
    for rest in ("", "requests/", f"requests/{world.ours.request.pk}/", "orders/", "documents/", "appointments/new/"):
        answer = browser.get(base + rest)
        assert answer.status_code == 200
        assert browser.post(base + rest, {"wish": "x"}).status_code == 405
    for rest in (f"requests/{world.theirs.request.pk}/", "sign-out/", "nowhere/", "enter/"):
        assert browser.get(base + rest).status_code == 404
    assert counted() == before


def test_a_host_of_its_own_is_only_the_portal(world: World, settings: Any) -> None:
    settings.PORTAL_HOST = "portal.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    browser, desk = signed_in(world.ours.access), signed_in_client(world.inside)
    there: dict[str, Any] = {"HTTP_HOST": "portal.example.com"}
    assert browser.get("/portal/", **there).status_code == 200
    assert browser.get("/", **there).headers["Location"] == "/portal/"
    for path in ("/customers/", "/accounts/login/", "/health/", f"/customers/{world.ours.customer.number}/"):
        assert desk.get(path, **there).status_code == 404
    assert desk.get("/customers/").status_code == 200
    assert browser.get("/portal/").status_code == 404
    assert browser.get("/portal/sign-in/").status_code == 404


def test_lower_actions_open_to_contacts_ask_whose_customer_it_is(world: World) -> None:
    one, before = viewer(world.ours.access), counted()
    with pytest.raises(Refused):
        reply(world.theirs.request, viewer=one, text="Hallo", at=one.at)
    Contact.objects.filter(pk=world.ours.contact.pk).update(left_at=one.at)
    with pytest.raises(Refused):
        ask(one, kind=world.ours.request.kind, wish="Hallo", at=one.at)
    assert counted() == before

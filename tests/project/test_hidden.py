"""Payroll, works council and administration read no customers: not on any page, in any answer, by any way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote_plus, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tandem.core.events import record
from tandem.core.outbox import deliver_due
from tandem.customers.actions import (
    add_contact,
    add_note,
    add_site,
    assign_customer,
    edit_contact,
    edit_customer,
    record_consent,
)
from tandem.customers.models import Customer
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import of
from tandem.orders.actions import cancel_order
from tandem.orders.tests.factories import a_line, an_order

from .company import Company, a_company
from .rights import ROUTES
from .test_rights import address, form_of, name_of

pytestmark = [pytest.mark.strict, pytest.mark.django_db, pytest.mark.wide]
SECRETS = {
    "name": "Xanthippe-Werke",
    "short name": "Xantho",
    "number": "7734119",
    "town": "Quakenbrück-Süd",
    "phone": "0987 654321",
    "mail": "kontakt@xanthippe.example",
    "VAT id": "DE555666777",
    "agreement": "Sonderrabatt-Zwiebel",
    "contact": "Quendel",
    "contact's first name": "Zacharias",
    "contact's mail": "zq@xanthippe.example",
    "contact's phone": "0171 998877",
    "note": "Kellerassel im Getriebe",
    "order line": "Hyperzahnrad",
    "order reference": "BEST-Quark-9",
    "reason": "Gebietstausch-Nebel",
    "cancelling": "Storno-Fagott",
    "consent": "Messe-Krokodil",
}
ROLES = ["payroll", "council", "admin"]


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """The company of the rights, with a customer that everything has happened to."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = a_company()
        tell_everything(made)
        yield made
        transaction.set_rollback(True)


def tell_everything(company: Company) -> None:
    """One customer of the tandem, with a secret in every field that people fill."""
    world, now = company.world, timezone.now()
    me, boss = of(world.inside, now), of(world.manager, now)
    customer = a_customer(
        world.tandem,
        name=SECRETS["name"],
        number=SECRETS["number"],
        phone=SECRETS["phone"],
        email=SECRETS["mail"],
        vat_id=SECRETS["VAT id"],
        agreements=SECRETS["agreement"],
    )
    add_site(customer, values={"town": SECRETS["town"]}, actor=me, at=now)
    person = {"first_name": SECRETS["contact's first name"], "last_name": SECRETS["contact"]}
    contact = add_contact(customer, values={**person, "email": SECRETS["contact's mail"]}, actor=me, at=now)
    edit_contact(contact, values={"phone": SECRETS["contact's phone"]}, version=1, actor=me, at=now)
    record_consent(contact, channel="mail", given=True, origin=SECRETS["consent"], actor=me, at=now)
    add_note(customer, values={"text": SECRETS["note"], "contact": contact}, actor=me, at=now)
    fresh = Customer.objects.get(pk=customer.pk)
    edit_customer(fresh, values={"short_name": SECRETS["short name"]}, version=fresh.version, actor=me, at=now)
    lines = [a_line(100_00, text=SECRETS["order line"])]
    day = timezone.localdate()
    reference, by = SECRETS["order reference"], world.inside
    an_order(customer, lines, confirmed=True, by=by, at=now, ordered_on=day, customer_reference=reference)
    lost = an_order(customer, lines, by=by, at=now, ordered_on=day, customer_reference=reference)
    cancel_order(lost, reason=SECRETS["cancelling"], actor=me, at=now)
    fresh = Customer.objects.get(pk=customer.pk)
    assign_customer(fresh, tandem=world.mates, start=day, reason=SECRETS["reason"], actor=boss, at=now)
    record(
        "customer.edited", fresh, world.inside, world.tandem, world.team, actor=me, at=now, data={"name": fresh.name}
    )
    while deliver_due(at=now):
        pass


def leaks(answer: Any, path: str) -> list[str]:
    """Which secrets an answer gives away, in its text or its headers."""
    body = "" if answer.streaming else answer.content.decode()
    told = unescape(body) + " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    asked = unquote_plus(path)  # what one has typed oneself comes back, in the search field; that gives nothing away
    return [f"{path}: {what}" for what, secret in SECRETS.items() if secret in told and secret not in asked]


def get(client: Client, path: str) -> Any:
    with transaction.atomic():
        answer = client.get(path)
        transaction.set_rollback(True)
    return answer


def test_the_secrets_are_there_for_who_may_read_them(company: Company) -> None:
    """Else the other tests would find nothing because nothing is there."""
    client, base = company.clients["manager"], f"/customers/{SECRETS['number']}/"
    contact = re.findall(rf"{base}contacts/[0-9]+/", client.get(base).content.decode())[0]
    pages = ["", "timeline/", "assignments/", "edit/"]
    told = unescape("".join(client.get(path).content.decode() for path in [*(base + page for page in pages), contact]))
    orders = re.findall(r"/orders/[0-9-]+/", told)
    told += unescape("".join(client.get(path).content.decode() for path in orders))
    assert [what for what, secret in SECRETS.items() if secret not in told] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_route_gives_a_customer_away(company: Company, role: str) -> None:
    client, found = company.clients[role], []
    for line, route in ROUTES.items():
        for restricted in (False, True):
            url = address(company, line, route, restricted=restricted)
            page = get(client, url)
            found += leaks(page, url)
            if route.post:
                body = {**form_of(page.content.decode() if not page.streaming else "", url).values}
                with transaction.atomic():
                    found += leaks(client.post(url, {**body, **company.filled(route.fill, company.open)}), url)
                    transaction.set_rollback(True)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_the_customer_answers(company: Company, role: str) -> None:
    client, customer = company.clients[role], Customer.objects.get(number=SECRETS["number"])
    order, contact, note = customer.orders.latest("pk"), customer.contacts.get(), customer.notes.get()
    site = customer.sites.get()
    base = customer.get_absolute_url()
    parts = ["", "peek/", "timeline/", "edit/", "assignments/", "notes/new/", f"notes/{note.pk}/edit/"]
    parts += [f"contacts/{contact.pk}/", f"contacts/{contact.pk}/edit/", f"sites/{site.pk}/edit/"]
    paths = [base + part for part in parts]
    paths += [f"/orders/{order.number}/{part}" for part in ("", "peek/", "trail/", "edit/", "confirmation/")]
    paths += [f"/history/{kind}/{key}/" for kind, key in (("customer", customer.pk), ("contact", contact.pk))]
    paths += [f"/history/order/{order.pk}/"]
    for path in paths:
        answer = get(client, path)
        assert (answer.status_code, leaks(answer, path)) == (404, []), path


@pytest.mark.parametrize("role", ROLES)
def test_no_search_finds_it(company: Company, role: str) -> None:
    client, found = company.clients[role], []
    lists = ["/palette/", "/people/", "/tandems/", "/teams/", "/absences/", "/products/", "/administration/outbox/"]
    for path in [*lists, "/customers/", "/orders/", "/orders/customers/", "/orders/products/"]:
        for secret in SECRETS.values():
            url = f"{path}?{urlencode({'q': secret, 'customer': secret})}"
            found += leaks(get(client, url), url)
    assert not found, "\n".join(found)


def links(page: str) -> Iterator[str]:
    """Where a page leads, by link, by htmx or by peek."""
    for link in re.findall(r'(?:href|hx-get|data-peek|action)="(/[^"#]*)', unescape(page)):
        if not link.startswith(("/static/", "/accounts/logout")):
            yield link


@pytest.mark.parametrize("role", ROLES)
def test_following_every_link_from_the_first_page_never_leads_there(company: Company, role: str) -> None:
    client, found = company.clients[role], []
    seen, waiting = {"/"}, ["/"]
    while waiting and len(seen) < 400:
        path = waiting.pop()
        answer = get(client, path)
        found += leaks(answer, path)
        if answer.status_code == 302:
            more = [answer.url]
        else:
            more = [] if answer.streaming else list(links(answer.content.decode()))
        for link in more:
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    assert not found, "\n".join(found)
    assert len(seen) > 20


def test_the_table_says_so_too() -> None:
    """Whoever changes the table has to look here as well."""
    outside = set(ROLES)
    open_to_them = {
        name_of(line) for line, route in ROUTES.items() if outside & ((route.get or set()) | (route.post or set()))
    }
    uses = {"list_uses", "list_use_end"}  # who buys by a list: classes, and a count
    groups = {"groups", "group", "group_new", "group_edit", "group_remove"}  # their names, and a count
    by_classes = {f"customers:{name}" for name in uses | groups}
    assert not {name for name in open_to_them - by_classes if name.startswith(("customers:", "orders:"))}
    assert not open_to_them & {"brief", "peek", "timeline"}

"""Whatever stands in an address or a form, no page breaks: every route with junk, by whoever gets furthest in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tandem.core.tests.browser import forms_of

from .company import Company, a_company
from .rights import ALL, ROUTES, Route

pytestmark = [pytest.mark.django_db, pytest.mark.wide, pytest.mark.strict]
HUGE = "9" * 30


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


PARAMETERS = (
    *("q", "after", "before", "sort", "scope", "state", "team", "tandem", "class", "role", "when", "vacant", "sold"),
    *("group", "year", "of", "status", "handler", "kind", "customer", "product", "row", "purpose", "next"),
)
IN_QUERIES = (
    *("²", HUGE, "9" * 5000, "a\0b", '\u0301"*', "x" * 60_000),
    *(cursor("a\ud800", 1, 1), cursor("0001-01-01", 2**63, 1)),
)
IN_PATHS = ("²", "a\0b", "..", str(2**63))
IN_FIELDS = (
    *("", "²", "-1", "9" * 5000, "a\0b", "NaN", "\r\nBcc: a@b.de", "x" * 254 + "@example.com"),
    *("0001-01-01", "1926-01-01", "9999-12-31", "x" * 100_000),
)
ALONE = ("0001-01-01", "9999-12-31", HUGE)  # tried in each field of days and numbers by itself
DAYS = ("day", "_on", "start", "end", "since", "from", "_to", "price", "quantity", "version", "weight")


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """One for all routes; what a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_company()
        transaction.set_rollback(True)


def name_of(line: str) -> str:
    return line.partition(" | ")[0]


def someone(company: Company, route: Route) -> Client:
    """Who may act here, else who may look, else anybody."""
    may = (route.post or route.get or ALL) & ALL
    return next(company.clients[name] for name in ("manager", "admin", "inside", *sorted(may)) if name in may)


def broken(client: Client, method: str, url: str, body: dict[str, Any] | None = None) -> str:
    """What went wrong with one request; nothing of it stays."""
    try:
        with transaction.atomic():
            answer = client.post(url, body) if method == "POST" else client.get(url)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001  whatever it is, it would have been a 500
        told = {name: value for name, value in (body or {}).items() if len(str(value)) < 200}
        return f"{method} {url[:160]}: {type(error).__name__} {str(error)[:120]} {str(told)[:500]}"
    return f"{method} {url[:160]}: {answer.status_code}" if answer.status_code >= 500 else ""


@pytest.mark.parametrize("line", ROUTES)
def test_junk_in_an_address(company: Company, line: str) -> None:
    route, client = ROUTES[line], someone(company, ROUTES[line])
    names = company.address_of(route.of)
    path = reverse(name_of(line), kwargs=names)
    fixed = route.query.format(customer=company.open.customer.number, key=company.open.customer.pk)
    urls = [f"{path}?{fixed}&{urlencode(dict.fromkeys(PARAMETERS, junk))}" for junk in IN_QUERIES]
    for name, value in names.items():
        held = "§" if isinstance(value, str) else "4711004711"
        pattern = reverse(name_of(line), kwargs={**names, name: held if isinstance(value, str) else int(held)})
        urls += [pattern.replace(quote(held), quote(junk, safe="")) for junk in IN_PATHS]
    method = "GET" if route.get else "POST"
    assert list(filter(None, (broken(client, method, url, {}) for url in urls))) == []


@pytest.mark.parametrize("line", [line for line, route in ROUTES.items() if route.post is not None])
def test_junk_in_a_form(company: Company, line: str) -> None:
    route, client = ROUTES[line], someone(company, ROUTES[line])
    path = reverse(name_of(line), kwargs=company.address_of(route.of))
    url = f"{path}?{route.query.format(customer=company.open.customer.number, key=company.open.customer.pk)}"
    body: dict[str, Any] = company.filled(route.fill, company.open)
    if route.get:
        forms = [form for form in forms_of(client.get(url)) if form.action in ("", url, path)]
        body = {**forms[0].values, **body} if forms else body
    bodies: list[dict[str, Any]] = [{}, {"junk": "1"}]
    typed = [name for name in body if name not in ("version", "row")]
    bodies += [{**body, **dict.fromkeys(typed, junk)} for junk in IN_FIELDS]
    for junk in ALONE:
        bodies += [{**body, name: junk} for name in [*typed, "version"] if any(word in name for word in DAYS)]
    assert list(filter(None, (broken(client, "POST", url, one) for one in bodies))) == []

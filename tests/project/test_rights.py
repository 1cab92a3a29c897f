"""Every route × everybody: what the table of rights.py says against what the pages answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tandem.core.models import Event
from tandem.core.tests.browser import Form, forms_of

from .company import Company, a_company
from .rights import ALL, OF_CUSTOMERS, OWN_ACCOUNT, OWNERS, ROUTES, SALES, SIGNED_OUT, Route, Who

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LET_THROUGH = {200, 204, 302}
AROUND_RESTRICTED = OWNERS | {"team_manager", "far_inside", "payroll"}


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """One for all routes; what a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_company()
        transaction.set_rollback(True)


def route_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all routes, with their namespaces."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from route_names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def name_of(line: str) -> str:
    return line.partition(" | ")[0]


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    routes = list(route_names(get_resolver()))
    lines = {name_of(line) for line in ROUTES} | OWN_ACCOUNT | SIGNED_OUT
    assert sorted(routes) == sorted(set(routes)), "two routes of one name"
    assert sorted(set(routes) - lines) == [], "routes without a line in rights.py"
    assert sorted(lines - set(routes)) == [], "lines of rights.py without a route"
    assert not {name_of(line) for line in ROUTES} & (OWN_ACCOUNT | SIGNED_OUT)


def address(company: Company, line: str, route: Route, *, restricted: bool) -> str:
    path = reverse(name_of(line), kwargs=company.address_of(route.of, restricted=restricted))
    customer = company.book(restricted).customer
    query = route.query.format(customer=customer.number, key=customer.pk)
    return f"{path}?{query}" if query else path


@dataclass
class Attempt:
    """What a request came to. Nothing of it stays."""

    status: int
    recorded: bool
    page: str


def attempt(client: Client, method: str, url: str, body: dict[str, list[Any]]) -> Attempt:
    with transaction.atomic():
        before = Event.objects.count()
        answer = client.post(url, body) if method == "POST" else client.get(url)
        assert not getattr(answer, "url", "").startswith("/accounts/"), f"{url} asks for a sign-in"
        recorded = Event.objects.count() != before
        transaction.set_rollback(True)
    return Attempt(answer.status_code, recorded, "" if answer.streaming else answer.content.decode())


def form_of(page: str, url: str) -> Form:
    """The page's own form, with what it would send as it stands."""
    forms = [form for form in forms_of(page) if form.action in ("", url, url.partition("?")[0])]
    return forms[0] if forms else Form("", "post", has_button=True)


def mistakes(company: Company, line: str, route: Route, *, restricted: bool) -> Iterator[str]:
    """Every answer that is not what the table says."""
    url, book = address(company, line, route, restricted=restricted), company.book(restricted)
    sees = route.knows - (SALES - OWNERS) if restricted else route.knows
    tried = AROUND_RESTRICTED if restricted else ALL
    forms: dict[str, dict[str, list[str]]] = {}
    for method, may in (("GET", route.get), ("POST", route.post)):
        for name in sorted(tried) if may is not None else ["inside"]:
            client = company.clients[name]
            common = max(forms.values(), key=len, default={})  # who sees no form sends what others do
            body = {**forms.get(name, common), **company.filled(route.fill, book)} if method == "POST" else {}
            done = attempt(client, method, url, body)
            if method == "GET" and route.post and done.status == 200:
                form = form_of(done.page, url)
                forms[name] = form.values
                if name in route.post & sees and not form.has_button:
                    yield f"{name} finds no button on the form of {url}"
            expected = {405} if may is None else expected_for(name, may & sees, sees)
            deed = method == "POST" and expected is LET_THROUGH and route.records
            if done.status not in expected or done.recorded != deed:
                told = f"{done.status}{' and an event' if done.recorded else ''}"
                yield f"{method} {url}{' (restricted)' if restricted else ''} by {name}: {told}, not {sorted(expected)}"


def expected_for(name: str, may: Who, sees: Who) -> set[int]:
    if name in may:
        return LET_THROUGH
    return {403} if name in sees else {404}


@pytest.mark.wide
@pytest.mark.parametrize("line", ROUTES)
def test_rights(company: Company, line: str) -> None:
    route = ROUTES[line]
    found = list(mistakes(company, line, route, restricted=False))
    if route.of in OF_CUSTOMERS:
        found += mistakes(company, line, route, restricted=True)
    assert not found, "\n".join(found)


def test_the_table_knows_everybody(company: Company) -> None:
    assert company.clients.keys() == ALL


def paths(company: Company) -> Iterator[tuple[str, str]]:
    """One address per route, also of those about one's own account."""
    for line, route in ROUTES.items():
        yield name_of(line), address(company, line, route, restricted=False).partition("?")[0]
    for name in OWN_ACCOUNT | SIGNED_OUT:
        keys: dict[str, dict[str, Any]] = {
            "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
            "work:invitation": {"token": "x"},
            **{f"portal:{word}": {"number": "x"} for word in ("order", "quote", "contract", "contract_sign")},
            **{f"portal:quote_{word}": {"number": "x"} for word in ("accept", "decline", "ask")},
            "portal:nowhere": {"rest": "x"},
            **{
                f"portal:{word}": {"pk": 1}
                for word in ("photo", "paper", "request", "request_reply", "request_rate", "file")
            },
            "portal:appointment_decline": {"pk": 1},
        }
        needs_pk = name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
        yield name, reverse(name, kwargs=keys.get(name, {"pk": 1} if needs_pk else {}))


def test_who_is_not_signed_in_is_asked_to(company: Company) -> None:
    wrong = []
    for name, path in paths(company):
        assert resolve(path).view_name == name
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(Client(), method)(path)
                transaction.set_rollback(True)
            asked = answer.status_code == 302 and answer.url.startswith("/accounts/login/?next=")
            if asked == (name in SIGNED_OUT):
                wrong.append(f"{method.upper()} {path}: {answer.status_code} {getattr(answer, 'url', '')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_ones_own_account_is_the_same_to_everybody(company: Company, name: str) -> None:
    """These pages know nothing but the one who is signed in."""
    path = dict(paths(company))[name]
    answers = {who: answer_to_own(client, path) for who, client in company.clients.items()}
    assert len(set(answers.values())) == 1, answers
    assert next(iter(answers.values())) in (200, 302, 403, 404, 405)


def answer_to_own(client: Client, path: str) -> int:
    with transaction.atomic():
        status = client.get(path).status_code
        transaction.set_rollback(True)
    return int(status)

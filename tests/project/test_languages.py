"""Who read a page first has no say in which language others read it: nothing kept for all is kept in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.template import engines

from tandem.people.models import Employee

from .company import Company, a_company
from .test_statements import pages

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.wide]
OF_ITS_OWN = re.compile(
    r'name="(csrfmiddlewaretoken|row|[-\w]*once)" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"'
    r'|(?<=[-="])[0-9a-f]{8}\b'  # rows of orders
)


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """One of everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_company()
        transaction.set_rollback(True)


def read(company: Company, language: str) -> dict[tuple[str, str], str]:
    """Every page as its first reader sees it, without what is new each time."""
    Employee.objects.update(language=language)
    found: dict[tuple[str, str], str] = {}
    for url, reader in {url: reader for reader, url, _line in reversed(list(pages(company)))}.items():
        connection.queries_log.clear()
        answer = company.clients[reader].get(url)
        if not answer.streaming and "html" in answer.get("Content-Type", ""):
            found[reader, url] = OF_ITS_OWN.sub("", answer.content.decode())
    return found


def forget() -> None:
    """Templates are read anew from here on."""
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()


@time_machine.travel("2026-11-25T09:00:00+00:00", tick=False)
def test_each_language_says_the_same_whoever_read_first(company: Company) -> None:
    read(company, "de")  # a notice that is opened counts as read from then on
    forget()
    german, english = read(company, "de"), read(company, "en")
    forget()
    again, auf_deutsch = read(company, "en"), read(company, "de")
    assert len(english) > 200
    assert {key: _first_difference(text, again[key]) for key, text in english.items() if text != again[key]} == {}
    assert {key: _first_difference(text, german[key]) for key, text in auf_deutsch.items() if text != german[key]} == {}


def _first_difference(one: str, other: str) -> tuple[str, str]:
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(at - 60, 0) : at + 60], other[max(at - 60, 0) : at + 60]

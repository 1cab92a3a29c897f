"""A form that makes something new, sent twice: a shaky line, an impatient finger, a proxy that tries again."""

from __future__ import annotations

import pytest
from django.db.models import Model

from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of
from tandem.customers.models import Contact, Customer, Note, Site
from tandem.customers.tests.world import a_world
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Appointment, Request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "page", "address", "typed"),
    [
        (Customer, "/customers/new/", "", {"name": "Doppelt GmbH"}),
        (Contact, "/customers/{number}/contacts/new/", "", {"last_name": "Doppelt"}),
        (Site, "/customers/{number}/sites/new/", "", {"name": "Doppelt"}),
        (Request, "/requests/new/?customer={number}", "", {"wish": "Doppelt"}),
        (Note, "/customers/{number}/notes/new/", "", {"note-text": "Doppelt"}),
        (Appointment, "/appointments/new/?customer={number}", "", {"title": "Doppelt", "anyway": "on"}),
        (Note, "/customers/{number}/", "/customers/{number}/notes/new/", {"note-text": "Doppelt"}),
    ],
)
def test_it_is_made_once_and_the_second_answer_is_the_first(
    kind: type[Model], page: str, address: str, typed: dict[str, str]
) -> None:
    world = a_world()
    browser = signed_in_client(world.manager)
    page, address = (text.format(number=world.customer.number) for text in (page, address))
    form = next(form for form in forms_of(browser.get(page)) if form.action == address)
    before = kind._default_manager.count()
    answers = [browser.post(address or page, changed(form, **typed)) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert kind._default_manager.count() == before + 1
    first = Event.objects.count()
    assert browser.post(address or page, changed(form, **typed)).status_code == 302
    assert Event.objects.count() == first

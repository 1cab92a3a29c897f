"""The brief: whoever opens it knows in ten seconds how things stand, and sees no button that would be refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tandem.core.tests.browser import text_of
from tandem.customers.actions import add_contact, add_note, add_site, retire_contact
from tandem.customers.models import Assignment, Customer, CustomerFigures, Note
from tandem.customers.tests.factories import AT, a_contact
from tandem.customers.tests.world import TODAY, World, of
from tandem.desk.queries.brief import Brief, brief_of
from tandem.orders.tests.factories import an_order
from tandem.people.models import Absence, Delegation, Employee, WorkingTime
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Pace


def brief(world: World, who: Employee | None = None, customer: Customer | None = None) -> Brief:
    return brief_of((customer or world.customer).number, of(who or world.inside))


def sentence(found: Brief) -> str:
    return "; ".join(text for text, _strong in found.sentence)


def shown(world: World, who: Employee | None = None, customer: Customer | None = None) -> str:
    client = signed_in_client(who or world.inside)
    return client.get(f"/customers/{(customer or world.customer).number}/").content.decode()


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def figures(world: World, **values: Any) -> None:
    CustomerFigures.objects.filter(pk=world.customer.pk).update(**values)


def call(world: World, kind: str = "call", **more: Any) -> None:
    add_note(world.customer, values={"kind": kind, "text": "x"}, actor=of(world.field), at=more.get("at", AT))


def test_its_longest_german_button_can_be_broken_on_a_phone(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(language="de")
    page = signed_in_client(world.inside).get(world.customer.get_absolute_url()).content.decode()
    assert "Verkaufs\N{SOFT HYPHEN}chance <kbd>" in page


def test_the_sentence_of_a_customer_nobody_knows(world: World) -> None:
    assert sentence(brief(world)) == "no order yet; nobody has talked to them yet"
    call(world, "note")
    assert sentence(brief(world)) == "no order yet; nobody has talked to them yet"


def test_the_sentence_says_what_waits_what_was_ordered_and_who_talked_last(world: World) -> None:
    figures(world, open_orders=2, last_order_on=date(2026, 11, 3), revenue_cents=123_456_00, orders=9)
    call(world)
    found = brief(world)
    assert sentence(found) == (
        "2 orders wait for confirmation; last order on 3 Nov 2026, €123,456 in twelve months; "
        f"last contact on 24 Nov 2026 by {world.field}"
    )
    assert [strong for _text, strong in found.sentence] == [True, False, False]


def test_the_last_contact_is_a_day_of_the_company_not_of_greenwich(world: World) -> None:
    call(world, at=AT.replace(day=23, hour=23, minute=30))
    assert "last contact on 24 Nov 2026" in sentence(brief(world))


@pytest.mark.parametrize("field", ["talked_at", "visited_at"])
def test_a_report_or_an_answer_is_a_contact_too(world: World, field: str) -> None:
    call(world)
    Pace.objects.update_or_create(customer=world.customer, defaults={field: AT + timedelta(days=1)})
    assert sentence(brief(world)).endswith("last contact on 25 Nov 2026")


def test_the_last_contact_is_told_however_long_ago(world: World) -> None:
    call(world)
    for _ in range(30):
        call(world, "note", at=AT + timedelta(days=1))
    assert f"last contact on 24 Nov 2026 by {world.field}" in sentence(brief(world))
    Note.objects.filter(kind="call").update(author=None)
    assert sentence(brief(world)).endswith("last contact on 24 Nov 2026")
    Note.objects.filter(kind="call").update(removed_at=AT)
    assert "last contact" not in sentence(brief(world))


def test_one_order_waits(world: World) -> None:
    figures(world, open_orders=1)
    assert sentence(brief(world)).startswith("1 order waits for confirmation; no order yet")


def test_both_faces_of_the_tandem_and_since_when(world: World) -> None:
    for who in (world.inside, world.stranger):
        found = brief(world, who)
        assert (found.tandem, found.since) == (world.tandem, date(2024, 1, 1))
        assert [(half.role, half.person) for half in found.halves] == [
            ("inside", world.inside),
            ("field", world.field),
        ]


def test_whose_it_is(world: World) -> None:
    people = {**world.owners, **world.others}
    assert {name for name, who in people.items() if brief(world, who).is_ours} == {"inside", "field", "cover"}
    assert {name for name, who in people.items() if brief(world, who).may_own} == set(world.owners)


def test_a_vacant_seat_and_a_vacant_tandem(world: World) -> None:
    world.tandem.seats.filter(role="field").update(end=TODAY)
    assert [half.person for half in brief(world, world.stranger).halves] == [world.inside, None]
    world.tandem.seats.filter(role="inside").update(end=TODAY)
    found = brief(world, world.stranger)
    assert (found.tandem, [half.person for half in found.halves]) == (world.tandem, [None, None])


def test_in_the_queue(world: World) -> None:
    found = brief(world, world.mate, world.queued)
    assert (found.tandem, found.since, found.halves, found.may_own, found.is_ours) == (None, None, [], True, False)
    assert f"It waits in the queue of team {world.team.name}" in text_of(shown(world, world.mate, world.queued))


def test_where_the_two_are_now(world: World) -> None:
    WorkingTime.objects.create(employee=world.inside, weekday=1, start="08:00", end="12:30")
    away = Absence.objects.create(employee=world.field, start=TODAY, end=TODAY + timedelta(3))
    presence = {half.role: half.presence for half in brief(world).halves}
    assert presence["inside"]
    assert presence["field"]
    assert (presence["inside"].there, presence["inside"].until and presence["inside"].until.hour) == (True, 12)
    assert (presence["field"].absent, presence["field"].back_on) == (True, TODAY + timedelta(3))
    Delegation.objects.filter(deputy=world.cover).update(absence=away)
    found = brief(world).halves[1].presence
    assert found
    assert found.cover == str(world.cover)


def test_contacts_first_one_first_and_without_those_who_left(world: World) -> None:
    a_contact(world.customer, last_name="Aal", buying_role="user")
    first = a_contact(world.customer, last_name="Zander", is_first=True, mobile="0170 1", email="z@kunde.example")
    gone = add_contact(world.customer, values={"last_name": "Fort"}, actor=of(world.inside), at=AT)
    retire_contact(gone, actor=of(world.inside), at=AT)
    found = brief(world)
    assert [contact.last_name for contact in found.contacts] == ["Zander", "Aal"]
    assert (found.known_roles, found.call, found.write) == (1, first.mobile, first.email)


def test_whom_to_call_falls_back_to_the_company(world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(phone="040 1", email="info@kunde.example")
    a_contact(world.customer)
    found = brief(world)
    assert (found.call, found.write) == ("040 1", "info@kunde.example")


def test_open_orders_first_then_the_latest(world: World) -> None:
    confirmed = [an_order(world.customer, confirmed=True, ordered_on=TODAY - timedelta(n)) for n in range(7)]
    waiting = an_order(world.customer, ordered_on=TODAY - timedelta(20))
    assert brief(world).orders == [waiting, *confirmed[:5]]


def test_what_was_agreed_line_by_line(world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(agreements="2 % Skonto\r\n\r\n  \nLieferung dienstags\n")
    assert brief(world).agreements == ["2 % Skonto", "Lieferung dienstags"]


def test_sites_main_one_first(world: World) -> None:
    for town in ("Kiel", "Bonn"):
        add_site(world.customer, values={"town": town, "opening_hours": "Mo-Fr 7-16"}, actor=of(world.inside), at=AT)
    assert [(site.town, site.is_main) for site in brief(world).sites] == [("Kiel", True), ("Bonn", False)]
    assert "Kiel main site" in text_of(shown(world))


def test_only_owners_see_what_only_owners_may_do(world: World) -> None:
    add_site(world.customer, values={"town": "Kiel"}, actor=of(world.inside), at=AT)
    base = f"/customers/{world.customer.number}/"
    owning = [f'href="{base}edit/"', f'href="{base}sites/new/"', f'href="{base}sites/']
    serving = [f'href="{base}contacts/new/"', f'action="{base}notes/new/"', "/orders/new/?customer="]
    for who in world.owners.values():
        page = shown(world, who)
        assert all(link in page for link in (*owning, *serving))
    for who in world.others.values():
        page = shown(world, who)
        assert [link for link in owning if link in page] == []
        assert all(link in page for link in serving)


def test_a_restricted_customer_says_so(world: World) -> None:
    assert "only for its tandem" in text_of(shown(world, world.inside, world.restricted))


def test_the_peek_says_the_same_in_short(world: World, browser: Client) -> None:
    call(world)
    answer = browser.get(f"/customers/{world.customer.number}/peek/").content.decode()
    assert "<html" not in answer
    for text in ("Hansen Antriebe GmbH", "last contact on", str(world.inside), str(world.field), "made a call"):
        assert text in answer


@time_machine.travel(AT, tick=False)
def test_the_page_in_german(world: World) -> None:
    world.inside.language = "de"
    world.inside.save(update_fields=["language"])
    figures(world, last_order_on=date(2026, 11, 3), revenue_cents=1_234_00)
    page = shown(world)
    assert '<html lang="de"' in page
    assert "03.11.2026" in page
    assert "1.234\u00a0€" in page


def test_the_past_owner_is_no_owner(world: World) -> None:
    Assignment.objects.filter(customer=world.customer).update(end=TODAY)
    assert brief(world, world.mate).tandem is None

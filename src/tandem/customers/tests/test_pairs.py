"""The search over the whole book, the list of what it found, and deciding about it."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tandem.core.errors import Refused
from tandem.core.jobs import Work, run_job
from tandem.core.models import Event, Job
from tandem.core.schedule import DAILY
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.customers.actions import add_contact, add_site, ask_for_scan, dismiss_pair, propose_merge
from tandem.customers.matching.linking import link_customers
from tandem.customers.matching.scan import find_duplicates, scan_weekly
from tandem.customers.models import DuplicatePair, MatchKey, PairKind
from tandem.customers.pairs import open_count, visible_pairs
from tandem.people.tests.factories import signed_in_client

from .factories import AT, a_customer, system
from .firms import a_book
from .world import World, of

pytestmark = pytest.mark.both


@pytest.fixture
def twins(world: World) -> World:
    """One firm entered twice, with the same person, and another that only has the town in common."""
    for name, tandem, phone in (
        ("Köhler Stahlbau GmbH", world.tandem, "040 445566"),
        ("KOEHLER STAHLBAU", world.mates, "+49 40 445566"),
        ("Vogt Papier AG", world.far, "040 998877"),
    ):
        customer = a_customer(tandem, name=name, phone=phone)
        street = "Hafenstraße 7" if "445566" in phone else "Weg 3"
        place = {"street": street, "postcode": "20457", "town": "Hamburg"}
        add_site(customer, values=place, actor=system(), at=AT)
    for customer in (world.customer, world.queued):
        person = {"first_name": "Elif", "last_name": "Yıldız", "email": "elif@yildiz.example"}
        add_contact(customer, values=person, actor=system(), at=AT)
    return world


def scan(**fields: Any) -> dict[str, str]:
    job = Job.objects.create(name="customers.find_duplicates", title="x", created_at=AT, actor_kind="system", **fields)
    return find_duplicates(Work(job, system(), AT))


def found() -> set[tuple[str, str, str]]:
    return {(pair.kind, str(pair.left), str(pair.right)) for pair in DuplicatePair.objects.all()}


def test_the_search_finds_what_is_there_twice_and_nothing_else(twins: World) -> None:
    MatchKey.objects.all().delete()  # what bulk paths forgot is put right on the way
    result = scan()
    assert found() == {
        ("customer", "Köhler Stahlbau GmbH", "KOEHLER STAHLBAU"),
        ("contact", "Elif Yıldız", "Elif Yıldız"),
    }
    pair = DuplicatePair.objects.get(kind="customer")
    assert (pair.score_ppm > 950_000, pair.reasons) == (True, ["name and street", "phone"])
    assert "2" in result["text"]
    assert MatchKey.objects.filter(kind="phone", key="4940445566").count() == 2


def test_what_was_decided_stays_and_what_is_no_more_goes(twins: World) -> None:
    scan()
    pair = DuplicatePair.objects.get(kind="customer")
    dismiss_pair(pair, actor=of(twins.inside), at=AT)
    twins.queued.contacts.update(left_at=AT)
    scan()
    assert found() == {("customer", "Köhler Stahlbau GmbH", "KOEHLER STAHLBAU")}
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("dismissed", twins.inside)


def test_a_second_search_changes_nothing(twins: World) -> None:
    scan()
    rows = list(DuplicatePair.objects.order_by("pk").values())
    scan()
    assert list(DuplicatePair.objects.order_by("pk").values()) == rows


def test_only_who_sees_both_sees_the_pair(twins: World) -> None:
    a, b = sorted((twins.customer, twins.restricted), key=lambda one: one.pk)
    DuplicatePair.objects.create(kind=PairKind.CUSTOMER, left_customer=a, right_customer=b, score_ppm=9, found_at=AT)
    for who, seen in (("inside", 1), ("manager", 1), ("stranger", 0), ("admin", 0)):
        assert visible_pairs(of(getattr(twins, who))).count() == seen, who
    pair = DuplicatePair.objects.get()
    with unchanged(), pytest.raises(Refused):
        dismiss_pair(pair, actor=of(twins.stranger), at=AT)
    assert open_count(of(twins.inside)) == 1


def test_deciding_and_undoing(twins: World) -> None:
    scan()
    pair, me = DuplicatePair.objects.get(kind="customer"), of(twins.stranger)
    propose_merge(pair, actor=me, at=AT)
    event = dismiss_pair(pair, actor=me, at=AT)
    with unchanged(), pytest.raises(Refused):
        dismiss_pair(pair, actor=me, at=AT)
    undo_event(event, actor=me, at=AT)
    pair.refresh_from_db()
    assert pair.state == "proposed"


def test_the_page_lists_filters_and_decides(twins: World) -> None:
    scan()
    client = signed_in_client(twins.stranger)
    page = client.get("/customers/duplicates/?scope=all").content.decode()
    assert ("KOEHLER STAHLBAU" in page, "almost certain" in page, "same phone" in page) == (True, True, True)
    assert "KOEHLER" not in client.get("/customers/duplicates/?scope=all&kind=contact").content.decode()
    assert "KOEHLER" not in client.get("/customers/duplicates/?scope=all&strength=possible").content.decode()
    pair = DuplicatePair.objects.get(kind="customer")
    back = "/customers/duplicates/?scope=all"
    answer = client.post(f"/customers/duplicates/{pair.pk}/dismissal/", {"next": back})
    assert answer["Location"] == back
    assert "KOEHLER" not in client.get(back).content.decode().partition("toast")[0]
    assert "KOEHLER" in client.get("/customers/duplicates/?scope=all&state=dismissed").content.decode()
    assert client.post(f"/customers/duplicates/{pair.pk}/proposal/", {"next": "//evil.example"}).status_code == 403


def test_two_contacts_lead_to_their_customers_where_these_wait_too(world: World) -> None:
    person = {"first_name": "Elif", "last_name": "Yıldız"}
    both = (world.customer, world.restricted)
    one, two = (add_contact(customer, values=person, actor=system(), at=AT) for customer in both)
    url = f"/customers/{world.customer.number}/contacts/{one.pk}/merge/{two.pk}/"
    way = f"/customers/{world.customer.number}/merge/{world.restricted.number}/"
    client = signed_in_client(world.manager)
    assert way not in client.get(url).content.decode()
    left, right = sorted(both, key=lambda customer: customer.pk)
    pair = DuplicatePair.objects.create(
        kind=PairKind.CUSTOMER, left_customer=left, right_customer=right, score_ppm=9, found_at=AT
    )
    assert f'href="{way}"' in client.get(url).content.decode()
    assert client.get(way).status_code == 200
    dismiss_pair(pair, actor=of(world.manager), at=AT)
    assert way not in client.get(url).content.decode()
    assert signed_in_client(world.stranger).get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [("HANSEN ANTRIEBE GMBH", "Both are one now: {two}."), ("Vogt Papier AG", "{one} is part of {two} now.")],
)
def test_who_is_called_the_same_is_named_once(world: World, name: str, said: str) -> None:
    kept = world.customer
    gone = a_customer(world.tandem, name=name)
    client = signed_in_client(world.inside)
    url = f"/customers/{kept.number}/merge/{gone.number}/"
    answer = client.post(url, {"version": kept.version, "other_version": gone.version}, follow=True)
    assert said.format(one=gone.label, two=kept.label) in html.unescape(answer.content.decode())


def test_the_search_is_started_once_and_weekly(world: World) -> None:
    sunday = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
    for day in range(7):
        event = Event(verb=DAILY, data={"day": (sunday.date() - timedelta(day)).isoformat()})
        scan_weekly(event, sunday)
    assert Job.objects.count() == 1
    assert ask_for_scan(actor=of(world.stranger), at=AT) == Job.objects.get()
    client = signed_in_client(world.stranger)
    answer = client.post("/customers/duplicates/scan/")
    assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"
    with unchanged(), pytest.raises(Refused):
        ask_for_scan(actor=of(world.admin), at=AT)


def test_the_job_runs_as_any_other(world: World) -> None:
    ask_for_scan(actor=system(), at=AT)
    run_job(Event.objects.get(verb="job.started"), timezone.now())
    job = Job.objects.get()
    assert (job.state, job.result["url"]) == ("done", "/customers/duplicates/")


def test_recall_and_precision_on_made_german_firms() -> None:
    """A set that docs/duplicates.md does not tell of: another seed."""
    rows, truth = a_book(600, seed=29)
    pairs = {(one.left, one.right) for one in link_customers(rows, 800_000, lambda: None)}
    right = len(pairs & truth)
    assert right / len(truth) >= 0.88
    assert right / len(pairs) >= 0.9

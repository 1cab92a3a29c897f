"""The board: exact sums per stage and currency, its pages, and nobody sees what is hidden."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.core.exports.sources import sources
from tandem.core.models import Event
from tandem.customers.tests.factories import AT, a_contact, a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.desk.queries.palette import find_visible
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.actions import lose_opportunity, win_opportunity
from tandem.pipeline.board import Board, board_of, more_cards
from tandem.pipeline.forecast import amounts_of
from tandem.pipeline.models import Opportunity, Stage
from tandem.pipeline.queries import visible_opportunities

from .factories import CLOSE, a_stage, an_opportunity

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> World:
    return a_world()


def board(person: Any, query: str = "scope=all") -> Board:
    found = board_of(QueryDict(query), of(person))
    assert found
    return found


def lanes(found: Board) -> dict[str, tuple[list[str], list[tuple[str, int, int]]]]:
    """Titles and sums by stage."""
    return {
        lane.stage.key.removeprefix("sales-"): (
            [card.title for card in lane.cards],
            [(sum_.currency, sum_.value_cents, sum_.weighted_cents) for sum_ in lane.sums],
        )
        for lane in found.lanes
    }


def test_sums_per_stage_and_currency_are_exact(world: World) -> None:
    swiss = a_customer(world.tandem, currency="CHF")
    an_opportunity(world.customer, title="a", value_cents=1, own_chance_ppm=500_000)
    an_opportunity(world.customer, title="b", value_cents=333, close_on=CLOSE - timedelta(1))
    an_opportunity(swiss, title="c", value_cents=70_05, own_chance_ppm=100_000)
    an_opportunity(swiss, "quote", title="d", value_cents=99_99)
    won = an_opportunity(world.customer, title="e")
    win_opportunity(won, actor=of(world.inside), at=AT)
    found = board(world.inside)
    assert lanes(found) == {
        "needs": (["b", "a", "c"], [("CHF", 70_05, 7_01), ("EUR", 334, 68)]),
        "solution": ([], []),
        "quote": (["d"], [("CHF", 99_99, 59_99)]),
        "negotiation": ([], []),
    }
    assert [(s.currency, s.value_cents, s.weighted_cents) for s in found.sums] == [
        ("CHF", 170_04, 67_00),
        ("EUR", 334, 68),
    ]
    assert (found.count, [(each.state, each.count) for each in found.closed]) == (4, [("won", 1), ("lost", 0)])


def test_scopes_and_filters_narrow_cards_and_sums_alike(world: World) -> None:
    an_opportunity(world.customer, title="ours", holder=world.field, source="fair")
    an_opportunity(a_customer(world.mates), title="mates")
    an_opportunity(a_customer(world.far), title="far")
    old = an_opportunity(world.customer, title="still", at=AT - timedelta(days=30))
    assert old.is_stale(AT)
    cases = {
        "scope=all": {"ours", "mates", "far", "still"},
        "scope=team": {"ours", "mates", "still"},
        "scope=mine": {"ours", "still"},
        "scope=tandem": {"ours", "still"},
        f"scope=all&held={world.field.pk}": {"ours"},
        "scope=all&source=fair": {"ours"},
        "scope=all&q=mates": {"mates"},
        "scope=all&close=2027-01": set(),
        f"scope=all&of={world.far.pk}": {"far"},
    }
    for query, titles in cases.items():
        found = board(world.inside, query)
        assert {card.title for lane in found.lanes for card in lane.cards} == titles, query
        assert found.count == len(titles)
        assert sum(sum_.value_cents for sum_ in found.sums) == len(titles) * 10_000_00
    cards = {card.title: card for card in board(world.inside).lanes[0].cards}
    assert (cards["still"].still_days, cards["ours"].still_days) == (30, 0)
    assert {title for title, card in cards.items() if card.movable} == {"ours", "still"}


def test_a_stage_shows_forty_cards_and_fetches_the_rest(world: World) -> None:
    for number in range(43):
        an_opportunity(world.customer, title=f"{number:02d}", close_on=CLOSE + timedelta(days=number // 4))
    lane = board(world.inside).lanes[0]
    assert ([card.title for card in lane.cards], lane.count) == ([f"{n:02d}" for n in range(40)], 43)
    more, url = more_cards(lane.stage, QueryDict(lane.more_url), of(world.inside))
    assert ([card.title for card in more], url) == (["40", "41", "42"], "")


def test_the_same_statements_for_1_3_and_60_cards(world: World) -> None:
    counts = []
    for many in (1, 2, 57):
        for number in range(many):
            stage = ("needs", "solution", "quote", "negotiation")[number % 4]
            an_opportunity(world.customer, stage, title=f"{many} {number}")
        with CaptureQueriesContext(connection) as asked:
            board(world.inside)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    browser = signed_in_client(world.inside)
    browser.get("/opportunities/?scope=all")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/opportunities/?scope=all").status_code == 200
    assert len(asked) <= 10


def test_hidden_customers_are_nowhere(world: World) -> None:
    secret = an_opportunity(world.restricted, title="Geheimsache", value_cents=77_777_77)
    lost = an_opportunity(world.restricted, title="Geheimverlust")
    lose_opportunity(lost, reason="price", actor=of(world.inside), at=AT)
    everyone = {**world.owners, **world.others, **world.outsiders}
    for name, person in everyone.items():
        actor, sees = of(person), name in world.owners
        assert set(visible_opportunities(actor)) == ({secret, lost} if sees else set()), name
        found = board_of(QueryDict("scope=all"), actor)
        assert (found and found.count, bool(found and found.closed[1].count)) == (int(sees), sees)
        assert bool(amounts_of(visible_opportunities(actor))) == sees
        rows = sources()["opportunities"].narrowed(QueryDict("scope=all"), actor)
        assert set(rows) == ({secret} if sees else set())
        assert bool(find_visible("Geheimsache", actor, ["opportunity"])) == sees
        browser = signed_in_client(person)
        addresses = [f"/opportunities/{secret.number}/{part}" for part in ("", "peek/", "edit/", "stage/", "win/")]
        assert {browser.get(url).status_code for url in addresses} <= ({200} if sees else {403, 404}), name
        for url in (
            "/opportunities/?scope=all",
            "/opportunities/list/?scope=all",
            "/opportunities/forecast/?scope=all",
        ):
            text = browser.get(url).content.decode()
            assert ("Geheimsache" in text or "77,778" in text or "77.778" in text) == sees, (name, url)


@pytest.fixture
def client(world: World) -> Client:
    return signed_in_client(world.inside)


def sent(one: Opportunity, stage: Stage, version: int, key: str = "k", **more: Any) -> dict[str, Any]:
    return {"stage": stage.pk, "initial-stage": one.stage_id, "version": version, "once": key, **more}


def test_moving_on_the_board(world: World, client: Client) -> None:
    one = an_opportunity(world.customer, contact=a_contact(world.customer))
    url = f"/opportunities/{one.number}/stage/"
    for _ in range(2):  # a second click is harmless
        answer = client.post(url, sent(one, a_stage("quote"), 1), headers=HTMX)
        assert (answer.status_code, answer["HX-Trigger-After-Settle"], "Undo" in answer.content.decode()) == (
            200,
            "tandem:moved",
            True,
        )
    assert Opportunity.objects.get().stage == a_stage("quote")
    assert Event.objects.filter(verb="opportunity.moved").count() == 1


def test_what_a_stage_needs_is_asked_on_the_board(world: World, client: Client) -> None:
    one = an_opportunity(world.customer, value_cents=0)
    contact = a_contact(world.customer)
    url = f"/opportunities/{one.number}/stage/"
    answer = client.post(url, sent(one, a_stage("quote"), 1), headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, Opportunity.objects.get().stage) == (422, one.stage)
    assert all(f'id="id_{name}_error"' in page for name in ("contact", "value_cents"))
    more = {"contact": contact.pk, "value_cents": "1,234.50"}
    assert client.post(url, sent(one, a_stage("quote"), 1, **more), headers=HTMX).status_code == 200
    moved = Opportunity.objects.get()
    assert (moved.stage, moved.contact, moved.value_cents) == (a_stage("quote"), contact, 1234_50)


def test_a_lost_race_shows_both(world: World, client: Client) -> None:
    one = an_opportunity(world.customer, contact=a_contact(world.customer))
    Stage.objects.update(required="")
    partner = signed_in_client(world.field)
    url = f"/opportunities/{one.number}/stage/"
    assert partner.post(url, sent(one, a_stage("solution"), 1), headers=HTMX).status_code == 200
    answer = client.post(url, sent(one, a_stage("quote"), 1, "other"), headers=HTMX)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert answer.status_code == 409
    assert re.search(r"Quote .*Design the solution .*Clarify the need", text)
    assert Opportunity.objects.get().stage == a_stage("solution")


def test_the_board_alone_for_refresh(world: World, client: Client) -> None:
    one = an_opportunity(world.customer, title="<b>Linie</b>")
    fragment = client.get("/opportunities/?scope=all", headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert "&lt;b&gt;Linie" in fragment
    assert "<b>Linie" not in fragment
    assert f"opportunity:{one.pk}" in fragment
    cards = client.get(f"/opportunities/stages/{one.stage_id}/cards/?after=junk&scope=all").content.decode()
    assert "Linie" in cards
    assert "None in this quarter" in client.get("/opportunities/closed/lost/").content.decode()
    assert client.get("/opportunities/closed/open/").status_code == 404


def test_pages_of_one(world: World, client: Client) -> None:
    one = an_opportunity(world.customer, contact=a_contact(world.customer))
    for part in ("", "peek/", "edit/", "stage/", "win/", "loss/", "reopening/"):
        assert client.get(f"/opportunities/{one.number}/{part}").status_code == 200, part
    assert client.get(f"/customers/{world.customer.number}/opportunities/").status_code == 200
    data = {"version": 1, "once": "k", "reason": "price", "competitor": "Konkurrenz AG"}
    for _ in range(2):
        assert client.post(f"/opportunities/{one.number}/loss/", data).status_code == 302
    page = client.get(f"/opportunities/{one.number}/").content.decode()
    assert "Konkurrenz AG" in page
    assert client.post(f"/opportunities/{one.number}/win/", {"version": 2, "once": "x"}).status_code == 409

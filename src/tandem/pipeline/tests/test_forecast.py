"""The forecast is exact to the cent, and so is what it was a week ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from tandem.core.undo import undo_event
from tandem.customers.tests.factories import AT, a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.actions import (
    edit_opportunity,
    edit_stage,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    win_opportunity,
)
from tandem.pipeline.forecast import Forecast, forecast_of
from tandem.pipeline.models import Opportunity, Stage
from tandem.pipeline.queries import visible_opportunities
from tandem.pipeline.rollback import totals_then

from .factories import a_stage, an_opportunity, free_stages

pytestmark = pytest.mark.django_db
LONG_AGO = AT - timedelta(days=40)


@pytest.fixture
def world() -> World:
    return a_world()


def again(one: Opportunity) -> Opportunity:
    return Opportunity.objects.select_related("customer", "stage__pipeline", "holder").get(pk=one.pk)


def forecast(world: World, query: str = "scope=all", at: datetime = AT) -> Forecast:
    return forecast_of(QueryDict(query), of(world.inside, at))


def then(world: World, at: datetime) -> dict[Any, int]:
    return totals_then(visible_opportunities(of(world.inside)), at)


def test_months_and_stages_sum_exactly(world: World) -> None:
    an_opportunity(world.customer, value_cents=333, close_on=date(2026, 12, 1))
    an_opportunity(world.customer, "quote", value_cents=101, close_on=date(2026, 12, 31))
    an_opportunity(world.customer, value_cents=100_00, close_on=date(2026, 10, 1))
    an_opportunity(a_customer(world.tandem, currency="CHF"), value_cents=7, close_on=date(2027, 1, 1))
    found = forecast(world)
    assert [sheet.currency for sheet in found.sheets] == ["CHF", "EUR"]
    lines = {line.key: line for line in found.sheets[1].lines}
    assert len(lines) == 13  # what is overdue, and twelve months
    cells = [(cell.value_cents, cell.weighted_cents, cell.count) for cell, _url in lines["2026-12"].cells]
    assert cells == [(333, 67, 1), (0, 0, 0), (101, 61, 1), (0, 0, 0)]
    total = found.sheets[1].total
    assert (total.value_cents, total.weighted_cents, total.count) == (434 + 100_00, 128 + 20_00, 3)
    assert (lines["overdue"].total.value_cents, lines["2027-01"].total.count) == (100_00, 0)


def test_what_it_was_is_exact_whatever_happened_since(world: World) -> None:
    free_stages()
    ones = [an_opportunity(world.customer, title=str(n), value_cents=1000 + n, at=LONG_AGO) for n in range(7)]
    for_later = then(world, AT - timedelta(days=1))
    me = of(world.inside)
    edit_opportunity(ones[0], values={"value_cents": 5000}, version=1, actor=me, at=AT)
    edit_opportunity(again(ones[0]), values={"close_on": date(2027, 3, 1)}, version=2, actor=me, at=AT)
    move_opportunity(ones[1], a_stage("quote"), version=1, actor=me, at=AT)
    win_opportunity(ones[2], actor=me, at=AT)
    lose_opportunity(ones[3], reason="price", actor=me, at=AT)
    an_opportunity(world.customer, title="new", at=AT)
    event = move_opportunity(ones[4], a_stage("negotiation"), version=1, actor=me, at=AT)
    undo_event(event, actor=me, at=AT)
    stage = a_stage("needs")
    edit_stage(stage, values={"chance_ppm": 333_333}, version=stage.version, actor=of(world.manager), at=AT)
    reopen_opportunity(again(ones[3]), reason="Doch", actor=me, at=AT)
    assert then(world, AT - timedelta(days=1)) == for_later
    assert for_later == {("2026-12", a_stage("needs").pk, "EUR"): sum(200 + (n > 2) for n in range(7))}
    now = {(f"{row.close_on:%Y-%m}", row.stage_id, row.currency): 0 for row in Opportunity.objects.filter(state="open")}
    for row in Opportunity.objects.filter(state="open"):
        now[f"{row.close_on:%Y-%m}", row.stage_id, row.currency] += row.weighted_cents
    assert then(world, AT) == now


def test_an_undo_of_what_was_before_is_redone(world: World) -> None:
    free_stages()
    one = an_opportunity(world.customer, at=LONG_AGO)
    former = AT - timedelta(days=10)
    event = move_opportunity(one, a_stage("quote"), version=1, actor=of(world.inside, former), at=former)
    was = then(world, AT - timedelta(days=1))
    assert was == {("2026-12", a_stage("quote").pk, "EUR"): 6_000_00}
    undo_event(event, actor=of(world.inside), at=AT)
    assert then(world, AT - timedelta(days=1)) == was


def test_the_change_of_each_month(world: World) -> None:
    free_stages()
    one = an_opportunity(world.customer, at=LONG_AGO)
    edit_opportunity(one, values={"close_on": date(2027, 1, 20)}, version=1, actor=of(world.inside), at=AT)
    later = AT + timedelta(hours=1)
    sheet = forecast(world, at=later).sheets[0]
    assert {line.key: line.change_cents for line in sheet.lines if line.change_cents} == {
        "2026-12": -2_000_00,
        "2027-01": 2_000_00,
    }
    assert sheet.change_cents == 0
    month = {line.key: line for line in forecast(world, "scope=all&since=month&sum=full", later).sheets[0].lines}
    assert month["2027-01"].change_cents == 2_000_00


def test_the_page_leads_to_its_rows(world: World) -> None:
    one = an_opportunity(world.customer, close_on=timezone.localdate() + timedelta(days=40))
    browser = signed_in_client(world.inside)
    page = browser.get("/opportunities/forecast/?scope=all").content.decode()
    url = f"/opportunities/list/?scope=all&amp;close={one.close_on:%Y-%m}&amp;stage={one.stage_id}"
    assert url in page
    assert one.title in browser.get(url.replace("&amp;", "&")).content.decode()
    assert browser.get("/opportunities/forecast/?stage=junk&since=x&pipeline=²").status_code == 200


def test_another_probability_weighs_anew_but_not_what_somebody_judged(world: World) -> None:
    plain = an_opportunity(world.customer, value_cents=3)
    judged = an_opportunity(world.customer, value_cents=3, own_chance_ppm=1_000_000)
    won = an_opportunity(world.customer, value_cents=3)
    win_opportunity(won, actor=of(world.inside), at=AT)
    stage = a_stage("needs")
    event = edit_stage(stage, values={"chance_ppm": 500_000}, version=1, actor=of(world.manager), at=AT)
    assert event
    assert [again(one).weighted_cents for one in (plain, judged, won)] == [2, 3, 1]
    undo_event(event, actor=of(world.manager), at=AT)
    assert [again(one).weighted_cents for one in (plain, judged, won)] == [1, 3, 1]
    assert Stage.objects.get(pk=stage.pk).chance_ppm == 200_000

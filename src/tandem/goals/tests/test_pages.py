"""Goals through the URL."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tandem.core.tests.snapshots import unchanged
from tandem.goals.models import GoalVersion
from tandem.goals.spans import period_of
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.orders.tests.pages import text_of, today
from tandem.orders.tests.test_views import statements
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.together.actions import plan_meeting

from .factories import actor_at, agreed, allow_results, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


def now_goal(pair: Pair, **values: object) -> GoalVersion:
    """One of the running quarter, agreed by both."""
    return agreed(pair, start=today(), at=timezone.now(), **values).versions.get()


def test_proposing_accepting_and_objecting(client: Client, pair: Pair) -> None:
    asked = f"/goals/new/?whose=tandem:{pair.tandem.pk}&metric=revenue&span=quarter&start={today()}"
    assert f'value="tandem:{pair.tandem.pk}"' in client.get("/goals/new/").content.decode()
    page = client.get(asked)
    assert (page.status_code, "Reached before" in text_of(page)) == (200, True)
    data = {"target": "120000", "weights": "1 1 2", "note": "Wie besprochen", "once": "k"}
    for _ in range(2):
        answer = client.post(asked, data)
    version = GoalVersion.objects.get()
    assert answer["Location"] == f"/goals/{version.goal_id}/"
    assert (version.target, version.weights, version.holds) == (12_000_000, [1, 1, 2], False)
    partner, url = signed_in_client(pair.field), f"/goals/{version.goal_id}/"
    assert "waits for your word" in text_of(partner.get(url))
    with unchanged():
        assert partner.post(f"{url}objection/", {"version": "1", "reason": "", "once": "o"}).status_code == 422
    for _ in range(2):
        assert partner.post(f"{url}objection/", {"version": "1", "reason": "Zu viel", "once": "o"}).status_code == 302
    assert version.answers.filter(accepted=False).count() == 1
    with unchanged():
        assert partner.post(f"{url}acceptance/", {"version": "9"}).status_code == 409
        assert partner.post(f"{url}setting/", {"version": "1"}).status_code == 403
    assert partner.post(f"{url}acceptance/", {"version": "1"})["Location"] == url
    page_now = text_of(partner.get(url))
    for told in ("agreed", "Zu viel", "late", "€120,000"):
        assert told in page_now, told


def test_wrong_targets_are_told_at_their_field(client: Client, pair: Pair) -> None:
    url = f"/goals/new/?whose=tandem:{pair.tandem.pk}&span=quarter&start={today()}&metric="
    for metric, data, field in (
        ("orders", {"target": "1.5"}, "target"),
        ("revenue", {"target": "1.555"}, "target"),
        ("answered", {"target": "101"}, "target"),
        ("revenue", {"target": "1", "weights": "1 2"}, "weights"),
        ("revenue", {"target": "1", "weights": "a b c"}, "weights"),
    ):
        with unchanged():
            answer = client.post(url + metric, data)
        assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True), (metric, data)
    other = a_pair()
    assert client.get(f"{url}orders&whose=tandem:{other.tandem.pk}").status_code == 403


def test_figures_and_rows_lead_to_orders_but_not_to_hidden_customers(client: Client, pair: Pair) -> None:
    now_goal(pair, target=1000_00)
    start = period_of("quarter", today()).start
    order = an_order(pair.customer, [a_line(250_00)], ordered_on=start, confirmed=True)
    company = proposed(pair, scope="company", tandem=None, target=2000_00, start=today(), at=timezone.now())
    hidden = a_pair(restricted=True)
    secret = an_order(hidden.customer, [a_line(500_00)], ordered_on=start, confirmed=True)
    listed = text_of(client.get("/goals/?of=tandem"))
    assert ("€250" in listed, "25.0 %" in listed.replace("\u00a0", " ")) == (True, True)
    page = client.get(f"/goals/{company.goal_id}/")
    assert ("€750" in text_of(page), order.number in text_of(page), secret.number in text_of(page)) == (
        True,
        True,
        False,
    )
    assert hidden.customer.name not in page.content.decode()
    assert secret.number in text_of(signed_in_client(hidden.inside).get(f"/goals/{company.goal_id}/"))


def test_progress_stands_beside_today_in_the_room_and_on_the_agenda(client: Client, pair: Pair) -> None:
    now_goal(pair, target=1000_00)
    address = f"/tandems/{pair.tandem.pk}/goals/"
    for url in (reverse("beside"), reverse("room"), f"/tandems/{pair.tandem.pk}/"):
        assert address in client.get(url).content.decode(), url
    assert "t-joint" in client.get(address).content.decode()
    assert "t-joint" not in signed_in_client(a_pair().inside).get(address).content.decode()
    actor = actor_at(pair.inside, timezone.now())
    meeting = plan_meeting(pair.tandem, actor=actor, at=actor.at)
    agenda = client.get(reverse("together:agenda", args=[pair.tandem.pk, meeting.pk]))
    assert "Goals so far" in text_of(agenda)


def test_a_manager_reads_how_far_a_tandem_is_only_under_an_agreement(pair: Pair) -> None:
    goal = now_goal(pair, target=1000_00).goal
    proposed(pair, scope="team", tandem=None, team=pair.team, target=3000_00, start=today(), at=timezone.now())
    an_order(pair.customer, [a_line(250_00)], ordered_on=period_of("quarter", today()).start, confirmed=True)
    boss = signed_in_client(pair.manager)
    page = text_of(boss.get(f"/goals/{goal.pk}/"))
    assert ("€250" in page, "works agreement" in page) == (False, True)
    team = text_of(boss.get("/goals/?of=team"))
    assert ("€-" in team, "short" in team, "€1,000" in team) == (False, True, True)
    allow_results()
    page = text_of(boss.get(f"/goals/{goal.pk}/"))
    assert ("€250" in page, "Attainment exactly: 25 % (1/4)" in page) == (True, True)


@pytest.mark.parametrize("role", ["payroll", "council"])
def test_who_neither_sells_nor_administers_finds_no_goals(role: str, pair: Pair) -> None:
    goal = now_goal(pair).goal
    browser = signed_in_client(an_employee([role]))
    assert browser.get("/goals/").status_code == 403
    assert browser.get(f"/goals/{goal.pk}/").status_code == 404


def test_pages_cost_the_same_with_1_and_6_goals(client: Client, pair: Pair) -> None:
    goal = now_goal(pair, target=1000_00).goal
    urls = ("/goals/?of=tandem", "/goals/?of=team", f"/goals/{goal.pk}/", f"/tandems/{pair.tandem.pk}/goals/")
    first = {url: statements(client, url) for url in urls}
    for metric in ("margin", "orders", "new", "retained", "visits"):
        now_goal(pair, metric=metric, target=50)
    many = {url: statements(client, url) for url in urls}
    assert many == first
    assert max(first.values()) <= 12, first

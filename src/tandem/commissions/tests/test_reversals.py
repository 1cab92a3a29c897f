"""An earning that was taken back by hand: it is deducted in the open month, and never paid twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.commissions.actions import lock_run, reverse_posting
from tandem.commissions.checking import prove
from tandem.commissions.models import Posting, RunPerson
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.tests.browser import main_form, submit
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.tests.factories import signed_in_client

from .factories import a_payroll, approved, fresh, house, plan_of_pair, released

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEPTEMBER, ON_TIME = date(2026, 9, 10), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
OCTOBER_OVER, NOVEMBER_OVER = (datetime(2026, month, 3, 9, 0, tzinfo=UTC) for month in (11, 12))


def paid_september() -> Pair:
    pair = a_pair()
    plan_of_pair(pair)
    an_order(pair.customer, [a_line(1_000_00)], confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    released()
    return pair


def reversed_(pair: Pair) -> Posting:
    row = Posting.objects.select_related("employee__team").get(employee=pair.inside, kind="earn", reverses=None)
    return reverse_posting(row, reason="falsches Tandem", actor=Actor.of(a_payroll(), AT), at=AT)


def payable(pair: Pair) -> dict[str, int]:
    rows = RunPerson.objects.filter(employee=pair.inside).order_by("run__period__start")
    return dict(rows.values_list("run__period__name", "payable_cents"))


def test_what_was_paid_and_is_reversed_is_deducted_and_then_earned_anew_once() -> None:
    pair = paid_september()
    reversed_(pair)
    released(OCTOBER_OVER)
    released(NOVEMBER_OVER)
    assert payable(pair) == {"2026-09": 50_00, "2026-10": -50_00, "2026-11": 50_00}
    assert not prove().breaks


def test_a_reversal_after_the_preview_asks_for_a_new_one() -> None:
    pair = paid_september()
    run = approved(OCTOBER_OVER)
    reversed_(pair)
    before = Posting.objects.count()
    with pytest.raises(Refused) as refused:
        lock_run(run, version=run.version, actor=house(OCTOBER_OVER), at=OCTOBER_OVER)
    assert refused.value.code == "run_changed"
    assert (Posting.objects.count(), fresh(run).status) == (before, "approved")


def test_payroll_takes_a_line_back_on_its_page_once_and_nobody_their_own() -> None:
    pair = paid_september()
    row = Posting.objects.get(employee=pair.inside, kind="earn")
    url = reverse("commissions:posting_reversal", args=[row.number])
    statement = reverse("commissions:statement", args=[pair.inside.pk])
    for person in (pair.inside, pair.field, pair.manager):
        assert signed_in_client(person).get(url).status_code == 404
    client = signed_in_client(a_payroll())
    assert url in client.get(f"{statement}?month=2026-09&line={row.number}").content.decode()
    page = client.get(url)
    assert main_form(page).has_button
    assert "50.00" in page.content.decode()
    assert submit(client, url, reason="").status_code == 422
    assert Posting.objects.filter(reverses__isnull=False).count() == 0
    assert submit(client, url, reason="falsches Tandem").status_code == 302
    back = Posting.objects.get(reverses__isnull=False)
    assert (back.cents, back.reverses, back.reason, back.period) == (
        -50_00,
        row.number,
        "falsches Tandem",
        "2026-10",
    )
    assert "reversed only once" in client.get(url).content.decode()
    assert client.post(url, {"reason": "noch einmal"}).status_code == 403
    assert Posting.objects.filter(reverses__isnull=False).count() == 1

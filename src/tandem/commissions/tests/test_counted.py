"""The orders behind a line that pays by a sum: all of them, as they counted when the month was locked."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tandem.commissions.accruing import accrue
from tandem.commissions.checking import prove
from tandem.commissions.extract import extract_paper, rows
from tandem.commissions.models import Accrual, Counted, Posting
from tandem.commissions.months import month_of
from tandem.commissions.sheets import read_rows
from tandem.core.actor import Actor
from tandem.orders.models import CreditNote, Order
from tandem.orders.tests.factories import TODAY, Pair, a_pair
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import MONTH_OVER, a_payroll, locked, plan_of_pair, released
from .test_runs import sold

pytestmark = pytest.mark.django_db
JOINT = {"id": "joint", "title": "Gemeinsames Ziel", "kind": "target", "weight": 60, "level": "tandem", "quota": 1000}
ROLE = {
    "id": "own",
    "title": "Eigenes Ziel",
    "kind": "target",
    "weight": 40,
    "level": "person",
    "measures": [
        {"measure": "revenue", "quota": 1000, "weight": 3},
        {"measure": "count", "quota": 2, "weight": 1},
    ],
}
MONTH = "?month=2026-09"


def both_targets(pair: Pair) -> None:
    plan_of_pair(pair, [JOINT, ROLE], targets={"inside": 700, "field": 900})


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def line_of(pair: Pair, component: str, who: Any = None) -> Posting:
    return Posting.objects.get(employee=who or pair.inside, component=component, kind="earn")


def orders_url(line: Posting, start: int = 0) -> str:
    return f"/commission/orders/?month={line.period}&line={line.number}" + (f"&start={start}" if start else "")


def test_every_order_behind_a_joint_and_a_role_part_is_three_clicks_from_the_sum() -> None:
    pair = a_pair((1, 3), name="Molkerei Nord")
    both_targets(pair)
    first, second = sold(pair, 400_00), sold(pair, 800_00)
    released()
    client = signed_in_client(pair.inside)
    joint, own = line_of(pair, "joint"), line_of(pair, "own")
    part = page_of(client, f"/commission/{MONTH}&part=joint")
    assert f"line={joint.number}" in part
    why = page_of(client, f"/commission/{MONTH}&part=joint&line={joint.number}")
    assert f'href="/commission/orders/{MONTH}&amp;line={joint.number}"' in why
    assert "2 orders and other facts make this sum" in why
    text = page_of(client, orders_url(joint))
    for told in (f"Order {first.number}", f"Order {second.number}", "Molkerei Nord", "€400.00", "€800.00", "€1,200.00"):
        assert told in text, told
    text = page_of(client, orders_url(own))  # a quarter of the deal counts for the own part; each order counts twice
    assert "25 %" in text
    assert {"€100.00", "€200.00", "€300.00"} <= {word.strip() for word in text.replace("<", ">").split(">")}
    assert text.count(f"Order {first.number}") == 2


def test_the_list_stays_what_counted_when_the_month_was_locked() -> None:
    pair = a_pair()
    both_targets(pair)
    order = sold(pair, 400_00)
    released()
    client, line = signed_in_client(pair.inside), line_of(pair, "joint")
    before = page_of(client, orders_url(line))
    Order.objects.filter(pk=order.pk).update(net_cents=999_00)
    CreditNote.objects.create(
        number="GU-1", order=order, issued_on=TODAY, net_cents=100_00, reason="x", at=timezone.now(),
    )  # fmt: skip
    again = page_of(client, orders_url(line))
    assert "€400.00" in again
    assert "GU-1" not in again
    assert "€999.00" not in again
    assert before.count("<tr>") == again.count("<tr>")


def test_what_takes_something_back_stands_there_below_zero() -> None:
    pair = a_pair()
    both_targets(pair)
    order = sold(pair, 400_00)
    CreditNote.objects.create(
        number="GU-1", order=order, issued_on=date(2026, 9, 12), net_cents=100_00, reason="x", at=MONTH_OVER,
    )  # fmt: skip
    released()
    text = page_of(signed_in_client(pair.inside), orders_url(line_of(pair, "joint")))
    assert f"Credit note GU-1 for order {order.number}" in text
    assert "€300.00" in text
    assert prove().breaks == []


def test_both_partners_read_the_joint_orders_and_nobody_the_others_line() -> None:
    pair, other = a_pair(), a_pair()
    both_targets(pair)
    sold(pair, 400_00)
    released()
    mine, theirs = line_of(pair, "joint"), line_of(pair, "joint", pair.field)
    joint = reverse("commissions:joint", args=[pair.tandem.pk]) + MONTH
    for person, line in ((pair.inside, mine), (pair.field, theirs)):
        client = signed_in_client(person)
        assert f"/commission/orders/{MONTH}&amp;line={line.number}" in page_of(client, joint)
        assert "€400.00" in page_of(client, orders_url(line))
    assert signed_in_client(pair.inside).get(orders_url(theirs)).status_code == 302  # no line of theirs
    url = reverse("commissions:counted_of", args=[pair.inside.pk]) + f"{MONTH}&line={mine.number}"
    for person in (pair.field, pair.manager, other.inside, an_employee(["admin"])):
        assert signed_in_client(person).get(url).status_code == 404
    text = page_of(signed_in_client(a_payroll()), url)
    assert "€400.00" in text
    assert pair.customer.name not in text
    assert "900.00" not in page_of(signed_in_client(pair.inside), orders_url(mine))


def test_payroll_reads_the_orders_once_the_month_is_released() -> None:
    pair = a_pair()
    both_targets(pair)
    sold(pair, 400_00)
    locked()
    line = line_of(pair, "joint")
    url = reverse("commissions:counted_of", args=[pair.inside.pk]) + f"{MONTH}&line={line.number}"
    assert signed_in_client(a_payroll()).get(url).status_code == 302


def test_a_sheet_is_kept_once_for_both_and_refused_to_change() -> None:
    pair = a_pair()
    both_targets(pair)
    sold(pair, 400_00)
    locked()
    named = {
        tuple(sheet)
        for line in Posting.objects.exclude(detail="")
        for sheet in json.loads(line.detail).get("counted", [])
    }
    assert {digest for _month, _count, digest in named} == set(Counted.objects.values_list("digest", flat=True))
    assert Counted.objects.count() == 2  # what both hang on, and of each the same half
    with pytest.raises(IntegrityError), transaction.atomic():
        Counted.objects.update(rows="[]")
    with pytest.raises(IntegrityError), transaction.atomic():
        Counted.objects.all()._raw_delete("default")
    assert prove().breaks == []


def test_a_year_counts_its_months_without_writing_them_again() -> None:
    pair = a_pair()
    plan_of_pair(pair, [JOINT | {"weight": 100, "accumulate": "year", "quota": 12_000}], targets={"*": 100})
    sold(pair, 400_00)
    locked()
    sold(pair, 500_00, date(2026, 10, 5), datetime(2026, 10, 5, 9, tzinfo=MONTH_OVER.tzinfo))
    locked(datetime(2026, 11, 2, 9, tzinfo=MONTH_OVER.tzinfo))
    last = Posting.objects.filter(employee=pair.inside, component="joint").latest("number")
    sheets = json.loads(last.detail)["counted"]
    assert [(month, count) for month, count, _digest in sheets] == [("2026-09", 1), ("2026-10", 1)]
    assert Counted.objects.count() == 2
    text = page_of(signed_in_client(pair.inside), orders_url(last))
    assert "€900.00" in text
    assert prove().breaks == []


def test_a_changed_or_lost_sheet_is_found() -> None:
    pair = a_pair()
    both_targets(pair)
    sold(pair, 400_00)
    locked()
    sheet = Counted.objects.first()
    assert sheet is not None
    text = sheet.rows.replace("40000", "40001")
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute('DROP TRIGGER "commissions_counted_no_update"')
            else:
                cursor.execute('DROP TRIGGER "commissions_counted_append" ON "commissions_counted"')
        Counted.objects.filter(pk=sheet.pk).update(rows=text)
        told = [str(one) for one in prove().breaks]
        transaction.set_rollback(True)
    assert any("is not what was sealed" in one for one in told)
    assert any("has lost a sheet" in one for one in told)
    assert any("lost its guard commissions_counted" in one for one in told)


def test_a_line_from_before_lists_were_kept_says_so() -> None:
    pair = a_pair()
    both_targets(pair)
    sold(pair, 400_00)
    released()
    line = line_of(pair, "joint")
    detail = json.loads(line.detail)
    del detail["counted"]
    old = Posting(**{
        field.attname: getattr(line, field.attname) for field in Posting._meta.concrete_fields if field.name != "id"
    })  # fmt: skip
    old.number, old.about, old.detail, old.period = 99, "old", json.dumps(detail), "2026-08"
    old.save()
    released_ = page_of(signed_in_client(pair.inside), "/commission/?month=2026-08&line=99")
    assert "before the orders behind a sum were kept" in released_
    assert "The list was not kept" in page_of(
        signed_in_client(pair.inside), "/commission/orders/?month=2026-08&line=99"
    )


def test_thousands_of_orders_are_read_page_by_page() -> None:
    pair = a_pair()
    plan_of_pair(pair, [JOINT | {"weight": 100}], targets={"*": 700})
    for _turn in range(3):
        sold(pair, 1_00)
    locked()
    line = line_of(pair, "joint")
    ((month, _count, digest),) = json.loads(line.detail)["counted"]
    one = json.loads(Counted.objects.get(digest=digest).rows)[0]
    text = json.dumps([[f"X-{place}", f"X-{place}", *one[2:3], "", *one[4:]] for place in range(5_000)])
    Counted.objects.create(digest="b" * 64, rows=text)
    big = Posting(**{
        field.attname: getattr(line, field.attname) for field in Posting._meta.concrete_fields if field.name != "id"
    })  # fmt: skip
    detail = json.loads(line.detail) | {"counted": [[month, 5_000, "b" * 64]]}
    big.number, big.about, big.detail, big.period = 99, "big", json.dumps(detail), "2026-08"
    big.save()
    client = signed_in_client(pair.inside)
    client.get("/commission/")
    with CaptureQueriesContext(connection) as caught:
        text = page_of(client, orders_url(big, 4_950))
    own = [row["sql"] for row in caught.captured_queries if "commissions_" in row["sql"]]
    assert len(own) <= 12, own
    assert "X-4999" in text
    assert "4,951 to 5,000 of 5,000" in text
    assert text.count('<th scope="row">') == 51
    assert "start=4900" in text
    assert "X-0<" in page_of(client, orders_url(big, 10**17))  # beyond the end it begins anew


def test_the_extract_names_each_order_and_its_amounts_are_still_the_pay() -> None:
    pair = a_pair((1, 3), name="Molkerei Nord")
    both_targets(pair)
    first, second = sold(pair, 400_00), sold(pair, 800_00)
    released()
    client = signed_in_client(pair.inside)
    answer = client.get("/commission/extract/?from=2026-09&to=2026-09")
    table = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    joint = [row for row in table if row["Number in the books"] == str(line_of(pair, "joint").number)]
    assert [(row["What"], row["Order"], row["Customer"], row["Counts"], row["Amount"]) for row in joint[1:]] == [
        (f"Order {order.number}", order.number, "Molkerei Nord", counts, "")
        for order, counts in ((first, "400.00"), (second, "800.00"))
    ]
    own = [row for row in table if row["Number in the books"] == str(line_of(pair, "own").number)][1:]
    assert [(row["Order"], row["Share"], row["Counts"]) for row in own] == [
        (first.number, "25 %", "100.00"),
        (first.number, "25 %", ""),
        (second.number, "25 %", "200.00"),
        (second.number, "25 %", ""),
    ]
    pay = sum(row.cents for row in Posting.objects.filter(employee=pair.inside, kind="earn"))
    assert sum(Decimal(row["Amount"]) for row in table if row["Amount"]) * 100 == pay
    actor = Actor.of(pair.inside, MONTH_OVER)
    september = month_of(date(2026, 9, 1))
    paper = extract_text(pair, actor)
    assert paper.count(first.number) >= 3
    assert len(list(rows(pair.inside, september, september, actor))) == len(table) == 2 + 2 + 4


def extract_text(pair: Pair, actor: Actor) -> str:
    """What the extract on paper says, out of its PDF."""
    september = month_of(date(2026, 9, 1))
    answer = extract_paper(pair.inside, september, september, actor)
    return text_of(answer.content)


def text_of(pdf: bytes) -> str:
    """The words of a PDF."""
    assert pdf.startswith(b"%PDF")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_month_that_two_lines_count_stands_in_the_extract_once() -> None:
    pair = a_pair()
    plan_of_pair(pair, [JOINT | {"weight": 100, "accumulate": "year", "quota": 12_000}], targets={"*": 100})
    order = sold(pair, 400_00)
    locked()
    sold(pair, 500_00, date(2026, 10, 5), datetime(2026, 10, 5, 9, tzinfo=MONTH_OVER.tzinfo))
    locked(datetime(2026, 11, 2, 9, tzinfo=MONTH_OVER.tzinfo))
    answer = signed_in_client(pair.inside).get("/commission/extract/?from=2026-09&to=2026-10")
    table = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row["Order"] for row in table].count(order.number) == 1
    first = Posting.objects.filter(employee=pair.inside).earliest("number").number
    assert f"1 fact of September 2026, as below number {first}" in {row["What"] for row in table}


def test_todays_figure_names_its_orders_and_leaves_nothing_behind() -> None:
    pair = a_pair()
    both_targets(pair)
    now = MONTH_OVER
    order = sold(pair, 400_00)
    accrue(at=now)
    accrue(at=now)
    row = Accrual.objects.get(employee=pair.inside, period="2026-09")
    assert [one.fact for text in row.counted.values() for one in read_rows(text)] == [order.number] * 3
    text = page_of(signed_in_client(pair.inside), f"/commission/orders/{MONTH}&line=1")
    assert f"Order {order.number}" in text
    assert "As it counts today" in text
    assert not Counted.objects.exists()


def test_a_pool_by_days_names_what_came_into_it_and_stands_on_the_joint_page() -> None:
    pair = a_pair()
    plan_of_pair(pair, [{"id": "pool", "title": "Topf", "rate": "10 %", "allocate": "period"}])
    first, second = sold(pair, 400_00), sold(pair, 600_00)
    released()
    line = line_of(pair, "pool")
    text = page_of(signed_in_client(pair.inside), orders_url(line))
    for told in (first.number, second.number, "€40.00", "€60.00", "€100.00"):
        assert told in text, told
    assert "€50.00" in page_of(
        signed_in_client(pair.inside), reverse("commissions:joint", args=[pair.tandem.pk]) + MONTH
    )
    assert prove().breaks == []

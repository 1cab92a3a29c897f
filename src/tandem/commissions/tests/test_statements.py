"""Statements: what the person reads, what nobody else does, and that every way to an amount is closed to others."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tandem.catalogue.tests.factories import a_product
from tandem.commissions.accruing import accrue
from tandem.commissions.models import Accrual, LedgerHead, Posting, RunPerson
from tandem.commissions.posting import Draft, post
from tandem.commissions.printing import statement_paper
from tandem.core.models import Document, Event
from tandem.orders.models import Order
from tandem.orders.tests.factories import TODAY, a_line, a_pair, actor_of, an_order
from tandem.orders.tests.test_invoices import an_invoice, pay
from tandem.people.models import Purpose, WorksAgreement
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput as QuoteLine
from tandem.quotes.tests.factories import a_sent

from .factories import POOL, a_payroll, plan_of_pair, released
from .test_runs import sold

pytestmark = pytest.mark.django_db
TARGET = {"id": "goal", "title": "Ziel", "kind": "target", "weight": 100, "level": "tandem", "quota": 1000}
MONTH = "?month=2026-09"


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def statement_url(pk: int) -> str:
    return reverse("commissions:statement", args=[pk])


def test_my_statement_drills_from_the_sum_to_the_order_in_three_clicks() -> None:
    pair = a_pair((85, 15), name="Molkerei Nord")
    plan_of_pair(pair)
    order = sold(pair, 7_333_33)
    released()
    client = signed_in_client(pair.inside)
    whole = page_of(client, f"/commission/{MONTH}")
    assert "€623.33" in whole
    assert f"{MONTH}&amp;part=pool" in whole
    part = page_of(client, f"/commission/{MONTH}&part=pool")
    line = Posting.objects.get(employee=pair.inside, kind="earn")
    assert f"part=pool&amp;line={line.number}" in part
    why = page_of(client, f"/commission/{MONTH}&part=pool&line={line.number}")
    assert f"Order {order.number}" in why
    assert f"share of {pair.inside} 85 %" in why
    assert order.get_absolute_url() in why
    assert "p0000" not in why


def test_nobody_else_reads_it_and_nobody_learns_that_it_is_there() -> None:
    pair, other = a_pair(), a_pair()
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    run = released()
    row = RunPerson.objects.get(run=run, employee=pair.inside)
    strangers = [pair.field, pair.manager, other.inside, an_employee(["council"]), an_employee(["admin"])]
    for person in strangers:
        client = signed_in_client(person)
        for name, key in (("statement", pair.inside.pk), ("extract_of", pair.inside.pk)):
            answer = client.get(reverse(f"commissions:{name}", args=[key]) + MONTH)
            assert (answer.status_code, b"216.05" in answer.content) == (404, False), (person.roles, name)
        assert client.post(reverse("commissions:pdf", args=[row.pk])).status_code == 404


def test_a_statement_on_paper_is_made_once_and_stays_the_same() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    row = RunPerson.objects.get(run=released(), employee=pair.inside)
    url = reverse("commissions:pdf", args=[row.pk])
    first, again = (b"".join(signed_in_client(pair.inside).post(url)) for _turn in range(2))  # an answer is its bytes
    assert first.startswith(b"%PDF")
    assert first == again
    assert Document.objects.filter(about_kind="pay_statement", about_id=row.pk).count() == 1


def test_a_manager_reads_the_team_only_under_a_works_agreement() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    run = released()
    client = signed_in_client(pair.manager)
    assert "216.05" not in page_of(client, reverse("commissions:run", args=[run.pk]))
    WorksAgreement.objects.create(title="E", purpose=Purpose.RESULTS, audience={"manager"}, start=date(2026, 1, 1))
    assert "216.05" in page_of(client, statement_url(pair.inside.pk) + MONTH)
    assert "216.05" in page_of(client, reverse("commissions:run", args=[run.pk]))
    assert signed_in_client(a_pair().manager).get(statement_url(pair.inside.pk)).status_code == 404


def test_payroll_reads_what_is_released_and_no_customers() -> None:
    pair = a_pair(name="Molkerei Nord")
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    released()
    client = signed_in_client(a_payroll())
    text = page_of(client, statement_url(pair.inside.pk) + MONTH)
    assert "216.05" in text
    assert "Molkerei" not in text
    assert "Nothing to read" in page_of(client, statement_url(pair.inside.pk) + "?month=2026-10")


def test_the_joint_page_shows_both_shares_of_a_pool_and_never_the_others_target_pay() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair, [{"id": "pool", "rate": "10 %"}, TARGET], targets={"inside": 700, "field": 900})
    sold(pair, 1_000_00)
    released()
    url = reverse("commissions:joint", args=[pair.tandem.pk]) + MONTH
    text = page_of(signed_in_client(pair.inside), url)
    assert {"€85.00", "€15.00", "€100.00", "€700.00"} <= {word.strip() for word in text.replace("<", ">").split(">")}
    assert "900.00" not in text
    assert "700.00" not in page_of(signed_in_client(pair.field), url)
    for person in (pair.manager, a_pair().inside, an_employee(["payroll"])):
        assert signed_in_client(person).get(url).status_code == 403


def test_who_sits_there_now_reads_nothing_of_who_sat_there_before() -> None:
    pair, successor = a_pair(), an_employee(["field"])
    plan_of_pair(pair)
    sold(pair, 1_000_00)
    released()
    pair.tandem.seats.filter(role="field").update(end=date(2026, 10, 1))
    pair.tandem.seats.create(role="field", employee=successor, start=date(2026, 10, 1))
    url = reverse("commissions:joint", args=[pair.tandem.pk]) + MONTH
    assert "50.00" not in page_of(signed_in_client(successor), url)
    assert "50.00" in page_of(signed_in_client(pair.inside), url)


def test_todays_figure_is_there_at_once_and_only_for_its_owner() -> None:
    pair = a_pair()
    now = timezone.now()
    plan_of_pair(pair, start_of_year())
    an_order(pair.customer, [a_line(2_000_00)], confirmed=True, ordered_on=timezone.localdate(now), at=now)
    accrue(at=timezone.now())
    accrue(at=timezone.now())
    today = Accrual.objects.filter(period=f"{timezone.localdate():%Y-%m}")
    assert dict(today.values_list("employee", "earned_cents")) == {pair.inside.pk: 100_00, pair.field.pk: 100_00}
    client, number = signed_in_client(pair.inside), Order.objects.get().number
    assert "€100.00" in page_of(client, "/commission/today/")
    ask = f"/commission/questions/new/?month={timezone.localdate():%Y-%m}&order={number}"
    assert ask.replace("&", "&amp;") in page_of(client, "/commission/?line=1")
    assert f"{number}: </textarea>" in page_of(client, ask)
    assert "100.00" not in page_of(signed_in_client(pair.manager), "/commission/today/")
    assert not Posting.objects.exists()


def start_of_year() -> list[dict[str, Any]]:
    return [{"id": "pool", "rate": "10 %"}]


def test_the_extract_holds_every_line_and_its_sum_is_the_pay() -> None:
    pair = a_pair((85, 15), name="Molkerei Nord")
    plan_of_pair(pair)
    first, second = sold(pair, 1_000_01), sold(pair, 99)
    pay(an_invoice(pair, first), 1_190_00, pair)
    released()
    answer = signed_in_client(pair.inside).get("/commission/extract/?from=2026-09&to=2026-09")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row[5] for row in rows[1:]] == [first.number, second.number]
    assert [row[9] for row in rows[1:]] == [f"{TODAY} 1,190.00 EUR", ""]
    assert [row[13] for row in rows[1:]] == ["1: 10 % × 1,000.01 EUR", "1: 10 % × 0.99 EUR"]
    assert [row[14] for row in rows[1:]] == ["85.00", "0.09"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_hangs_on_target_pay_stands_by_its_name_in_the_extract_and_on_paper() -> None:
    pair = a_pair()
    plan_of_pair(pair, [TARGET], targets={"*": 700})
    order = sold(pair, 1_000_00)
    row = RunPerson.objects.get(run=released(), employee=pair.inside)
    answer = signed_in_client(pair.inside).get("/commission/extract/?from=2026-09&to=2026-09")
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1:]
    assert [line[3] for line in lines] == [TARGET["title"], f"Order {order.number}"]
    assert '"text": "Ziel"' in json.dumps(list(statement_paper(row, "de").blocks))


def test_a_statement_of_thousands_of_lines_needs_twelve_statements_at_most() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    day = date(2026, 9, 3)
    post([Draft(pair.inside.pk, "earn", 5, "EUR", day, f"x|{number}") for number in range(5_000)], period="2026-09")
    client = signed_in_client(pair.inside)
    client.get("/commission/")
    with CaptureQueriesContext(connection) as caught:
        text = page_of(client, f"/commission/{MONTH}")
    own = [row["sql"] for row in caught.captured_queries if "commissions_" in row["sql"]]
    assert "€250.00" in text
    assert "5,000 lines" in text
    assert "after=50" in text
    assert len(own) <= 12, own


def test_events_about_pay_tell_no_amounts() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    released()
    client = signed_in_client(pair.inside)
    form = {"kind": "dispute", "text": "Mir fehlen 99,17", "claimed": "315.22", "once": "k"}
    assert client.post(f"/commission/questions/new/{MONTH}", form).status_code == 302
    told = " ".join(str(event.data) for event in Event.objects.filter(verb__regex=r"^(run|pay|adjustment)\."))
    assert "pay.asked" in set(Event.objects.values_list("verb", flat=True))
    assert not any(figure in told for figure in ("216", "432", "99,17", "315", "31522"))


def test_what_an_open_quote_would_bring_posts_nothing() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    quote = Quote.objects.create(
        number="A-1", customer=pair.customer, tandem=pair.tandem, currency="EUR", status="sent", net_cents=7_333_33,
        created_at=timezone.now(),
    )  # fmt: skip
    client, before = signed_in_client(pair.inside), LedgerHead.objects.count()
    assert "A-1" in page_of(client, "/commission/what-if/")
    text = page_of(client, f"/commission/what-if/?quote={quote.pk}&quote=x")
    assert text.count("€623.33") == 3  # what it would be, what it adds, and by which block
    assert "A-1" not in page_of(signed_in_client(a_pair().inside), f"/commission/what-if/?quote={quote.pk}")
    assert (Posting.objects.count(), LedgerHead.objects.count()) == (0, before)


def test_an_open_quote_of_somebody_who_never_bought_counts_as_a_first_order() -> None:
    pair = a_pair((1, 1))
    plan_of_pair(pair, [{"id": "new", "title": "Neukunde", "rate": "12 %", "where": {"new": ["yes"]}}])
    made = {
        "customer": pair.customer,
        "tandem": pair.tandem,
        "currency": "EUR",
        "status": "sent",
        "net_cents": 1_000_00,
    }
    one, two = (Quote.objects.create(number=name, created_at=timezone.now(), **made) for name in ("A-1", "A-2"))
    url = f"/commission/what-if/?quote={one.pk}&quote={two.pk}"
    assert "+ €60.00" in page_of(signed_in_client(pair.inside), url)
    an_order(pair.customer, [a_line(1)], confirmed=True, ordered_on=date(2020, 1, 1), at=timezone.now())
    assert "Neukunde" not in page_of(signed_in_client(pair.inside), url)


def test_an_open_quote_is_reckoned_line_by_line_where_the_plan_counts_lines() -> None:
    pair = a_pair((100, 0))
    plan_of_pair(pair, [POOL | {"trigger": "line", "rate": "10 %", "where": {"group": ["Pumpen"]}}])
    pump, motor = a_product(group="Pumpen", cost=None), a_product(group="Motoren", cost=None)
    lines = [
        QuoteLine(unit_price=300_0000, product_id=pump.pk),
        QuoteLine(unit_price=500_0000, product_id=motor.pk),
        QuoteLine(unit_price=900_0000, product_id=pump.pk, optional=True),
    ]
    quote = a_sent(pair.customer, actor_of(pair.inside), lines)
    page = page_of(signed_in_client(pair.inside), f"/commission/what-if/?quote={quote.pk}")
    assert "€30.00" in page  # of the 300 for pumps; nothing of what is on request only

"""Pages of plans: a block by its form, the same as TOML, errors at fields, constant statements."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tandem.commissions.models import Plan, PlanMember, PlanVersion
from tandem.commissions.names import person_id, tandem_id
from tandem.core.tests.browser import forms_of
from tandem.orders.tests.factories import a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import POOL, a_plan, plan_of_pair

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def manager() -> Employee:
    return an_employee(["manager"], language="en")


@pytest.fixture
def client(manager: Employee) -> Client:
    return signed_in_client(manager)


def url(name: str, *args: Any) -> str:
    return reverse(f"commissions:{name}", args=args)


def begin(client: Client, model: str = "empty") -> PlanVersion:
    client.post(url("new_plan"), {"name": "Nord", "start": "2027-01-01", "model": model, "once": "k"})
    return PlanVersion.objects.get()


def sent_form(client: Client, address: str, **values: Any) -> Any:
    page = client.get(address).content.decode()
    form = max(forms_of(page), key=lambda one: len(one.values))
    return client.post(address, form.values | {name: [value] for name, value in values.items()})


def test_a_plan_is_built_block_by_block(client: Client) -> None:
    row = begin(client)
    tiers = {"tiers-0-from": "0", "tiers-0-rate": "3 %", "tiers-1-from": "50.000,00", "tiers-1-rate": "5 %"}
    answer = sent_form(client, url("new_block", row.pk), title="Umsatz Nord", mode="marginal", **tiers)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.document["components"] == [
        {
            "title": "Umsatz Nord",
            "mode": "marginal",
            "tiers": [{"from": "0", "rate": "3 %"}, {"from": "50.000,00", "rate": "5 %"}],
            "id": "umsatz-nord",
        }
    ]
    page = client.get(url("plan_version", row.pk)).content.decode()
    assert "Umsatz Nord" in page
    assert "<polyline" in page
    example = client.get(url("plan_example", row.pk), {"amount": "120,000"}).content.decode()
    assert "5,000.00" in example  # 1,500 and 3,500
    assert sent_form(client, url("block", row.pk, 0), **{"gate.at": "80 %"}).status_code == 302
    row.refresh_from_db()
    assert row.document["components"][0]["gate"] == {"at": "80 %"}
    answer = client.post(url("block_removal", row.pk, 0), {"version": row.version})
    row.refresh_from_db()
    assert (answer.status_code, row.document["components"]) == (302, [])


def test_rows_of_single_tandems_say_whose_they_are_and_none_is_lost(client: Client) -> None:
    people = [an_employee(["inside"]) for _turn in range(3)]
    quotas = [{"person": person_id(people[turn % 3].pk), "amount": str(1000 + turn)} for turn in range(35)]
    row = begin(client)
    row.document = row.document | {"components": [POOL | {"quotas": quotas}]}
    row.save()
    page = client.get(url("block", row.pk, 0)).content.decode()
    assert all(page.count(f'<option value="{person_id(one.pk)}" selected>{one}</option>') > 10 for one in people)
    assert sent_form(client, url("block", row.pk, 0), title="Anders").status_code == 302
    row.refresh_from_db()
    assert row.document["components"][0]["title"] == "Anders"
    assert row.document["components"][0]["quotas"] == quotas


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(client: Client) -> None:
    row = begin(client)
    values = {"title": "Umsatz", "tiers-0-from": "0", "tiers-0-rate": "3 %", "tiers-2-from": "5", "tiers-2-rate": "x"}
    answer = sent_form(client, url("new_block", row.pk), **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_tiers-2-rate_error"' in page
    assert 'value="3 %"' in page
    row.refresh_from_db()
    assert row.document["components"] == []


def test_the_same_document_as_toml(client: Client) -> None:
    row = begin(client, "joint")
    before = row.document
    assert sent_form(client, url("plan_toml", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.document == before
    text = 'schema = 1\nname = "Nord"\nfrom = 2027-02-01\n[[components]]\nid = "a"\nrat = "3 %"\n'
    answer = sent_form(client, url("plan_toml", row.pk), text=text)
    assert answer.status_code == 422
    assert "components[0].rat" in answer.content.decode()
    assert sent_form(client, url("plan_toml", row.pk), text=text.replace("rat ", "rate ")).status_code == 302
    row.refresh_from_db()
    assert (row.start, row.document["components"]) == (date(2027, 2, 1), [{"id": "a", "rate": "3 %"}])


def test_the_frame_holds_dates_target_pay_and_draws(client: Client) -> None:
    row = begin(client)
    values = {"targets-0-role": "*", "targets-0-amount": "1200", "draws-0-floor": "2000", "note": "Neu"}
    assert sent_form(client, url("plan_frame", row.pk), start="2027-03-01", **values).status_code == 302
    row.refresh_from_db()
    assert (row.start, row.note, row.document["targets"]) == (date(2027, 3, 1), "Neu", {"*": "1200"})
    assert row.document["draws"] == [{"floor": "2000"}]
    answer = sent_form(client, url("plan_frame", row.pk), **{"draws-0-floor": "lots"})
    assert answer.status_code == 422
    assert 'id="id_draws-0-floor_error"' in answer.content.decode()


def test_a_form_sent_twice_counts_once_and_a_stale_one_is_told(client: Client) -> None:
    row = begin(client)
    address = url("new_block", row.pk) + "?kind=spif"
    form = max(forms_of(client.get(address).content.decode()), key=lambda one: len(one.values)).values
    values = form | {"title": ["Messe"], "amount": ["50"]}
    assert [client.post(address, values).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert len(row.document["components"]) == 1
    assert client.post(address, values | {"once": ["other"]}).status_code == 409


def test_who_is_paid_reads_their_plan_in_words_and_accepts() -> None:
    person = an_employee(["inside"], language="en")
    row = a_plan([person], [POOL], start=date(2026, 1, 1))
    client = signed_in_client(person)
    assert "Topf" in client.get(url("own_plan")).content.decode()
    assert client.get(url("plan_version", row.pk)).status_code == 302
    assert client.post(url("plan_acceptance", row.pk)).status_code == 302
    assert row.acceptances.get().employee == person
    assert "accepted" in client.get(url("own_plan")).content.decode()


def test_who_is_paid_reads_their_own_quota_and_target_pay_and_of_the_partners_nothing() -> None:
    pair = a_pair()
    here, theirs = person_id(pair.inside.pk), person_id(pair.field.pk)
    rows = [{"person": here, "amount": 1234}, {"person": theirs, "amount": 5678}]
    goal = {"id": "goal", "kind": "target", "weight": 100, "level": "person", "quotas": rows}
    plan_of_pair(pair, [goal], targets={"inside": 700, "field": 900})
    page = signed_in_client(pair.inside).get(url("own_plan")).content.decode()
    assert "own quota 1,234.00 EUR" in page
    assert "target pay 700.00 EUR per month" in page
    assert not re.search("5,678|900.00", page)


def test_statements_do_not_grow(client: Client, django_assert_max_num_queries: Any, manager: Employee) -> None:
    counts = []
    for more in (1, 1, 2):  # the first one also asks what is asked but once in a process
        for _ in range(more):
            row = a_plan([an_employee(["inside"])], [POOL], start=date(2026, 1, 1))
            PlanMember.objects.create(
                plan=Plan.objects.earliest("pk"), employee=an_employee(["field"]), start=row.start
            )
        with django_assert_max_num_queries(24) as listed:
            client.get(url("plans"))
        with django_assert_max_num_queries(24) as shown:
            client.get(url("plan_version", PlanVersion.objects.earliest("pk").pk))
        counts.append((len(listed), len(shown)))
    assert counts[1] == counts[2]


def test_what_only_toml_could_say_has_a_field_and_comes_back_as_it_was(client: Client) -> None:
    pair, row = a_pair(), begin(client)
    quotas = [{"tandem": tandem_id(pair.tandem.pk), "amount": "9000"}, {"role": "field", "amount": "1"}]
    quotas += [{"person": person_id(pair.field.pk), "amount": "5000"}, {"tandem": "t999999", "amount": "1"}]
    measures = [{"measure": "revenue", "where": {"class": ["A", "B"]}, "quota": "100", "weight": "1"}]
    target = {"id": "z", "title": "Ziel", "kind": "target", "weight": "100 %", "measures": measures, "quotas": quotas}
    draws = [{"floor": "2000", "roles": ["inside", "lead"], "prorate": False}, {"floor": "5"}]
    rest = {"zone": "Europe/Zurich", "rates": {"CHF": "1.05"}, "draws": draws, "components": [target]}
    row.document = {
        key: value for key, value in row.document.items() if key != "period"
    } | rest  # month is told by none
    row.save()
    before = row.document
    for address in (url("plan_frame", row.pk), url("block", row.pk, 0)):
        answer = sent_form(client, address)
        assert answer.status_code == 302, re.findall(r'id="id_[^"]+_error">[^<]*', answer.content.decode())
        row.refresh_from_db()
        assert row.document == before


def test_a_quota_of_one_tandem_is_chosen_by_its_name(client: Client) -> None:
    pair, row = a_pair(), begin(client)
    address = url("new_block", row.pk) + "?kind=target"
    assert pair.tandem.name in client.get(address).content.decode()
    values = {"quotas-0-amount": "9000", "quotas-0-whose": tandem_id(pair.tandem.pk)}
    values |= {"measures-0-measure": "count", "measures-0-where": "class = A", "measures-0-weight": "1"}
    answer = sent_form(client, address, title="Ziel", weight="100 %", **values)
    assert answer.status_code == 302, re.findall(r'id="id_[^"]+_error">[^<]*', answer.content.decode())
    row.refresh_from_db()
    block = row.document["components"][0]
    assert block["quotas"] == [{"tandem": tandem_id(pair.tandem.pk), "amount": "9000"}]
    assert block["measures"] == [{"measure": "count", "where": {"class": "A"}, "weight": "1"}]
    frame: dict[str, Any] = {"zone": "Mond", "draws-0-floor": "2000", "draws-0-prorate": "no"}
    answer = sent_form(client, url("plan_frame", row.pk), **frame)
    assert 'id="id_zone_error"' in answer.content.decode()
    frame |= {"zone": "Europe/Zurich", "draws-0-roles": "inside"}
    assert sent_form(client, url("plan_frame", row.pk), **frame).status_code == 302
    row.refresh_from_db()
    assert row.document["draws"] == [{"floor": "2000", "roles": ["inside"], "prorate": False}]
    assert row.document["zone"] == "Europe/Zurich"

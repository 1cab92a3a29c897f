"""Nothing of the company is forgotten: every table goes along or is named with the reason why not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.models import Event, SearchRow
from tandem.customers.models import Contact, Customer, Site
from tandem.exchange.company.codec import codec_of
from tandem.exchange.company.holdings import LEFT_OUT, ROWS, SIGN_IN, TOLD_AS, Holding, holdings, tables
from tandem.exchange.company.schema import package, resource
from tandem.exchange.models import Import
from tandem.people.models import Employee, Team, WorkingTime
from tandem.tandems.models import Seat

ALL = {model._meta.label: model for model in tables()}


def test_every_table_goes_along_or_is_left_out_for_a_reason() -> None:
    plain = {one.label for one in holdings(sign_in=False)}
    full = {one.label for one in holdings(sign_in=True)}
    assert sorted(ALL.keys() - full - LEFT_OUT.keys()) == [], "name it in holdings.py with the reason"
    assert full - plain == {"mfa.Authenticator"}
    assert not full & LEFT_OUT.keys()
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())
    assert {*LEFT_OUT, *SIGN_IN, *ROWS, *TOLD_AS} <= ALL.keys()


def test_what_is_left_out_is_nothing_that_a_row_needs() -> None:
    for one in holdings(sign_in=True):
        kept = {column.field for column in one.columns}
        dropped = [field for field in one.model._meta.concrete_fields if field not in kept and not field.generated]
        assert [field.attname for field in dropped if not field.null] == [], one.label
    assert [f.attname for f in Import._meta.concrete_fields if f.attname not in names(Holding(Import))] == ["job_id"]


def names(one: Holding) -> list[str]:
    return [column.name for column in one.columns]


def test_secrets_stay_unless_asked_for() -> None:
    assert {"password", "last_login"} & {*names(Holding(Employee))} == set()
    assert {"password", "last_login"} <= {*names(Holding(Employee, sign_in=True))}


def test_what_others_need_comes_first() -> None:
    order = [one.model for one in holdings(sign_in=False)]
    places = {model: place for place, model in enumerate(order)}
    assert len(places) == len(order)
    for one in holdings(sign_in=False):
        for column in one.columns:
            if column.target is not None and column.target is not one.model and not column.field.null:
                assert places[column.target] < places[one.model], (one.label, column.name)


def test_the_description_is_told_from_the_models_in_english_whatever_the_language() -> None:
    with translation.override("de"):
        told = resource(Holding(Site))
        whole = json.dumps(package([resource(one) for one in holdings(sign_in=True)], sign_in=True))
    with translation.override("en"):
        assert told == resource(Holding(Site))
    assert "Standort" not in whole
    schema = told["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert told["description"] == "An address of a customer."
    assert (schema["primaryKey"], [key["fields"] for key in schema["foreignKeys"]]) == (["id"], [["customer_id"]])
    assert schema["foreignKeys"][0]["reference"] == {"resource": "customers-customer", "fields": ["id"]}
    assert fields["street"]["title"] == "street and number"
    assert fields["street"]["constraints"] == {"required": True, "maxLength": 120}
    assert fields["street"]["missingValues"] == []
    assert fields["source_key"]["missingValues"] == ["\\N"]
    assert fields["source_key"]["constraints"] == {"unique": True, "maxLength": 60}
    assert fields["latitude"]["type"] == "number"
    lifecycle = next(field for field in resource(Holding(Customer))["schema"]["fields"] if field["name"] == "lifecycle")
    assert {"value": "prospect", "label": "Prospect"} in lifecycle["categories"]


def test_every_reference_of_the_description_leads_to_a_resource() -> None:
    told = {one.name: resource(one) for one in holdings(sign_in=True)}
    for one in told.values():
        columns = {field["name"] for field in one["schema"]["fields"]}
        for key in one["schema"].get("foreignKeys", []):
            there = told[key["reference"]["resource"]]["schema"]
            assert there["primaryKey"] == key["reference"]["fields"]
            assert set(key["fields"]) <= columns


FIELDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (Customer._meta.get_field("agreements"), st.text() | st.sampled_from(["", "\\N", "\\\\N", "\\"])),
    "text or nothing": (Customer._meta.get_field("source_key"), st.none() | st.text() | st.just("\\N")),
    "whole": (Event._meta.get_field("actor_id"), st.none() | st.integers(-(2**63), 2**63 - 1)),
    "reference": (Contact._meta.get_field("knows_best"), st.none() | st.integers(1, 2**63 - 1)),
    "flag": (Customer._meta.get_field("restricted"), st.booleans()),
    "number": (Site._meta.get_field("latitude"), st.none() | st.floats(allow_nan=False, allow_infinity=False)),
    "day": (Seat._meta.get_field("end"), st.none() | st.dates()),
    "moment": (Event._meta.get_field("at"), st.datetimes(min_value=datetime(2, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
    "time": (WorkingTime._meta.get_field("start"), st.times()),
    "uuid": (Event._meta.get_field("trail"), st.uuids()),
    "json": (
        Event._meta.get_field("data"),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_comes_back_as_it_was(name: str) -> None:
    field, values = FIELDS[name]
    codec = codec_of(field)

    @given(values)
    def there_and_back(value: Any) -> None:
        text = codec.text(value)
        found = codec.value(text)
        assert (type(found), found) == (type(value), value)
        assert codec.text(found) == text

    there_and_back()


def test_a_set_of_words_comes_back_as_the_column_keeps_it() -> None:
    codec = codec_of(Employee._meta.get_field("roles"))
    assert codec.text(frozenset({"manager", "admin"})) == "admin manager"
    assert codec.value("admin manager") == "admin manager"


@pytest.mark.parametrize(
    ("model", "field", "text"),
    [
        (Event, "actor_id", "1.0"),
        (Event, "actor_id", "01"),
        (Event, "actor_id", "-0"),
        (Event, "actor_id", "١"),
        (Event, "actor_id", str(2**63)),
        (Event, "at", "2026-11-24"),
        (Event, "at", "2026-11-24T09:00:00+01:00"),
        (Event, "trail", "641A0B87-47D7-4DC8-A372-A11C3A1DED29"),
        (Event, "data", "{"),
        (Customer, "restricted", "yes"),
        (Site, "latitude", "nan"),
        (Site, "latitude", "1e400"),
        (Site, "latitude", "48.40"),
        (Seat, "start", "2026-02-30"),
        (Seat, "start", "20261124"),
        (WorkingTime, "start", "8:00"),
    ],
)
def test_what_was_never_written_is_not_read(model: Any, field: str, text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        codec_of(model._meta.get_field(field)).value(text)


def test_what_runs_here_is_told_as_stopped() -> None:
    [state] = [column for column in Holding(Import).columns if column.name == "state"]
    assert [state.codec.text(value) for value in ("running", "reverting", "done")] == ["stopped", "stopped", "done"]


def test_names_are_those_of_the_tables() -> None:
    assert (Holding(Team).name, Holding(Team).path) == ("people-team", "data/people-team.csv")
    assert Group._meta.label in LEFT_OUT
    assert SearchRow._meta.label in LEFT_OUT

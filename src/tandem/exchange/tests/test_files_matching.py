"""Columns find their fields by German and English names and by the layouts of other programs."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

import tandem.exchange
from tandem.exchange.files.matching import KINDS, fold, guess_kind, known_names, layout_of, match_columns
from tandem.exchange.reading import Row

pytestmark = pytest.mark.once

LAYOUTS = tomllib.loads((Path(tandem.exchange.__path__[0]) / "layouts.toml").read_text(encoding="utf-8"))

FIELDS = {
    "customer": "number name short_name external_id customer_class customer_group lifecycle industry vat_id phone "
    "email website language currency payment_days agreements since team tandem street extra postcode town region "
    "country latitude longitude opening_hours",
    "site": "customer customer_name customer_external_id name is_main street extra postcode town region country "
    "latitude longitude opening_hours",
    "contact": "customer customer_name customer_external_id external_id salutation first_name last_name full_name "
    "function buying_role language email phone mobile form_of_address channel good_times avoid is_first street extra "
    "postcode town region country customer_phone website",
    "lead": "company external_id wish source state town country phone email website holder need budget decides "
    "needed_by note reason salutation first_name last_name full_name function mobile language",
    "opportunity": "number external_id title customer customer_name customer_external_id contact pipeline stage state "
    "value_cents currency own_chance_ppm close_on closed_on source holder competitor reason text",
    "product": "number name group description unit list_price cost tax_class currency weight_grams sold_from sold_to",
    "price": "price_list product from_quantity unit_price currency valid_from last_day valid_to customer_group "
    "customer",
    "order": "number customer customer_name ordered_on customer_reference status product text quantity unit unit_price "
    "discount net remark wanted_on promised_on",
    "delivery": "order position product quantity total delivered_on promised_on number note",
    "invoice": "number order customer customer_name issued_on due_on net tax_rate tax gross currency",
    "payment": "number invoice received_on amount kind currency",
    "credit_note": "number order issued_on cause reason position product quantity net",
    "employee": "email first_name last_name full_name roles team personnel_number cost_centre phone job_title language "
    "joined_on",
}


def matched(header: Sequence[str], kind: str) -> dict[str, str]:
    return {field: header[column] for field, column in match_columns(header, kind).items()}


def test_every_field_of_the_wizard_has_names_and_no_other_is_there() -> None:
    assert tuple(FIELDS) == KINDS
    for kind, fields in FIELDS.items():
        assert set(LAYOUTS[kind]["fields"]) == set(fields.split())
        assert set(LAYOUTS[kind]["signs"]) <= set(fields.split())
        assert {field for needed in LAYOUTS[kind]["needs"] for field in needed} <= set(fields.split())
    for layout in LAYOUTS["layouts"]:
        assert set(layout["fields"]) <= set(FIELDS[layout["kind"]].split())
        assert len(set(map(fold, layout["marks"]))) == len(layout["marks"]) >= layout["least"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_our_own_names_of_fields_matches_in_full(kind: str) -> None:
    header = FIELDS[kind].split()
    assert matched(header, kind) == {field: field for field in header}


@pytest.mark.parametrize("layout", LAYOUTS["layouts"], ids=lambda one: f"{one['name']}-{one['kind']}")
def test_each_layout_is_known_and_matches_its_own_names(layout: dict[str, object]) -> None:
    fields = layout["fields"]
    marks = layout["marks"]
    assert isinstance(fields, dict)
    assert isinstance(marks, list)
    header = [names[0] for names in fields.values()]
    header += [mark for mark in marks if fold(mark) not in set(map(fold, header))]
    assert layout_of(header) == layout["name"]
    kind = guess_kind(header, [])
    assert kind is not None
    assert kind == layout["kind"]
    found = matched(header, kind)
    assert {field: found.get(field) for field in fields} == {field: names[0] for field, names in fields.items()}


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        (
            [
                "Kd.-Nr.",
                "Firma",
                "STRASSE",
                "PLZ",
                "Ort",
                "Telefon",
                "E-Mail",
                "USt-IdNr.",
                "Zahlungsziel (Tage)",
                "Branche",
            ],
            "customer",
            ["number", "name", "street", "postcode", "town", "phone", "email", "vat_id", "payment_days", "industry"],
        ),
        (
            [
                "Customer No.",
                "Company Name",
                "Address Line 1",
                "Zip Code",
                "City",
                "Country",
                "Phone Number",
                "VAT number",
            ],
            "customer",
            ["number", "name", "street", "postcode", "town", "country", "phone", "vat_id"],
        ),
        (
            ["Kundennummer", "Standort", "Straße", "Postleitzahl", "Stadt", "Hauptstandort"],
            "site",
            ["customer", "name", "street", "postcode", "town", "is_main"],
        ),
        (
            ["Firma", "Anrede", "Vorname", "Nachname", "Funktion", "E-Mail-Adresse", "Telefon", "Handy"],
            "contact",
            ["customer_name", "salutation", "first_name", "last_name", "function", "email", "phone", "mobile"],
        ),
        (["Name", "Vorname", "Firma", "eMail"], "contact", ["last_name", "first_name", "customer_name", "email"]),
        (
            ["Art.-Nr.", "Bezeichnung", "Warengruppe", "ME", "VK-Preis", "EK-Preis"],
            "product",
            ["number", "name", "group", "unit", "list_price", "cost"],
        ),
        (["SKU", "Product name", "Price (EUR)"], "product", ["number", "name", "list_price"]),
        (
            ["Preisliste", "Artikelnummer", "Ab Menge", "Preis"],
            "price",
            ["price_list", "product", "from_quantity", "unit_price"],
        ),
        (
            ["Auftragsnummer", "Kundennummer", "Auftragsdatum", "Artikelnummer", "Menge", "Einzelpreis", "Rabatt %"],
            "order",
            ["number", "customer", "ordered_on", "product", "quantity", "unit_price", "discount"],
        ),
        (
            ["Order number", "Customer", "Order date", "SKU", "Qty", "Unit price", "Line total"],
            "order",
            ["number", "customer_name", "ordered_on", "product", "quantity", "unit_price", "net"],
        ),
        (
            ["Personalnummer", "Vorname", "Nachname", "E-Mail", "Kostenstelle", "Eintrittsdatum"],
            "employee",
            ["personnel_number", "first_name", "last_name", "email", "cost_centre", "joined_on"],
        ),
    ],
)
def test_german_and_english_tables(header: list[str], kind: str, columns: list[str]) -> None:
    assert guess_kind(header, []) == kind
    assert matched(header, kind) == dict(zip(columns, header, strict=True))


def test_a_table_of_other_things_is_not_guessed() -> None:
    assert guess_kind(["hour", "temperature", "place"], []) is None
    assert guess_kind(["Opportunity ID", "Account", "Name", "Industry", "Phone"], []) is None
    assert guess_kind([], []) is None


def test_columns_without_a_cell_say_nothing_about_the_kind() -> None:
    header = ["Name", "Ort", "Vorname", "Nachname", "Kundenklasse", "Branche"]
    assert guess_kind(header, [Row(2, ["Bär GmbH", "Köln", "", "", "A", "Bau"])]) == "customer"


def test_names_are_compared_without_case_marks_and_umlauts() -> None:
    assert fold("Straße (geschäftlich)") == fold("STRASSE_GESCHAEFTLICH") == "strassegeschaeftlich"
    assert fold("FirstName") == fold("first name") == "firstname"
    assert fold("AccountNumber__c") == fold("Account Number")
    assert matched(["Telefonnumer", "Kundenamme"], "customer") == {"phone": "Telefonnumer", "name": "Kundenamme"}


def test_a_column_serves_one_field_only() -> None:
    found = match_columns(["Name", "Name", "E-Mail", "E-Mail 2"], "contact")
    assert len(set(found.values())) == len(found)
    assert known_names(["Kundennummer", "Firma", "42", ""]) == 2

"""From rows to records: values, bad rows, and what they take with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tandem.exchange.mapping import Records, map_records
from tandem.exchange.profile import FOLDER, ProfileError, load_profile
from tandem.exchange.reading import InputRefused, check_folder
from tandem.exchange.report import FileReport, Report, write_error_files
from tandem.exchange.settling import settle
from tandem.exchange.tables import load_tables

from .folder import company, edit, read_text, write_folder

PROFILE = load_profile("adventureworks")
HEADER, DETAIL = "SalesOrderHeader.csv.gz", "SalesOrderDetail.csv.gz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "company")


def read(folder: Path) -> tuple[Records, dict[str, FileReport]]:
    """Everything up to the database: settled records, reports by file."""
    tables = load_tables(PROFILE, check_folder(folder, list(PROFILE.files)))
    records = map_records(PROFILE, tables)
    settle(records, tables, {})
    return records, {table.report.file: table.report for table in tables.values()}


def refused(reports: Mapping[str, FileReport]) -> dict[str, list[int]]:
    """The refused lines per file."""
    return {name: sorted(report.refused) for name, report in reports.items() if report.refused}


def keys(records: Records) -> dict[str, list[str]]:
    return {kind: sorted(found) for kind, found in records.items()}


def test_a_clean_folder_gives_its_records_and_no_complaint(folder: Path) -> None:
    records, reports = read(folder)
    assert refused(reports) == {}
    assert keys(records) == {
        "team": ["Europe", "Head office", "North America", "Pacific"],
        "employee": ["17", "18", "251", "260", "273", "274", "275", "276"],
        "product": ["1", "776", "777"],
        "customer": ["292", "294", "296"],
        "site": ["10", "11", "12", "13"],
        "contact": ["291", "293", "295"],
        "order": ["43659", "43660", "43661", "43662"],
        "order_line": ["1", "2", "3", "5", "6", "7"],
    }
    assert reports[HEADER].read == 5


def test_values_come_through_paths_maps_and_constants(folder: Path) -> None:
    records, _reports = read(folder)
    assert records["customer"]["294"].values == {
        "number": "AW00000002",
        "name": "Radhaus, Müller & Söhne",
        "team": "Europe",
        "seller": "276",
        "industry": "Bicycle store",
        "language": "de",
    }
    contact = records["contact"]["293"].values
    assert (contact["salutation"], contact["buying_role"], contact["function"]) == (
        "Ms.",
        "buyer",
        "Purchasing Manager",
    )
    assert (contact["phone"], contact["mobile"]) == ("555-0293", "")
    assert records["employee"]["274"].values["roles"] == {"field", "manager"}
    assert records["employee"]["276"].values["email"] == "josé276@example.test"
    assert records["product"]["776"].values["sold_to"] == date(2012, 5, 30)
    assert records["product"]["776"].values["list_price"] == 33749900


def test_orders_get_cents_and_lines_that_sum_to_them(folder: Path) -> None:
    records, _reports = read(folder)
    order = records["order"]["43659"].values
    assert order["net"] == 404999
    assert [line.values["net"] for line in order["lines"]] == [202500, 202499]
    assert records["order"]["43660"].values["net"] == 2020


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "lost"),
    [
        (HEADER, 2, "4049.9877", "4,049", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "4049.9877", "abc", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "4049.9877", "4049.9977", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "2011-06-01", "2011-06-31", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "29825", "99999", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "29825", "11000", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "275", "", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, ",0,", ",?,", {HEADER: [2], DETAIL: [2, 3]}),
        (HEADER, 2, "PO1", "P\0O", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "2024.9937,0", "x,0", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "43659,2", "43659,two", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "776", "9999", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, ",1,776", ",0,776", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, ",1,776", ",-1,776", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "43659", "77777", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "43659,2,1,776", "43659,2,1,7,76", {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 3, "43659", '"43659', {HEADER: [2], DETAIL: [2, 3]}),
        (DETAIL, 5, "3578.27", "abc", {}),  # a consumer's line is none of ours
    ],
)
def test_an_order_goes_in_whole_or_not_at_all(
    folder: Path, file: str, line: int, old: str, new: str, lost: dict[str, list[int]]
) -> None:
    edit(folder / file, line, old, new)
    records, reports = read(folder)
    assert refused(reports) == lost
    assert sorted(records["order"]) == (["43660", "43661", "43662"] if lost else ["43659", "43660", "43661", "43662"])
    assert {line.values["order"] for line in records["order_line"].values()} == set(records["order"])


def test_reasons_name_the_cell_and_what_it_took_along(folder: Path) -> None:
    edit(folder / DETAIL, 3, "776", "9999")
    _records, reports = read(folder)
    reasons = {(name, one.line): one.reason for name in (HEADER, DETAIL) for one in reports[name].in_order()}
    assert "9999" in reasons[DETAIL, 3]
    assert DETAIL in reasons[HEADER, 2]
    assert "3" in reasons[HEADER, 2]
    assert "43659" in reasons[DETAIL, 2]


def test_a_line_given_twice_is_refused_and_its_order_is_still_whole(folder: Path) -> None:
    path = folder / "Store.csv"
    path.write_text(read_text(path) + read_text(path).splitlines()[1] + "\n")
    records, reports = read(folder)
    assert refused(reports) == {"Store.csv": [5]}
    assert len(records["customer"]) == 3


def test_a_lost_line_is_noticed_by_the_sum(folder: Path) -> None:
    rows = [row for row in company()["SalesOrderDetail"] if row["SalesOrderDetailID"] != "2"]
    write_folder(folder, {"SalesOrderDetail": rows})
    _records, reports = read(folder)
    assert refused(reports) == {HEADER: [2], DETAIL: [2]}


def test_a_bad_store_takes_its_sites_contacts_and_orders_along(folder: Path) -> None:
    edit(folder / "Store.csv", 2, "Next-Door Bikes ", " " * 3)
    records, reports = read(folder)
    assert keys(records)["customer"] == ["294", "296"]
    assert keys(records)["order"] == ["43660"]
    assert keys(records)["site"] == ["11", "12"]
    assert refused(reports) == {
        "Store.csv": [2],
        "BusinessEntityAddress.csv.gz": [3, 4],
        "BusinessEntityContact.csv": [2],
        HEADER: [2, 5, 6],
        DETAIL: [2, 3, 6, 7, 8],
    }


def test_a_bad_contact_costs_no_order(folder: Path) -> None:
    edit(folder / "EmailAddress.csv.gz", 11, "@", " at ")
    records, reports = read(folder)
    assert refused(reports) == {"BusinessEntityContact.csv": [2]}
    assert records["order"]["43659"].values["contact"] is None


@pytest.mark.parametrize(
    ("file", "line", "old", "new"),
    [
        ("Address.csv.gz", 3, "35.030054", "95.5"),
        ("Address.csv.gz", 3, "35.030054", "nan"),
        ("BusinessEntityAddress.csv.gz", 3, "10", "4711"),
        ("StateProvince.csv", 2, "US", "USA"),
    ],
)
def test_a_bad_address_costs_its_site_only(folder: Path, file: str, line: int, old: str, new: str) -> None:
    edit(folder / file, line, old, new)
    records, reports = read(folder)
    assert "10" not in records["site"]
    assert 3 in reports["BusinessEntityAddress.csv.gz"].refused
    assert len(records["customer"]) == 3


def test_numbers_and_mail_addresses_stand_once(folder: Path) -> None:
    edit(folder / "Product.csv", 3, "HL-U509", "BK-M82B-42")
    edit(folder / "EmailAddress.csv.gz", 2, "kevin17", "michael275")
    records, reports = read(folder)
    assert refused(reports)["Product.csv"] == [3]
    assert refused(reports)["Employee.csv"] == [2]
    assert "17" not in records["employee"]
    assert "775" not in records["product"]


@pytest.mark.parametrize("file", ["Store.csv", HEADER, "Address.csv.gz"])
def test_an_unknown_column_is_refused(folder: Path, file: str) -> None:
    edit(folder / file, 1, "ModifiedDate", "Colour") if file != HEADER else edit(folder / file, 1, "Freight", "Colour")
    with pytest.raises(InputRefused, match=file):
        read(folder)


def test_error_files_keep_line_reason_and_cells(folder: Path, tmp_path: Path) -> None:
    edit(folder / "Product.csv", 2, "3374.99", "dear")
    _records, reports = read(folder)
    written = write_error_files(Report(list(reports.values())), tmp_path / "errors")
    assert {path.name for path in written} == {
        f"{name}.refused.csv" for name in ("Product", "SalesOrderHeader", "SalesOrderDetail")
    }
    head, row = (tmp_path / "errors" / "Product.refused.csv").read_text().splitlines()
    assert head.startswith("line,reason,ProductID,Name,")
    assert row.startswith("2,ListPrice: “dear”")
    assert '"Mountain-100 Black, 42"' in row


@pytest.mark.parametrize(
    ("line", "old", "new"), [(2, "2012-05-29", "2011-05-30"), (3, "HL-U509", "HL/U509"), (3, "HL-U509", "H" * 41)]
)
def test_what_the_pages_would_refuse_is_refused_here(folder: Path, line: int, old: str, new: str) -> None:
    edit(folder / "Product.csv", line, old, new)
    _records, reports = read(folder)
    assert refused(reports)["Product.csv"] == [line]


def test_an_unknown_profile_is_an_error_of_the_profile() -> None:
    with pytest.raises(ProfileError, match="nowhere"):
        load_profile("nowhere")


@pytest.mark.parametrize(
    ("old", "new"),
    [('"CustomerID > customers.StoreID"', '"CustomerID > nobody.StoreID"'), ('number = "SalesOrderID"', 'size = "X"')],
)
def test_a_wrong_profile_says_where(tmp_path: Path, folder: Path, old: str, new: str) -> None:
    text = (FOLDER / "adventureworks.toml").read_text().replace(old, new)
    (tmp_path / "other.toml").write_text(text)
    other = load_profile("other", tmp_path)
    with pytest.raises(ProfileError):
        map_records(other, load_tables(other, check_folder(folder, list(other.files))))

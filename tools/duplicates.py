"""Recall and precision of the search for duplicates: python tools/duplicates.py [folder].

The folder holds febrl1.csv and splink_fake_1000.csv, public sets with known duplicates. Without a folder only
the made set of German firms is measured. The figures stand in docs/duplicates.md.
"""

import csv
import os
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]
os.environ.setdefault("TANDEM_ENV", "test")
os.environ.setdefault("TANDEM_DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")

import django

django.setup()

from tandem.customers.matching import linking
from tandem.customers.matching.contact_table import contact_row
from tandem.customers.matching.keys import contact_keys
from tandem.customers.matching.names import words_of
from tandem.customers.matching.tables import Row, customer_row
from tandem.customers.tests.firms import a_book

THRESHOLDS = (500_000, 800_000, 950_000)
Pairs = set[tuple[int, int]]


def main() -> None:
    """One line per set and threshold."""
    print("set | rows | pairs | from | found | precision | recall")
    for size in (1000, 20_000):
        rows, truth = a_book(size, seed=11)
        report(f"German firms, {size}", rows, truth, linking.link_customers)
    for folder in map(Path, sys.argv[1:]):
        report("febrl1 as customers", *febrl(folder), linking.link_customers)
        report("fake_1000 as contacts", *fake(folder), linking.link_contacts)


def report(name: str, rows: list[Row], truth: Pairs, link: Any) -> None:
    found = list(link(rows, THRESHOLDS[0], lambda: None))
    for least in THRESHOLDS:
        pairs = {(one.left, one.right) for one in found if one.score_ppm >= least}
        right = len(pairs & truth)
        precision, recall = right / max(len(pairs), 1), right / len(truth)
        print(
            f"{name} | {len(rows)} | {len(truth)} | {least // 10_000} % | {len(pairs)} | {precision:.3f} | {recall:.3f}"
        )


def febrl(folder: Path) -> tuple[list[Row], Pairs]:
    """People with an address, taken as firms: no birthday and no social security number, which we do not keep."""
    rows, groups = [], []
    for key, record in enumerate(read(folder / "febrl1.csv", skipinitialspace=True), 1):
        name = f"{record['given_name']} {record['surname']}".strip()
        firm = {"pk": key, "name": name or "?", "town": record["suburb"], "country": "AU"}
        firm |= dict.fromkeys(("short_name", "email", "website", "phone", "vat_id"), "")
        place = {"street": f"{record['address_1']} {record['street_number']}", "postcode": record["postcode"]}
        rows.append(customer_row(SimpleNamespace(**firm), [SimpleNamespace(**place)]))
        groups.append(record["rec_id"].split("-")[1])
    return rows, same(groups)


def fake(folder: Path) -> tuple[list[Row], Pairs]:
    """People with mail and city, each of a customer of their own; no birthday."""
    rows, groups = [], []
    for key, record in enumerate(read(folder / "splink_fake_1000.csv"), 1):
        names = {"first_name": record["first_name"], "last_name": record["surname"], "email": record["email"]}
        person = SimpleNamespace(pk=key, customer_id=key, phone="", mobile="", **names)
        rows.append(contact_row(person, contact_keys(person, "GB"), "", words_of(record["city"])))
        groups.append(record["cluster"])
    return rows, same(groups)


def read(path: Path, **options: Any) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, **options)


def same(groups: list[str]) -> Pairs:
    members: dict[str, list[int]] = {}
    for key, group in enumerate(groups, 1):
        members.setdefault(group, []).append(key)
    return {pair for keys in members.values() for pair in combinations(keys, 2)}


if __name__ == "__main__":
    main()

"""Towns, addresses and numbers at which nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from tandem.customers.models import Customer, Site

from .dice import Weighted, chance
from .files import rows, table

EXTRA = ("Tor 2", "Halle 4", "Werkstor Süd", "Gebäude B", "Einfahrt Nord", "Warenannahme Hof")
SITE_NAMES = ("Werk 2", "Lager", "Außenlager", "Werk Süd", "Montage", "Versand", "Technikum")
# Number blocks that Germany keeps for film and print; abroad a subscriber's number never begins with 0.
GERMAN = {"Nord": "040 66969", "Ost": "030 23125", "Süd": "089 99998", "West": "0221 4710"}
FRANKFURT = "069 90009"  # for tandems in its reach
NEAR_FRANKFURT = ("Main", "Mosel", "Sieg")
ABROAD = {
    "AT": "+43 1 0{:02d} {:02d} {:02d}",
    "CH": "+41 44 0{:02d} {:02d} {:02d}",
    "NL": "+31 20 0{:02d} {:02d} {:02d}",
    "DK": "+45 00 {:02d} {:02d} {:02d}",
    "FR": "+33 1 99 00 {:02d} {:02d}",
    "PL": "+48 22 0{:02d} {:02d} {:02d}",
}
MOST_NUMBERS = 900  # the demo's own people have the rest
MOBILE = ("0171 39200", "0176 040690")
VAT = {"DE": "DE000{:06d}", "AT": "ATU00{:06d}", "CH": "CHE-000.{:03d}.000", "NL": "NL000{:06d}B01",
       "DK": "DK00{:06d}", "FR": "FR00000{:06d}", "PL": "PL0000{:06d}"}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A town with its postcode and middle, in the area of a tandem."""

    country: str
    postcode: str
    name: str
    region: str
    latitude: float
    longitude: float
    tandem: str


@cache
def towns_of(tandem: str) -> Weighted[Town]:
    """The towns in a tandem's area."""
    return Weighted((_town(row), float(row["weight"])) for row in rows("towns") if row["tandem"] == tandem)


@cache
def town_called(name: str) -> Town:
    """A town by its name; the first of its postcodes."""
    return next(_town(row) for row in rows("towns") if row["town"] == name)


class Numbers:
    """Telephone numbers of firms, each used once as long as there are any."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._taken: set[str] = {row["phone"] for row in table("known")["customer"] if "phone" in row}

    def take(self, town: Town, team: str, dice: Random) -> str:
        """The next number for a firm in this town."""
        if town.country != "DE":
            return ABROAD[town.country].format(*(dice.randrange(100) for _ in range(3)))
        block = FRANKFURT if town.tandem in NEAR_FRANKFURT else GERMAN[team]
        while True:
            number = self._used.get(block, 99)
            self._used[block] = number + 1
            phone = f"{block} {number % MOST_NUMBERS:03d}"
            if phone not in self._taken:
                return phone


def mobile_number(dice: Random) -> str:
    """One that nobody has; below 30 they belong to the demo's own people."""
    block = dice.choice(MOBILE)
    return f"{block} {dice.randrange(60 if block == MOBILE[0] else 0, 100):02d}"


def vat_id(country: str, number: int) -> str:
    """Of the right form, but never given out."""
    return VAT[country].format(number % (1000 if country == "CH" else 10**6))


def main_site(customer: Customer, town: Town, team: str, dice: Random) -> Site:
    """Where the firm sits."""
    return Site(
        customer=customer,
        is_main=True,
        extra=dice.choice(EXTRA) if chance(dice, 0.08) else "",
        opening_hours=_hours(dice),
        **_address(town, team, dice),
    )


def other_site(customer: Customer, town: Town, team: str, dice: Random, **fields: Any) -> Site:
    """Another place of the firm."""
    values = {"name": dice.choice(SITE_NAMES), "opening_hours": _hours(dice), **_address(town, team, dice), **fields}
    return Site(customer=customer, **values)


def _address(town: Town, team: str, dice: Random) -> dict[str, Any]:
    return {
        "street": _street(town.country, team, dice),
        "postcode": town.postcode,
        "town": town.name,
        "region": town.region,
        "country": town.country,
        "latitude": round(town.latitude + dice.gauss(0, 0.012), 5),
        "longitude": round(town.longitude + dice.gauss(0, 0.018), 5),
    }


def _street(country: str, team: str, dice: Random) -> str:
    streets = table("firms")["street"]
    names = streets[country] + (streets["Nord"] if team == "Nord" and country == "DE" else [])
    number = str(int(dice.triangular(1, 140, 12)))
    if chance(dice, 0.12):
        number += dice.choice(("a", "b", "c"))
    name = dice.choice(names)
    return f"{number} {name}" if country == "FR" else f"{name} {number}"


def _hours(dice: Random) -> str:
    hours = table("firms")["hours"]
    return str(dice.choice(hours["plants"] if chance(dice, 0.7) else hours["offices"]))


def _town(row: Mapping[str, str]) -> Town:
    return Town(
        row["country"],
        row["postcode"],
        row["town"],
        row["region"],
        float(row["latitude"]),
        float(row["longitude"]),
        row["tandem"],
    )

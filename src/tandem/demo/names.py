"""Names of firms and of people, put together by chance from the data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from .dice import Weighted, chance
from .files import table

ABROAD = ("NL", "DK", "FR", "PL")
COUNTRY_ORIGIN = {"AT": "at", "CH": "ch", "NL": "nl", "DK": "da", "FR": "fr", "PL": "pl"}


@dataclass(frozen=True)
class Industry:
    """A line of business, with what firms of it are called, run and buy."""

    label: str
    trade: list[str]
    plant: list[str]
    assets: list[str]
    groups: list[str]


@dataclass(frozen=True)
class FirmName:
    """With and without its legal form, and what it does."""

    full: str
    short: str
    industry: Industry


@dataclass(frozen=True)
class PersonName:
    """Who somebody is, and where the name comes from."""

    salutation: str
    first: str
    last: str
    origin: str


@cache
def industries_of(tandem: str) -> Weighted[Industry]:
    """What firms in the tandem's area do."""
    found = [row for row in table("industries")["industry"] if tandem in row.get("tandems", (tandem,))]
    return Weighted((_industry(row), row["weight"]) for row in found)


@cache
def industry_called(label: str) -> Industry:
    """One line of business by its label."""
    return next(_industry(row) for row in table("industries")["industry"] if row["label"] == label)


class FirmNames:
    """Makes names that do not come twice."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._taken: set[str] = set()

    def take(self, short: str) -> None:
        """This one is used already."""
        self._taken.add(short)

    def make(self, *, country: str, team: str, tandem: str) -> FirmName:
        """One in the way of the country and the region."""
        for _ in range(200):
            if country in ABROAD:
                short, industry, forms = *self._abroad(country), country
            else:
                industry = industries_of(tandem).pick(self._dice)
                short, forms = self._short(industry, country, team, tandem)
            if short not in self._taken and len(short) <= 60:
                self._taken.add(short)
                return FirmName(f"{short} {_forms(forms).pick(self._dice)}", short, industry)
        raise RuntimeError(f"no more names for {tandem}")

    def _short(self, industry: Industry, country: str, team: str, tandem: str) -> tuple[str, str]:
        """The name without its legal form, and which forms suit it."""
        dice, firms = self._dice, table("firms")
        surname = dice.choice(surnames(country, team))
        trade = dice.choice(industry.trade)
        lot = dice.random()
        if industry.plant and lot < 0.3 and country == "DE":
            place = dice.choice(firms["land"][tandem]) if chance(dice, 0.45) else self._village(team)
            return f"{dice.choice(industry.plant)} {place}", "plant"
        if lot < 0.62:
            return f"{surname} {trade}", country
        if lot < 0.72:
            return (
                f"{surname} & {dice.choice(['Söhne', 'Sohn', 'Partner', surname_of(country, team, dice)])} {trade}",
                country,
            )
        if lot < 0.82:
            return f"{trade} {surname}", country
        if lot < 0.91 or country != "DE":
            return f"{_coined(dice)} {trade}", country
        village = self._village(team)
        return f"{village}{'r' if village.endswith('e') else 'er'} {trade}", country

    def _village(self, team: str) -> str:
        village = table("firms")["village"]
        return str(self._dice.choice(village["start"]) + self._dice.choice(village[team]))

    def _abroad(self, country: str) -> tuple[str, Industry]:
        dice = self._dice
        surname, (trade, label) = (
            dice.choice(surnames(country, "")),
            dice.choice(list(table("firms")["trade"][country].items())),
        )
        surname = surname[0].upper() + surname[1:]
        behind = chance(dice, 0.7 if country == "FR" else 0.25)
        return f"{trade} {surname}" if behind else f"{surname} {trade}", industry_called(label)


class PeopleNames:
    """Makes people as one meets them in a country; names may come twice, as they do."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def make(self, country: str, team: str) -> PersonName:
        """Somebody."""
        dice = self._dice
        origin = _mix(country).pick(dice)
        female = chance(dice, 0.42)
        names = table("names")
        last = dice.choice(surnames("DE", team) if origin == "de" else names[origin]["last"])
        if origin == "pl" and female and last.endswith("ski"):
            last = f"{last[:-1]}a" if country == "PL" else last
        first = dice.choice(names[origin]["female" if female else "male"])
        return PersonName("Frau" if female else "Herr", first, last, origin)


@cache
def surnames(country: str, team: str) -> list[str]:
    """Surnames of a country; in Germany those of the region come twice as often as the others."""
    names = table("names")
    if country in COUNTRY_ORIGIN:
        found: list[str] = names[COUNTRY_ORIGIN[country]]["last"]
        return found
    regional: list[str] = names.get(f"de_{team}", {"last": []})["last"]
    return [*names["de"]["last"], *regional, *regional]


def surname_of(country: str, team: str, dice: Random) -> str:
    """One of them."""
    return dice.choice(surnames(country, team))


def _industry(row: Mapping[str, Any]) -> Industry:
    return Industry(row["label"], row["trade"], row["plant"], row["assets"], row["groups"])


@cache
def _forms(kind: str) -> Weighted[str]:
    return Weighted(table("firms")["forms"][kind])


@cache
def _mix(country: str) -> Weighted[str]:
    return Weighted(table("names")["mix"][country])


def _coined(dice: Random) -> str:
    coined = table("firms")["coined"]
    return str(dice.choice(coined["start"]) + dice.choice(coined["end"]))

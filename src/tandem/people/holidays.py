"""Public holidays of a region, by the `holidays` library; a region is a country, or country and state: "DE-SH"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays

from tandem.core.search import fold


@cache
def holidays_of(region: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their names; none for a region that nobody knows."""
    country, _, state = region.partition("-")
    if country not in supported():
        return {}
    state = state if state in supported()[country] else ""
    found = holidays.country_holidays(country, subdiv=state or None, years=year)
    return {day: str(name) for day, name in found.items() if day.year == year}


def closed_days(region: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of these years."""
    return frozenset(day for year in years for day in holidays_of(region, year))


@cache
def supported() -> dict[str, list[str]]:
    """The countries that the library knows, each with its states."""
    return holidays.list_supported_countries(include_aliases=False)


def region_named(country: str, name: str) -> str:
    """The region that an address names in words ("Schleswig-Holstein"); the country where its state is unknown."""
    return _states(country).get(fold(name).strip(), country)


@cache
def _states(country: str) -> dict[str, str]:
    if country not in supported():
        return {}
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    named = {fold(word).strip(): f"{country}-{code}" for code, words in aliases.items() for word in (code, *words)}
    return named | {fold(code).strip(): f"{country}-{code}" for code in supported()[country]}

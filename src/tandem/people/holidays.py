"""Public holidays of a region, by the `holidays` library; a region is a country, or country and state: "DE-SH"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays
from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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


BY_STATE = ("DE", "AT", "CH")  # where states keep holidays of their own that matter to us
Choices = list[tuple[str, list[tuple[str, str]]]]


def region_label(region: str) -> str:
    """A region in words: "Schleswig-Holstein", "Germany, only those of the whole country", "France"."""
    country, _dash, state = region.partition("-")
    if state:
        return _names_of_states(country).get(region, region)
    name = _country(country)
    return _("%s, holidays of the whole country") % name if country in BY_STATE else name


def region_choices() -> Choices:
    """For a select: the states of our countries under each country, then the other countries by name."""
    others = [(code, _country(code)) for code in supported() if len(code) == 2 and code not in BY_STATE]
    ours = [
        (_country(country), [(country, region_label(country)), *_names_of_states(country).items()])
        for country in BY_STATE
    ]
    return [*ours, (_("Other countries"), sorted(others, key=lambda choice: fold(choice[1])))]


@cache
def _names_of_states(country: str) -> dict[str, str]:
    """Region → name, by name; codes that are no state (a town with a holiday of its own) have no name here."""
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    named = {f"{country}-{code}": str(words[0]) for code, words in aliases.items() if words and len(code) <= 2}
    return dict(sorted(named.items(), key=lambda pair: fold(pair[1])))


def _country(code: str) -> str:
    return str(_territories((get_language() or "de")[:2]).get(code, code))


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)

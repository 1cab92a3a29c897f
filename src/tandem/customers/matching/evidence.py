"""The levels of the comparisons as reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .linking import Found

NAMES = ("", "similar name", "similar name", "name")  # by the level of the comparison
PLACES = ("", "town", "postcode", "address", "address")


def reasons_of(pair: Found) -> list[str]:
    """What the levels of the comparisons say, in the words of reasons.py."""
    levels = pair.levels
    found = _reasons_of_contact(levels) if "last" in levels else _reasons_of_customer(levels)
    found += ["phone"] if levels["phone"] > 0 else []
    return [reason for reason in found if reason]


def _reasons_of_customer(levels: Mapping[str, int]) -> list[str]:
    name, place = NAMES[max(levels["name"], 0)], PLACES[max(levels["place"], 0)]
    if name == "name" and place:
        found = ["name and street" if place == "address" else "name and town"]
    else:
        found = [name, place]
    found.append({1: "vat", 0: "other vat"}.get(levels["vat"], ""))
    return [*found, {2: "mail", 1: "domain"}.get(levels["mail"], "")]


def _reasons_of_contact(levels: Mapping[str, int]) -> list[str]:
    exact = levels["last"] == 3 and levels["first"] in (4, -1)  # the uppermost levels of model.py
    alike = levels["last"] > 0 or levels["first"] > 0
    found = ["name" if exact else "similar name" if alike else ""]
    found.append("mail" if levels["mail"] == 2 else "")
    return [*found, {3: "customer", 2: "other site", 1: "town"}.get(levels["firm"], "")]

"""Ten statements in five areas, and what helps where an area is weak."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 1, 5
WEAK = 3.5  # below this mean there is something to do


@dataclass(frozen=True)
class Area:
    """Two statements; what to do next, and the route of the page where it is done."""

    name: str
    label: Promise
    statements: tuple[Promise, Promise]
    next: Promise
    to: str
    link: Promise


AREAS: tuple[Area, ...] = (
    Area(
        "picture",
        _("Picture of each other"),
        (
            _("I know what the other department does all day."),
            _("I think well of what the other department does for our customers."),
        ),
        _("Plan swap days: a day in the other's job changes the picture faster than any talk."),
        "tandems:tandems",
        _("Tandems and their swap days"),
    ),
    Area(
        "tasks",
        _("Tasks known"),
        (
            _("It is clear who does what for a customer."),
            _("Nothing is left lying because both think it is the other's."),
        ),
        _("Go through the steps of the playbook together and say who leads each."),
        "tandems:playbook",
        _("Playbook"),
    ),
    Area(
        "rules",
        _("Rules"),
        (
            _("We have agreed how soon we answer each other."),
            _("When we disagree we know how to settle it."),
        ),
        _("Agree on rules of play in each tandem: answer times, hand-offs, weekly meeting."),
        "tandems:tandems",
        _("Tandems and their rules of play"),
    ),
    Area(
        "goals",
        _("Goals"),
        (
            _("Both departments work for the same goals."),
            _("Success counts for both, whoever closes the deal."),
        ),
        _("Agree on goals that both halves share, and say how commission follows."),
        "goals:goals",
        _("Goals"),
    ),
    Area(
        "tools",
        _("Tools"),
        (
            _("I find all about a customer in one place."),
            _("What I tell the other department reaches them and is not lost."),
        ),
        _("Pass work on by hand-offs and note visits and calls with the customer, so that both see the same."),
        "work:handoffs",
        _("Hand-offs"),
    ),
)
NAMES = [f"{area.name}_{n}" for area in AREAS for n in (1, 2)]


def labels() -> dict[str, Promise]:
    """Every statement by the name of its field."""
    return {f"{area.name}_{n}": text for area in AREAS for n, text in enumerate(area.statements, 1)}

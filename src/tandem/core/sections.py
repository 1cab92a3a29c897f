"""What apps above put onto the pages of those below: sections and alerts; config/registry.py says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .actor import Actor
from .errors import Text


@dataclass(frozen=True)
class Section:
    """A template and what it shows, as `section.data`."""

    template: str
    data: Any


SectionOf = Callable[[Any, Actor], Section | None]


@cache
def _sources() -> Mapping[str, tuple[SectionOf, ...]]:
    found: Mapping[str, tuple[SectionOf, ...]] = import_string(settings.TANDEM_SECTIONS)
    return found


def sections_of(thing: Any, actor: Actor) -> list[Section]:
    """What the apps above tell this viewer about the thing, in the order of the registry."""
    found = [section(thing, actor) for section in _sources().get(thing.ref_kind, ())]
    return [section for section in found if section is not None]


@dataclass(frozen=True)
class Alert:
    """Something that must not go unnoticed, above every page of those it concerns, and where to look into it."""

    text: Text
    url: str
    label: Text


AlertOf = Callable[[Actor], Alert | None]


@cache
def _alerts() -> tuple[AlertOf, ...]:
    found: tuple[AlertOf, ...] = import_string(settings.TANDEM_ALERTS)
    return found


def alerts_for(actor: Actor) -> list[Alert]:
    """What this viewer has to know now; each asks for the right role before it asks the database."""
    found = [alert(actor) for alert in _alerts()]
    return [alert for alert in found if alert is not None]

"""Sections that apps above put onto the page of something below; config/registry.py says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .actor import Actor


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

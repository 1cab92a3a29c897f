"""What apps above put into a call session beside the due calls; config/registry.py says what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from tandem.core.actor import Actor
from tandem.core.http import Request
from tandem.core.sections import Section


@dataclass(frozen=True)
class CallSource:
    """`waiting` tells on the page of the queue who is to be called; `take_next` gives the next page of a session."""

    waiting: Callable[[Actor], Section | None]
    take_next: Callable[[Request], str | None]


@cache
def call_sources() -> tuple[CallSource, ...]:
    """All of them, in the order in which they are called."""
    found: tuple[CallSource, ...] = import_string(settings.TANDEM_CALLS)
    return found

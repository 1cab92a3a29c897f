"""What a mail can be about: config/registry.py says which, and what each brings along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.models import Document
from tandem.customers.models import Contact, Customer

from .models import TextKind


@dataclass(frozen=True)
class Source:
    """One kind of thing that mails are about.

    `values` gives what its placeholders stand for in a language; `paper` makes (or finds) what is sent along, or None
    where there is nothing to print now; `label` names that paper. `address` is where a contact finds it online, ""
    for who cannot get in there.
    """

    kind: TextKind
    customer: Callable[[Any], Customer]
    contact: Callable[[Any], Contact | None]
    values: Callable[[Any, str], Mapping[str, str]]
    paper: Callable[[Any, Actor, datetime], Document | None]
    has_paper: Callable[[Any], bool]
    label: Text
    address: Callable[[Any, Contact], str] = lambda thing, contact: ""


@cache
def sources() -> Mapping[str, Source]:
    """By the kind of reference (config/registry.py)."""
    found: Mapping[str, Source] = import_string(settings.TANDEM_LETTERS)
    return found

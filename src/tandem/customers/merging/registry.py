"""Who moves what when two become one: each app moves its own rows (config/registry.py: MERGERS)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

Rows = tuple[type[models.Model], str]  # a model and the field that names the customer or contact


def nothing_more(customer_ids: Collection[int], at: datetime) -> None:
    """For apps that keep nothing besides their rows."""


@dataclass(frozen=True)
class Merger:
    """Rows of an app that follow their customer or contact, and what it computes anew once they have moved.

    A row that names both (an order its customer and its contact) stands in both. Rows that must stay are told in
    `stays`, with the reason beside them; a test demands that every reference is in one or the other.
    """

    customer_rows: tuple[Rows, ...] = ()
    contact_rows: tuple[Rows, ...] = ()
    stays: tuple[Rows, ...] = ()
    settle: Callable[[Collection[int], datetime], None] = nothing_more


@cache
def mergers() -> tuple[Merger, ...]:
    """All apps that know customers, lowest first."""
    found: tuple[Merger, ...] = import_string(settings.TANDEM_MERGERS)
    return found


def settle(customer_ids: Collection[int], at: datetime) -> None:
    """Have every app compute anew what follows from the rows of these customers."""
    for merger in mergers():
        merger.settle(customer_ids, at)

"""Every list by its name, so that a job can build it again with the rights of then (config/lists.py)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.module_loading import import_string

from tandem.core.actor import Actor
from tandem.core.listing import Listing, narrowed_rows
from tandem.core.rules import Rule

from .sheets import Rows, Sheet


@dataclass(frozen=True)
class Source:
    """A list as its page shows it: who may open it, what it offers, which rows it begins with."""

    may: Rule
    listing: Callable[[Actor], Listing]
    rows: Callable[[QueryDict, Actor], Rows]

    def narrowed(self, params: QueryDict, actor: Actor) -> Rows:
        """All rows of the list, narrowed and ordered as its page is."""
        return narrowed_rows(self.listing(actor), self.rows(params, actor), params, actor)

    def sheet(self, key: str, actor: Actor) -> Sheet | None:
        """The sheet of that name, if the list offers it."""
        return next((sheet for sheet in self.listing(actor).sheets if sheet.key == key), None)


@cache
def sources() -> Mapping[str, Source]:
    """All lists that can be taken along."""
    found: Mapping[str, Source] = import_string(settings.TANDEM_LISTS)
    return found


def batches(source: Source, sheet: Sheet, params: QueryDict, actor: Actor, keys: array[int]) -> Iterator[list[Any]]:
    """The rows with these keys in their order, as the sheet writes them, batch by batch.

    The keys stand for the list as it was when it began, at eight bytes a row; rights are asked again for each batch.
    """
    rows, key_of = source.rows(params, actor), attrgetter(sheet.row_key)
    fetch = source.listing(actor).fetch if sheet.read is None else None
    for begin in range(0, len(keys), sheet.batch):
        wanted = keys[begin : begin + sheet.batch].tolist()
        some = rows.filter(pk__in=wanted).order_by()
        found: dict[int, list[Any]] = {key: [] for key in wanted}
        for row in some if sheet.read is None else sheet.read(some, actor, params):
            found[key_of(row)].append(row)
        batch = list(chain.from_iterable(found.values()))
        yield list(fetch(batch, actor)) if fetch else batch


def keys_of(source: Source, params: QueryDict, actor: Actor) -> array[int]:
    """The keys of all rows behind the list, in its order."""
    rows = source.narrowed(params, actor).prefetch_related(None)
    return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=10_000))

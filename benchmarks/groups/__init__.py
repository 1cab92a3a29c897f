"""What `make bench` measures, by group. A new group is a function in a module here and one line in GROUPS."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.figures import Figure

from .crowd import memory, mix
from .files import imports
from .first_page import first_page
from .forming import pairing, territory
from .lists import board, customers, orders, requests
from .pages import brief, note, start, today, typeahead
from .papers import pdf, quote
from .settle import settle
from .streams import streams

Group = Callable[[Bench], list[Figure]]

GROUPS: dict[str, Group] = {
    "start": start,
    "brief": brief,
    "customers": customers,
    "orders": orders,
    "requests": requests,
    "board": board,
    "typeahead": typeahead,
    "today": today,
    "note": note,
    "import": imports,
    "quote": quote,
    "pdf": pdf,
    "first_page": first_page,
    "settle": settle,
    "pairing": pairing,
    "territory": territory,
    "mix16": mix,
    "memory": memory,  # after the load of the mix
    "sse": streams,
}

"""Reading tandems: a viewer's scope, and who sits where on which day. Page objects lie in `page` and `history`."""

from .scope import Scope, scope_of
from .seating import (
    DEFAULT_WEIGHTS,
    occupants,
    open_tandems,
    seat_history,
    sitter_on,
    tandems_of,
    vacant_seats,
    visible_tandems,
    weights_history,
    weights_on,
    with_seats,
)

__all__ = [
    "DEFAULT_WEIGHTS",
    "Scope",
    "occupants",
    "open_tandems",
    "scope_of",
    "seat_history",
    "sitter_on",
    "tandems_of",
    "vacant_seats",
    "visible_tandems",
    "weights_history",
    "weights_on",
    "with_seats",
]

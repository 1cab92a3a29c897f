"""Ids under which people and tandems stand in the engine and the books, and their names for who reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping

OUTSIDE = "~"  # before a person who shares in a tandem, but is not on the plan that is settled
_IDS = re.compile(r"~?\b([pt])(\d{6,})\b")


def person_id(pk: int) -> str:
    """How an employee is called where no name may stand."""
    return f"p{pk:06d}"


def tandem_id(pk: int) -> str:
    """The same of a tandem."""
    return f"t{pk:06d}"


def key_of(name: str) -> int:
    """The key behind such an id; 0 where it stands for nobody of ours.

    >>> key_of(person_id(12)), key_of("~p000012"), key_of("")
    (12, 0, 0)
    """
    found = _IDS.fullmatch(name)
    return int(found[2]) if found and not name.startswith(OUTSIDE) else 0


def ids_in(text: str, letter: str) -> set[int]:
    """Which people (p) or tandems (t) a sentence speaks of."""
    return {int(key) for kind, key in _IDS.findall(text) if kind == letter}


def with_names(text: str, people: Mapping[int, str], tandems: Mapping[int, str]) -> str:
    """A sentence of the engine as people read it.

    >>> with_names("share of p000012 50 %", {12: "Anna"}, {})
    'share of Anna 50 %'
    """

    def name(found: re.Match[str]) -> str:
        return (people if found[1] == "p" else tandems).get(int(found[2]), found[0])

    return _IDS.sub(name, text)

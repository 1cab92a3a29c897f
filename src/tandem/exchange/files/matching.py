"""Which column is which field, and what kind of things a table holds."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tandem.exchange.reading import Row

KINDS = (
    "customer", "site", "contact", "lead", "opportunity", "product", "price", "order", "delivery", "invoice", "payment",
    "credit_note", "employee",
)  # fmt: skip
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o"})
_CAMEL = re.compile(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])")
_OWN = re.compile(r"__c$", re.IGNORECASE)  # fields that a company made itself
_LAYOUT, _NAMED, _BARE, _ALIKE = 100, 80, 60, 40
_NEAR = 90  # percent of letters in common
_ENOUGH = 5
_WORD = 2


@dataclass(frozen=True)
class Layout:
    """How a known program names its columns."""

    name: str
    kind: str
    marks: frozenset[str]
    least: int
    fields: Mapping[str, Sequence[str]]


def match_columns(header: Sequence[str], kind: str) -> dict[str, int]:
    """The column of each field that has one, best first; a column serves one field only."""
    found: dict[str, int] = {}
    for _score, field, column in sorted(_candidates(header, kind), key=lambda one: (-one[0], one[2])):
        if field not in found and column not in found.values():
            found[field] = column
    if "first_name" in found and "last_name" not in found and fold(header[found.get("full_name", 0)]) == "name":
        found["last_name"] = found.pop("full_name")  # "Name, Vorname": the name of the family
    return found


def guess_kind(header: Sequence[str], sample: Sequence[Row], among: Sequence[str] = KINDS) -> str | None:
    """What the rows are, of the kinds that come into question; None when the header says too little."""
    layout = _layout(header)
    if layout is not None:
        return layout.kind
    used = [name if _used(index, sample) else "" for index, name in enumerate(header)]
    rated = {kind: _rate(used, kind) for kind in KINDS}
    if any(word in fold(name) for name in header for word in _data()["chance"]):
        return "opportunity" if rated["opportunity"] >= _ENOUGH else None
    best = max((kind for kind in KINDS if kind in among), key=lambda kind: rated[kind])
    return best if rated[best] >= _ENOUGH else None


def layout_of(header: Sequence[str]) -> str:
    """The program whose layout this is, or nothing."""
    layout = _layout(header)
    return layout.name if layout else ""


def known_names(cells: Sequence[str]) -> int:
    """How many cells are names of columns that we know."""
    return sum(fold(cell) in _all_names() for cell in cells)


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name as it is compared: letters and digits, small, umlauts written out."""
    return "".join(tokens(name))


def tokens(name: str) -> list[str]:
    """The words of a name, folded."""
    text = _CAMEL.sub(" ", _OWN.sub("", name.strip())).lower().translate(_WRITTEN_OUT)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).resolve().parent.parent / "layouts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _layouts() -> list[Layout]:
    return [
        Layout(one["name"], one["kind"], frozenset(map(fold, one["marks"])), one["least"], _folded(one["fields"]))
        for one in _data()["layouts"]
    ]


@cache
def _fields(kind: str) -> Mapping[str, Sequence[str]]:
    """The names of each field of a kind; its own name counts too."""
    return {field: [*names, fold(field)] for field, names in _folded(_data()[kind]["fields"]).items()}


@cache
def _all_names() -> frozenset[str]:
    kinds = [name for kind in KINDS for names in _fields(kind).values() for name in names]
    return frozenset(kinds) | {name for one in _layouts() for names in one.fields.values() for name in names}


def _folded(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {field: [fold(name) for name in names] for field, names in fields.items()}


def _layout(header: Sequence[str]) -> Layout | None:
    names = set(map(fold, header))
    rated = [(len(names & one.marks) - one.least, index) for index, one in enumerate(_layouts())]
    best, index = max(rated, key=lambda pair: (pair[0], -pair[1]))
    return _layouts()[index] if best >= 0 else None


def _candidates(header: Sequence[str], kind: str) -> Iterator[tuple[float, str, int]]:
    layout = _layout(header)
    own = layout.fields if layout and layout.kind == kind else {}
    fillers = frozenset(_data()["fillers"])
    for column, name in enumerate(header):
        key, bare = fold(name), "".join(word for word in tokens(name) if word not in fillers)
        if not key:
            continue
        for field, names in _fields(kind).items():
            score = max(_LAYOUT - own[field].index(key) if key in own.get(field, ()) else 0, _score(key, bare, names))
            if score:
                yield score, field, column


def _score(key: str, bare: str, names: Sequence[str]) -> float:
    """How well a column's name fits: exactly, without words that add nothing, or but for a few letters."""
    if key in names:
        return _NAMED - names.index(key) / len(names)
    if bare in names:
        return _BARE - names.index(bare) / len(names)
    if len(key) < 6:
        return 0
    ratio = import_module("rapidfuzz.fuzz").ratio
    near = max(
        (float(ratio(key, name)) for name in names if abs(len(name) - len(key)) < 3 and len(name) > 5), default=0
    )
    return _ALIKE - (100 - near) / 100 if near >= _NEAR else 0


def _used(column: int, sample: Sequence[Row]) -> bool:
    return not sample or any(column < len(row.cells) and row.cells[column].strip() for row in sample)


def _rate(header: Sequence[str], kind: str) -> int:
    """How strongly the names of columns speak for a kind."""
    about = _data()[kind]
    found = match_columns(header, kind)
    if not any(found.keys() >= set(needed) for needed in about["needs"]):
        return 0
    text = " ".join(map(fold, header))
    words = sum(_WORD for word in about["words"] if word in text)
    weights: list[int] = [weight for field, weight in about["signs"].items() if field in found]
    return sum(weights) + min(words, 2 * _WORD) if len(weights) > 1 else 0

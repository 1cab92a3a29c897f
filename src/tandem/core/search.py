"""Finding things by any part of a word, umlaut-aware, the same on both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db import connection, models
from django.db.models.expressions import RawSQL

from .bulk import insert_values, take_ids
from .models import SearchRow

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ı": "i"})  # no accents, but typed so
CANDIDATES = 200
COMMON = 10_000  # so many rows with a word make it a common one
M = TypeVar("M", bound=models.Model)
_NO_LETTERS = re.compile(r'["\x00-\x1f]')  # quotes would end a phrase of FTS5; PostgreSQL takes no NUL
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"[+(0-9][0-9 ()/.\-]{4,}")


def fold(text: str) -> str:
    """Lower case with ä→ae, ß→ss and no other accents: how a query is read."""
    bare = text.lower()
    return bare if bare.isascii() else plain(bare.translate(_GERMAN))


def plain(text: str) -> str:
    """Lower case without any accent (ä→a, ł→l): the second way people type a name."""
    bare = text.lower()
    if bare.isascii():
        return bare
    apart = unicodedata.normalize("NFKD", bare.translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


@dataclass(frozen=True)
class Entry:
    """What is to be found: `words` are all the texts it may be found by."""

    kind: str
    object_id: int
    title: str
    words: Sequence[str]
    number: str = ""
    detail: str = ""
    owner_id: int | None = None  # whose list it is found in, where that is another object


class Found(NamedTuple):
    """A row that was found; hundreds of them are ordered for one letter typed, so it is no model."""

    kind: str
    object_id: int
    number: str
    title: str
    title_key: str
    detail: str
    text: str


def put(entry: Entry) -> None:
    """Make one object findable, or refresh what search knows of it."""
    kind, object_id, *rest = row_of(entry)
    defaults = dict(zip(FIELDS[2:], rest, strict=True))
    SearchRow.objects.update_or_create(kind=kind, object_id=object_id, defaults=defaults)


def put_many(entries: Iterable[Entry]) -> None:
    """Make many new objects findable; for bulk paths."""
    _insert([row_of(entry) for entry in entries])


def replace_many(entries: Iterable[Entry]) -> None:
    """Refresh what search knows of many objects; for bulk paths."""
    rows = [row_of(entry) for entry in entries]
    for kind in {row[0] for row in rows}:
        SearchRow.objects.filter(kind=kind, object_id__in=[row[1] for row in rows if row[0] == kind]).delete()
    _insert(rows)


def drop(kind: str, object_id: int) -> None:
    """Nobody shall find it any more."""
    SearchRow.objects.filter(kind=kind, object_id=object_id).delete()


def find(query: str, *, kinds: Sequence[str] = (), limit: int = 50) -> list[Found]:
    """Rows in which every word of the query occurs, best first: number, start of name, start of a word, inside."""
    query = _NO_LETTERS.sub(" ", query).strip()
    words = _words(query)
    if not words:
        return []
    rows = SearchRow.objects.filter(kind__in=kinds) if kinds else SearchRow.objects.all()
    exact = rows.filter(number=query)[:5]
    if _indexed(words):  # stops at the last candidate, where a common word would list them all first
        matching = SearchRow.objects.filter(id__in=_by_index(words, kinds, CANDIDATES))
    else:
        matching = _matching(rows, words)[:CANDIDATES]
    found = {Found(*row) for part in (exact, matching) for row in part.values_list(*Found._fields)}
    return sorted(found, key=lambda row: (*_rank(row, words, query), row))[:limit]


def ids_matching(query: str, *kinds: str) -> models.QuerySet[SearchRow, int]:
    """Ids of all owners that match by rows of these kinds, as a subquery for a list."""
    words = _words(_NO_LETTERS.sub(" ", query).strip())
    if _indexed(words):
        rows = SearchRow.objects.filter(id__in=_by_index(words, kinds))
    else:
        rows = SearchRow.objects.filter(kind__in=kinds)
        rows = _matching(rows, words) if words else rows.none()
    return rows.values_list("owner_id", flat=True)


def matching(rows: models.QuerySet[M], query: str, *kinds: str) -> models.QuerySet[M]:
    """Of the rows of a list, those that match by search rows of these kinds that they own.

    The owners of a rare word are listed first. A common one is looked for row by row in the order of the list, which
    has a page of them soon: listing a third of all rows to show fifty took seconds with a million.
    """
    words = _words(_NO_LETTERS.sub(" ", query).strip())
    if not words or not _common(words, kinds):
        return rows.filter(pk__in=ids_matching(query, *kinds))
    own = SearchRow.objects.filter(owner_id=models.OuterRef("pk"), kind__in=kinds)
    return rows.filter(models.Exists(_matching(own, words)))


def _common(words: list[str], kinds: Sequence[str]) -> bool:
    """Whether so many rows hold the words; looking stops there. A start of two letters is read by its index."""
    if not any(len(word) >= 3 for word in words):
        return False
    if _indexed(words):
        found = SearchRow.objects.filter(id__in=_by_index(words, kinds, COMMON)).count()
    else:
        found = _matching(SearchRow.objects.filter(kind__in=kinds), words).values("pk")[:COMMON].count()
    return found == COMMON


def _indexed(words: list[str]) -> bool:
    """Whether SQLite's index of three letters knows at least one of the words."""
    return connection.vendor == "sqlite" and any(len(word) >= 3 for word in words)


def _by_index(words: list[str], kinds: Sequence[str], limit: int = -1) -> RawSQL:
    """Ids of the matching rows by SQLite's index. The order of the join is fixed: from words to rows.

    Left to itself, SQLite looks up the words for every row of a kind.
    """
    match = " ".join(f'"{word}"' for word in words if len(word) >= 3)
    short = [word for word in words if len(word) < 3]
    conditions = ["core_searchrow_fts MATCH %s", *(["instr(r.text, %s) > 0"] * len(short))]
    if kinds:
        conditions.append(f"r.kind IN ({', '.join(['%s'] * len(kinds))})")
    rows = "SELECT r.id FROM core_searchrow_fts CROSS JOIN core_searchrow r ON r.id = core_searchrow_fts.rowid WHERE "
    return RawSQL(rows + " AND ".join(conditions) + " LIMIT %s", [match, *short, *kinds, limit])  # noqa: S611  all that people type is a parameter


def _words(query: str) -> list[str]:
    """The folded words of a query. A phone number is one word, however it is grouped and however it begins."""
    if _PHONE.fullmatch(query):
        digits = re.sub(r"[^0-9]", "", query.replace("(0)", ""))
        return [digits.lstrip("0") if len(digits.lstrip("0")) >= 3 else digits]
    return fold(query).split()[:8]


def _matching(rows: models.QuerySet[SearchRow], words: list[str]) -> models.QuerySet[SearchRow]:
    if not any(len(word) >= 3 for word in words):  # an index of three letters cannot help: look at the start
        first = max(words, key=len)
        rows = rows.filter(title_key__gte=first, title_key__lt=first + "\U0010ffff")
    for word in words:
        rows = rows.filter(text__contains=word)
    return rows


def _rank(row: Found, words: list[str], query: str) -> tuple[int, int, str]:
    if query and row.number == query:
        return (0, 0, row.title_key)
    at_start = row.title_key.startswith(words[0])
    inner = f" {row.text}"
    starts = sum(f" {word}" in inner for word in words)
    in_title = sum(word in row.title_key for word in words)
    return (1 if at_start else 2, -(2 * starts + in_title), row.title_key)


FIELDS = ("kind", "object_id", "owner_id", "number", "title", "title_key", "detail", "text")
_Values = tuple[str, int, int, str, str, str, str, str]


def row_of(entry: Entry) -> _Values:
    """The fields of a search row, in their order."""
    return (
        entry.kind,
        entry.object_id,
        entry.owner_id or entry.object_id,
        entry.number[:40],
        entry.title[:200],
        fold(entry.title)[:200],
        entry.detail[:200],
        _text([entry.title, entry.number, *entry.words]),
    )


def _insert(rows: Sequence[_Values]) -> None:
    keys = take_ids(SearchRow, len(rows))
    insert_values(SearchRow, ("id", *FIELDS), [[key, *row] for key, row in zip(keys, rows, strict=True)])


def _text(parts: Iterable[str]) -> str:
    """All words once, each folded both ways; numbers also without their separators."""
    words: dict[str, None] = {}
    for part in parts:
        folded = fold(part)
        for word in folded.split():
            words[word] = None
        if not part.isascii():
            for word in plain(part).split():
                words[word] = None
        if _DIGIT.search(part):
            words[re.sub(r"[^0-9a-z]", "", folded.replace("(0)", ""))] = None
    return " ".join(words)

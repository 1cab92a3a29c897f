"""A result as JSON or as a table for reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring as _text

from engines.commission.entries import Entry, Result
from engines.commission.words import money

from .tables import FileProblem

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def as_json(result: Result | None, problems: Sequence[FileProblem], language: str) -> Iterator[str]:
    """One object with `entries` and `errors`, a line for each of them."""
    yield '{"entries": ['
    if result is not None:
        yield from _joined(_entry(entry, result.period, language) for entry in result.entries)
    if result is not None and result.released is not None:
        yield '], "released": ['
        yield from _joined(_entry(entry, result.period, language) for entry in result.released)
    yield '], "errors": ['
    yield from _joined(
        _encode({"file": row.file, "line": row.line, "field": row.field, "message": row.message}) for row in problems
    )
    yield "]}\n"


def _joined(rows: Iterator[str]) -> Iterator[str]:
    before = "\n"
    for row in rows:
        yield before + row
        before = ",\n"


def _entry(entry: Entry, period: str, language: str) -> str:
    """The object of an entry, its own few keys spelled out: an encoder looks at each of them anew."""
    return (
        f'{{"person": {_text(entry.person)}, "period": {_text(period)}, "amount_cents": {entry.amount_cents},'
        f' "currency": {_text(entry.currency)}, "rule": {_text(entry.rule)}, "inputs": {_encode(entry.inputs)},'
        f' "why": {_text(entry.why(language))}}}'
    )


def as_text(result: Result, language: str) -> Iterator[str]:
    """Each person with their lines and a sum."""
    width = max((len(entry.rule) for entry in result.entries), default=4)
    for person, cents in sorted(result.totals().items()):
        entries = [entry for entry in result.entries if entry.person == person]
        currency = entries[0].currency
        yield f"{person}  {result.period}  {money(cents, currency, language)}\n"
        for entry in entries:
            amount = money(entry.amount_cents, currency, language)
            yield f"  {entry.day}  {entry.rule:<{width}}  {amount:>18}  {entry.why(language)}\n"
    if not result.entries:
        yield f"{result.period}: nothing is earned.\n" if language == "en" else f"{result.period}: nichts verdient.\n"


def problems_as_text(problems: Sequence[FileProblem]) -> Iterator[str]:
    """file:line: field: message"""
    for row in problems:
        place = f"{row.file}:{row.line}: " if row.file else ""
        yield f"{place}{row.field + ': ' if row.field else ''}{row.message}\n"

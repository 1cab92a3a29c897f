"""Cells of text that spreadsheets would take for a formula, and how they are taken back as they were meant."""

from __future__ import annotations

import re

# What Excel, LibreOffice and others begin to reckon at; the wide forms are what Asian keyboards type.
_RECKONS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MAY_RECKON = frozenset("'=+-@\t\r\n＝＋－＠")  # asked first: a million cells begin with a letter
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def defused(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would reckon; `as_meant` takes it off again."""
    return f"'{text}" if text[:1] in _MAY_RECKON and _RECKONS.match(text) else text


def as_meant(text: str) -> str:
    """The text that was written by `defused`; for readers of CSV files."""
    return text[1:] if _GUARDED.match(text) else text

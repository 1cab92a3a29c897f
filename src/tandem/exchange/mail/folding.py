"""What is new in a mail, and what it only carries along: signature and quoted history. Nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_FRESH = 18_000  # characters: with its subject it still fits into a request
LONGEST_REST = 200_000
_SAID = (  # the line above what is quoted
    re.compile(r"^\s*(am|on|le|el|op) .{5,200}(schrieb|wrote|a écrit|escribió|schreef)\b.{0,100}:\s*$", re.IGNORECASE),
    re.compile(r"^\s*.{3,120}(schrieb am|wrote on) .{5,60}:\s*$", re.IGNORECASE),
    re.compile(r"^\s*-{2,}\s*(ursprüngliche nachricht|original message|weitergeleitete nachricht|"
               r"forwarded message|original-nachricht)\s*-{2,}\s*$", re.IGNORECASE),
)  # fmt: skip
_FROM = re.compile(r"^\s*\*?(von|from|de)\*?\s*:\s*\S", re.IGNORECASE)
_HEADS = re.compile(r"^\s*\*?(gesendet|sent|datum|date|an|to|betreff|subject|cc)\*?\s*:", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s?$")


def fold(text: str) -> tuple[str, str]:
    """(what is new, the rest). A mail that is all quotation, as one forwarded, is new as a whole."""
    lines = text.split("\n")
    cut = min(_history(lines), _signature(lines))
    fresh, rest = "\n".join(lines[:cut]).strip(), "\n".join(lines[cut:]).strip("\n")
    if not fresh:
        fresh, rest = text.strip(), ""
    if len(fresh) > LONGEST_FRESH:
        fresh, rest = fresh[:LONGEST_FRESH], f"{fresh[LONGEST_FRESH:]}\n\n{rest}".strip()
    return fresh, rest[:LONGEST_REST]


def _history(lines: Sequence[str]) -> int:
    """Where the quoted history begins: only one that nothing new comes after, so that answers in between stay."""
    for number, line in enumerate(lines):
        two = f"{line} {lines[number + 1].strip()}" if number + 1 < len(lines) else line  # programs break long lines
        if any(pattern.match(line) for pattern in _SAID) or _SAID[0].match(two):
            return number if _only_quoted(lines[number + 1 :]) or not _has_quotes(lines[number + 1 :]) else len(lines)
        if _FROM.match(line) and sum(bool(_HEADS.match(each)) for each in lines[number + 1 : number + 6]) >= 2:
            return number - 1 if number and set(lines[number - 1].strip()) <= set("_-") else number
    return _trailing(lines)


def _trailing(lines: Sequence[str]) -> int:
    """Quoted lines at the end that no line announces."""
    cut = len(lines)
    while cut and (not lines[cut - 1].strip() or lines[cut - 1].startswith(">")):
        cut -= 1
    return cut if _has_quotes(lines[cut:]) else len(lines)


def _has_quotes(lines: Sequence[str]) -> bool:
    return any(line.startswith(">") for line in lines)


def _only_quoted(lines: Sequence[str]) -> bool:
    """Whether nothing but quotation follows; one line may be left over from a broken announcement."""
    loose = [line for line in lines if line.strip() and not line.startswith(">")]
    return _has_quotes(lines) and len(loose) <= 1


def _signature(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if number and _SIGNATURE.match(line)), len(lines))

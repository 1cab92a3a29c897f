"""What a paper says, as plain data: the frame that all share and the blocks that each is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .formats import country, paper_language
from .models import BLUE, Letterhead
from .words import say

Block = Mapping[str, Any]
Cell = str | Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """One of the two people who answer for a paper."""

    name: str
    role: str
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True)
class Paper:
    """A letter: to whom, what it is about, who answers for it, and what it says."""

    language: str
    title: str
    address: Sequence[str]
    facts: Sequence[tuple[str, str]]
    people: Sequence[Person]
    blocks: Sequence[Block]
    number: str = ""
    author: str = field(default="")

    def data(self, head: Letterhead) -> dict[str, Any]:
        """All that the template asks for, JSON all the way down."""
        language = paper_language(self.language)
        return {
            "language": language,
            "title": self.title,
            "number": self.number,
            "address": list(self.address),
            "facts": [list(pair) for pair in self.facts if pair[1]],
            "people": [asdict(person) for person in self.people],
            "blocks": list(self.blocks),
            "company": _company(head, language),
            "accent": head.accent or BLUE,
            "logo": head.logo,
            "words": {key: say(key, language) for key in ("page", "of", "contacts")},
        }


def _company(head: Letterhead, language: str) -> dict[str, Any]:
    """The line above the address, and the columns at the foot."""
    columns = (
        (head.name, head.street, head.place, country(head.country, language).title()),
        (head.phone, head.email, head.website),
        (head.directors, head.register, _named(say("vat_id", language), head.vat_id)),
        (head.bank, _named("IBAN", head.iban.replace(" ", "\N{NO-BREAK SPACE}")), _named("BIC", head.bic)),
    )
    return {
        "name": head.name,
        "line": " · ".join(part for part in (head.name, head.street, head.place) if part),
        "columns": [[line for line in column if line] for column in columns if any(column)],
        "footer": head.footer,
    }


def _named(label: str, value: str) -> str:
    return f"{label} {value}" if value else ""


def text(content: str, *, muted: bool = False) -> Block:
    """Paragraphs; an empty line parts them, a line end stays one."""
    return {"kind": "text", "text": content, "muted": muted}


def heading(content: str, *, below: str = "") -> Block:
    """A heading within the paper, with a line below it where there is more to say."""
    return {"kind": "heading", "text": content, "below": below}


def box(title: str, content: str = "") -> Block:
    """Something that must be seen."""
    return {"kind": "box", "title": title, "text": content}


def facts(pairs: Sequence[tuple[str, str]]) -> Block:
    """Names and values, one under the other."""
    return {"kind": "facts", "rows": [list(pair) for pair in pairs if pair[1]]}


def cell(content: str, *, below: str = "", strong: bool = False, mark: bool = False, muted: bool = False) -> Cell:
    """A cell of a table with more than its text."""
    return {"text": content, "below": below, "strong": strong, "mark": mark, "muted": muted}


def table(
    columns: Sequence[tuple[str, str, str]],
    rows: Sequence[Sequence[Cell] | str],
    totals: Sequence[tuple[str, str]] = (),
) -> Block:
    """Columns are (label, "left" or "right", width: "auto" or a share such as "1"); a row that is a text heads the
    next ones; of the totals the last is set strong.
    """
    return {
        "kind": "table",
        "columns": [{"label": label, "align": align, "width": width} for label, align, width in columns],
        "rows": [{"head": row} if isinstance(row, str) else {"cells": [_full(part) for part in row]} for row in rows],
        "totals": [list(pair) for pair in totals],
    }


def _full(part: Cell) -> Cell:
    return cell(part) if isinstance(part, str) else part


def signing(places: Sequence[tuple[str, str]]) -> Block:
    """Lines to sign on: (who, where and when)."""
    return {"kind": "signing", "places": [list(pair) for pair in places]}


def signed(label: str, name: str, below: str, drawing: str = "") -> Block:
    """A signature that was given: the strokes as SVG of our own writing, else the typed name."""
    return {"kind": "signed", "label": label, "name": name, "below": below, "drawing": drawing}


def new_page() -> Block:
    """What follows begins a page."""
    return {"kind": "page"}

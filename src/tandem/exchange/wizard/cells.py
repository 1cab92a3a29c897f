"""What a field of an import is, and how its cells are read in the formats of its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.exports.text import as_meant
from tandem.core.search import fold
from tandem.exchange.columns import column_checks
from tandem.exchange.files import Options
from tandem.exchange.files.cells import read_day, read_flag, read_number
from tandem.exchange.values import Unreadable, shorten, text

Read = Callable[[str], Any]
Choices = Callable[[], Mapping[str, str]]  # folded words people write -> value
LONGEST_TEXT = 20_000
MOST_NAMED = 12
_WRITTEN_IN = ("de", "en", "fr", "it", "nl", "pl", "es", "cs", "da", "tr")


@dataclass(frozen=True)
class Field:
    """One field that a column may fill. `model` and `column` give the checks of the database's column."""

    name: str
    label: Text
    kind: str = "text"  # text, mail, url, day, flag, number, choice, choices
    needed: bool = False
    places: int = 0  # of a number
    least: int = 0
    most: int = 10**15
    model: type[models.Model] | None = None
    column: str = ""  # where it is called otherwise than the field
    choices: Choices | None = None
    group: Text = ""
    fixed: bool = False  # may be given once for all rows
    named: Callable[[], Sequence[str]] | None = None  # what there is, told where a cell names something else
    offers: Callable[[Actor], Sequence[tuple[str, Text]]] | None = None  # what to choose from then; None to type

    def reader(self, options: Options) -> Read:
        """Reads a cell that is not empty; raises Unreadable with the reason in words."""
        read = _readers(self, options)[self.kind]
        checks = column_checks(self.model, self.column or self.name) if self.model and self.kind != "choices" else []
        checks = checks[:1] if self.kind in ("mail", "url") else checks  # their form is checked by the reading itself

        def checked(cell: str) -> Any:
            value = read(as_meant(cell) if cell[:1] == "'" else cell)  # as our own exports keep formulas harmless
            for check in checks:
                check(value)
            return value

        return checked

    @property
    def empty(self) -> Any:
        """What an empty cell makes of the field where empty cells empty it."""
        return {"flag": False, "day": None, "number": None, "choices": frozenset()}.get(self.kind, "")


def _readers(of: Field, options: Options) -> Mapping[str, Read]:
    known = of.choices() if of.choices else {}
    return {
        "text": _text,
        "mail": _mail,
        "url": _url,
        "day": lambda cell: read_day(cell, options.date_order or "dmy", sheet=options.kind == "sheet"),
        "flag": read_flag,
        "number": lambda cell: _bounded(read_number(cell, of.places, options.decimal or ","), of),
        "choice": lambda cell: _choice(cell, known, of.named),
        "choices": lambda cell: frozenset(_choice(part, known) for part in re.split(r"[,;/|]", cell) if part.strip()),
    }


def _text(cell: str) -> str:
    value = text(cell)
    if len(value) > LONGEST_TEXT:
        raise Unreadable(_("is longer than %(most)s letters") % {"most": LONGEST_TEXT})
    return value


def _mail(cell: str) -> str:
    value = _text(cell).removeprefix("mailto:").strip().lower()
    try:
        validate_email(value)
    except ValidationError:
        raise Unreadable(_("“%(cell)s” is not a mail address") % {"cell": shorten(cell)}) from None
    return value


_url_is_valid = URLValidator(schemes=["http", "https"])


def _url(cell: str) -> str:
    value = _text(cell)
    value = value if "://" in value else f"https://{value}"
    try:
        _url_is_valid(value)
    except ValidationError:
        raise Unreadable(_("“%(cell)s” is not a web address") % {"cell": shorten(cell)}) from None
    return value


def _bounded(value: int, of: Field) -> int:
    if not of.least <= value <= of.most:
        raise Unreadable(_("is out of bounds"))
    return value


def _choice(cell: str, known: Mapping[str, str], named: Callable[[], Sequence[str]] | None = None) -> str:
    value = known.get(fold(cell.strip()))
    if value is None and named is not None:
        names = named()
        if not names:
            raise Unreadable(_("“%(cell)s” is not there; nothing of the kind is yet") % {"cell": shorten(cell)})
        told = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        text = _("“%(cell)s” is not there; there are: %(names)s")
        raise Unreadable(text % {"cell": shorten(cell), "names": told})
    if value is None:
        raise Unreadable(_("“%(cell)s” is not expected") % {"cell": shorten(cell)})
    return value


def words_of(choices: Sequence[tuple[Any, Any]], **more: str) -> Choices:
    """Choices by their value and their labels in German and English; `more` are other words for them."""

    @cache
    def known() -> Mapping[str, str]:
        found = {fold(str(value)): str(value) for value, _label in choices}
        for language in ("de", "en"):
            with translation.override(language):
                found |= {fold(str(label)): str(value) for value, label in choices}
        return {**found, **{fold(word.replace("_", " ")): value for word, value in more.items()}}

    return known


def picked(name: str, label: Text, choices: Sequence[tuple[Any, Any]], known: Choices, **more: Any) -> Field:
    """A field with one of a few values, to be chosen once for all rows where no column has it; few are named."""
    if len(choices) <= MOST_NAMED:
        more = {"named": lambda: [str(label) for _value, label in choices], **more}
    return Field(name, label, kind="choice", choices=known, fixed=True, offers=lambda actor: choices, **more)


@cache
def countries() -> Mapping[str, str]:
    """Country codes by themselves and by the countries' names in the languages of customers."""
    return _by_names("territories", "", lambda code: len(code) == 2 and code.isalpha()) | {
        "d": "DE", "a": "AT", "brd": "DE", "uk": "GB", "usa": "US", "holland": "NL", "deu": "DE", "aut": "AT",
        "che": "CH", "fl": "LI", "bundesrepublik deutschland": "DE", "united states of america": "US",
    }  # fmt: skip


@cache
def languages() -> Mapping[str, str]:
    """Codes of the languages that customers speak with us, by themselves and by their names."""
    known = _by_names("languages", "lower", lambda code: code in _WRITTEN_IN)
    return known | {f"{code}-{region}": code for code in _WRITTEN_IN for region in ("de", "at", "ch", "us", "gb")}


def _by_names(kind: str, case: str, wanted: Callable[[str], bool]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _WRITTEN_IN:
        for code, name in getattr(Locale.parse(language), kind).items():
            if wanted(code):
                value = code.lower() if case else code
                found.setdefault(fold(name), value)
                found[fold(code)] = value
    return found


@dataclass(slots=True)
class Parsed:
    """A row of a file as values; `problems` say what is wrong with which field, "" for the row as a whole."""

    line: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """How the rows of one import are read."""

    readers: Mapping[str, tuple[int, Read, Any]]  # field -> (column, reader, value of an empty cell)
    needed: Sequence[str]
    fixed: Mapping[str, Any]
    blanks: bool = False

    @classmethod
    def of(
        cls,
        fields: Sequence[Field],
        mapping: Mapping[str, int],
        options: Options,
        fixed: Mapping[str, Any],
        *,
        blanks: bool = False,
    ) -> Form:
        """The readers of the mapped fields; fixed values are read like cells, once."""
        known = {one.name: one for one in fields}
        readers = {
            name: (column, known[name].reader(options), known[name].empty)
            for name, column in mapping.items()
            if name in known
        }
        given = {
            name: known[name].reader(options)(str(value))
            for name, value in fixed.items()
            if name in known and name not in readers and str(value).strip()
        }
        return cls(readers, [one.name for one in fields if one.needed], given, blanks)

    def parse(self, line: int, cells: Sequence[str]) -> Parsed:
        """One row; nothing that is wrong with it is passed over."""
        parsed = Parsed(line, cells, dict(self.fixed))
        for name, (column, read, empty) in self.readers.items():
            cell = cells[column] if column < len(cells) else ""
            if not cell or cell.isspace():
                if self.blanks:
                    parsed.values.setdefault(name, empty)
                continue
            try:
                parsed.values[name] = read(cell.strip())
            except Unreadable as error:
                parsed.problems[name] = str(error)
        for name in self.needed:
            if not parsed.values.get(name) and name not in parsed.problems:
                parsed.problems[name] = _("is empty")
        return parsed

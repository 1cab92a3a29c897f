"""How a file is to be read, and what an opened file shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self

from tandem.exchange.reading import Row

DateOrder = Literal["dmy", "mdy", "ymd"]
Decimal = Literal[",", "."]
BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"


@dataclass(frozen=True)
class Options:
    """How to read a file; what is empty is still open and gets guessed by `open_file`.

    `quote` is a quotation mark, doubled inside a cell; with a backslash before it, escaped by backslashes; or "none".
    `header_line` is the line of the names of columns, as an editor or a spreadsheet counts.
    """

    kind: Literal["csv", "sheet", "vcard", ""] = ""
    encoding: str = ""
    separator: str = ""
    quote: str = ""
    sheet: str = ""
    header_line: int = 0
    date_order: DateOrder | Literal[""] = ""
    decimal: Decimal | Literal[""] = ""
    skip_blanks: bool = False  # blanks stand between a separator and a quotation mark
    short_rows: bool = False  # rows end with their last filled cell
    width: int = 0  # how many columns there are

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The other way round; names that are none of ours are passed over."""
        return cls(**{one.name: values[one.name] for one in fields(cls) if one.name in values})


@dataclass(frozen=True)
class Opened:
    """A file that can be read: its options without gaps, its names of columns and its first rows."""

    options: Options
    sheets: list[str]
    header: list[str]
    sample: list[Row]
    notes: list[str] = field(default_factory=list)  # what was guessed or repaired, as translated sentences
    total_lines: int | None = None

"""CSV as people have it: with or without byte order mark, comma, semicolon or tab, any line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong with a file, where."""

    file: str
    line: int
    field: str
    message: str


@dataclass
class Sheet:
    """A file with its header understood: `places` says in which column a field stands."""

    file: str
    header: list[str]
    places: dict[str, int]
    others: dict[str, int]
    reader: Iterator[tuple[int, list[str]]]
    problems: list[FileProblem]

    def wrong(self, line: int, field: str, message: str) -> None:
        self.problems.append(FileProblem(self.file, line, field, message))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Lines with as many cells as the header; empty lines are passed over."""
        width = len(self.header)
        for line, cells in self.reader:
            if not any(cells) or not any(map(str.strip, cells)):
                continue
            if len(cells) == width:
                yield line, cells
            elif len(cells) < width:
                yield line, [*cells, *[""] * (width - len(cells))]
            elif not any(map(str.strip, cells[width:])):
                yield line, cells[:width]
            else:
                self.wrong(line, "", f"has {len(cells)} cells, the header has {width}")


def open_sheet(file: str, data: bytes, names: Mapping[str, Sequence[str]]) -> Sheet:
    """Decode a file and find the columns by their names or other usual names."""
    problems: list[FileProblem] = []
    text = _decode(data)
    first = text.split("\n", 1)[0]
    if "\0" in text:
        problems.append(FileProblem(file, 1, "", "is not a text file"))
        text = first = ""
    delimiter = max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))
    lines = _lines(file, text, delimiter, problems)
    _line, header = next(lines, (1, []))
    sheet = Sheet(file, [_key(name) for name in header], {}, {}, lines, problems)
    if not any(sheet.header):
        if not problems:
            sheet.wrong(1, "", "is empty: the first line names the columns")
        return sheet
    _place(sheet, names)
    return sheet


def _lines(file: str, text: str, delimiter: str, problems: list[FileProblem]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(FileProblem(file, line, "", f"cannot be read as CSV: {error}"))


def _place(sheet: Sheet, names: Mapping[str, Sequence[str]]) -> None:
    known = {alias: field for field, aliases in names.items() for alias in (field, *aliases)}
    for place, name in enumerate(sheet.header):
        field = known.get(name)
        if not name:
            continue
        if (field or name) in (sheet.places if field else sheet.others):
            sheet.wrong(1, name, "stands twice in the header")
        elif field:
            sheet.places[field] = place
        else:
            sheet.others[name] = place
    for name in sheet.others:
        near = get_close_matches(name, [alias for alias in known if known[alias] not in sheet.places], 1, 0.8)
        if near:
            sheet.wrong(1, name, f"is not known; did you mean {near[0]}?")


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what German spreadsheets write


def _key(name: str) -> str:
    return "_".join(name.strip().strip("*").lower().replace("-", " ").replace("_", " ").split())

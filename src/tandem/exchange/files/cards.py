"""vCards as a table: one row per card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import BadRow, InputRefused, Row

from .card_lines import Line, read_line, unfold
from .encoding import guess_encoding
from .form import Opened, Options
from .records import plain
from .text import count_text, decoded

SAMPLE = 100
MOST_LINES = 100_000  # of one card: photographs are long
COLUMNS = (
    "salutation",
    "first_name",
    "last_name",
    "company",
    "function",
    "email",
    "phone",
    "mobile",
    "street",
    "postcode",
    "town",
    "region",
    "country",
    "website",
    "note",
)
_MARK = "vcard"


@dataclass
class _Card:
    """The lines of a card as they stand, and whether it ends as it should."""

    line: int
    lines: list[str] = field(default_factory=list)
    closed: bool = False


def open_cards(path: Path, name: str, options: Options) -> Opened:
    """The cards as a table whose columns are always the same."""
    notes: list[str] = []
    if not options.encoding:
        encoding, notes = guess_encoding(path, name)
        options = replace(options, encoding=encoding)
    options = replace(options, header_line=0, width=len(COLUMNS), date_order="ymd", decimal=".")
    rows = [row for row in islice(read_cards(path, options), SAMPLE) if isinstance(row, Row)]
    if not rows and not any(True for _row in read_cards(path, options)):
        raise InputRefused(_("%(file)s holds no contacts. Export it again.") % {"file": name})
    return Opened(options, [], list(COLUMNS), rows, notes, count_text(path, options))


def read_cards(path: Path, options: Options, *, after: int = 0) -> Iterator[Row | BadRow]:
    """A row per card, with the line of its BEGIN; a card that is broken harms itself only."""
    with decoded(path, options) as stream:
        for card in _cards(stream):
            if card.line > after:
                yield _row(card)


def _cards(stream: Iterator[str]) -> Iterator[_Card]:
    card: _Card | None = None
    depth = 0
    for number, raw in enumerate(stream, 1):
        line = raw.removeprefix("\ufeff").rstrip("\r\n") if number == 1 else raw.rstrip("\r\n")
        mark = _mark(line)
        if mark == "begin" and (card is None or not _embeds(card)):
            if card is not None:
                yield card
            card, depth = _Card(number), 1
        elif card is None:
            continue
        else:
            depth += (mark == "begin") - (mark == "end")
            if depth == 1 and not mark:
                card.lines.append(line)
            if depth == 0 or len(card.lines) > MOST_LINES:
                card.closed = depth == 0
                yield card
                card = None
    if card is not None:
        yield card


def _mark(line: str) -> str:
    word, _colon, what = line.partition(":")
    return word.strip().lower() if what.strip().lower() == _MARK else ""


def _embeds(card: _Card) -> bool:
    """An agent's card may stand inside a card."""
    return bool(card.lines) and card.lines[-1].partition(":")[0].partition(";")[0].strip().upper() == "AGENT"


def _row(card: _Card) -> Row | BadRow:
    found = [line for line in map(read_line, unfold(card.lines)) if line is not None]
    cells = [plain(cell) for cell in _cells(found)]
    if not card.closed:
        return BadRow(card.line, cells, _("the card has no end"))
    if any("\ufffd" in cell for cell in cells):
        return BadRow(card.line, cells, _("holds bytes that are no text"))
    if not any(cells):
        return BadRow(card.line, cells, _("the card holds neither name nor address"))
    return Row(card.line, cells)


def _cells(lines: list[Line]) -> list[str]:
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        by_name.setdefault(line.name, []).append(line)
    last, first, _middle, salutation = _parts(_best(by_name.get("N", [])), 4)
    company = _parts(_best(by_name.get("ORG", [])), 1)[0]
    full_name = _text(by_name.get("FN", []))
    if not first and not last and full_name != company:
        first, _blank, last = full_name.rpartition(" ")
    box, extra, street, town, region, postcode, country = _parts(_best(by_name.get("ADR", []), "WORK"), 7)
    phones = [line for line in by_name.get("TEL", []) if not line.types & {"FAX", "PAGER"}]
    mobile = _best([line for line in phones if line.types & {"CELL", "MOBILE"}])
    phone = _best([line for line in phones if line is not mobile], "WORK")
    return [
        salutation,
        first,
        last,
        company,
        _text(by_name.get("TITLE", [])) or _text(by_name.get("ROLE", [])),
        _text(by_name.get("EMAIL", []), "WORK"),
        _uri(phone),
        _uri(mobile),
        " ".join(filter(None, (street or box, extra if street or box else ""))) or extra,
        postcode,
        town,
        region,
        country,
        _text(by_name.get("URL", []), "WORK"),
        "\n".join(filter(None, (line.text for line in by_name.get("NOTE", [])))),
    ]


def _best(lines: list[Line], kind: str = "") -> Line | None:
    """The preferred one, else one of the kind, else the first."""
    filled = [line for line in lines if line.text.strip(" ;")]
    return min(filled, key=lambda line: (line.preference, kind not in line.types if kind else False), default=None)


def _text(lines: list[Line], kind: str = "") -> str:
    best = _best(lines, kind)
    return " ".join(best.text.split()) if best else ""


def _uri(line: Line | None) -> str:
    """A phone number, which may stand as an address."""
    if line is None:
        return ""
    text = line.text.strip()
    return text[4:].partition(";")[0] if text.lower().startswith("tel:") else text


def _parts(line: Line | None, count: int) -> list[str]:
    parts = [" ".join(part.split()) for part in (line.parts if line else [])]
    return [*parts[:count], *[""] * (count - len(parts))]

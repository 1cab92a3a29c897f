"""The form of a text table: separator, quotation mark, header and width, from its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused, Row

from .cells import guess_date_order, guess_decimal
from .form import Decimal, Options
from .header import find_header, trim
from .records import Record, split

USUAL = (",", ";", "\t", "|")
RARE = ("^", "~", "\x1f", "¦", "#", ":")
_HINT = re.compile(r"(?i)\ufeff?\"?sep=(.)\"?\s*")
_COLUMNS_BY_BLANKS = re.compile(r"\S(?: {2,}|\t)\S")


def guess_form(lines: Sequence[str], options: Options, name: str) -> tuple[Options, list[str]]:
    """The options without gaps, and what to tell about them."""
    if not any(line.strip() for line in lines):
        raise InputRefused(_("%(file)s holds no rows. Choose the file that holds them.") % {"file": name})
    hint = _HINT.fullmatch(lines[0])
    if hint and not options.separator:
        options = replace(options, separator=hint[1])
    if options.separator and not _may_separate(options.separator):
        raise InputRefused(_("“%(mark)s” cannot stand between columns.") % {"mark": options.separator})
    options = _with_quote(lines, _with_separator(lines, options, name))
    records = _records(lines, options)
    notes: list[str] = []
    if not options.header_line:
        found = find_header([(one.line, one.cells) for one in (records[1:] if hint else records)])
        options = replace(options, header_line=found or 1)
        if options.header_line > 1:
            notes.append(_("The names of columns were found in line %(line)s.") % {"line": options.header_line})
    return _with_width(records, options, notes), notes


def guess_marks(options: Options, sample: Sequence[Row]) -> Options:
    """With the order of dates and the decimal mark that the rows show."""
    columns = list(zip(*(row.cells for row in sample), strict=True))
    usual: Decimal = "," if options.separator == ";" else "."
    return replace(
        options,
        date_order=options.date_order or guess_date_order(columns),
        decimal=options.decimal or guess_decimal((cell for column in columns for cell in column), usual),
    )


def _may_separate(separator: str) -> bool:
    return len(separator) == 1 and separator not in "\r\n\"' \\"


def _with_separator(lines: Sequence[str], options: Options, name: str) -> Options:
    if options.separator:
        return options
    best, rating = _best(lines, options, USUAL)
    if rating > 0.5 or (rating > 0.2 and not any(_stands(lines, one) for one in USUAL if one != best)):
        return replace(options, separator=best)
    if sum(_COLUMNS_BY_BLANKS.search(line.rstrip()) is not None for line in lines) * 2 > len(lines) > 1:
        raise InputRefused(
            _("The columns of %(file)s are only apart by blanks. Save it as .csv or .xlsx.") % {"file": name}
        )
    best, rating = _best(lines, options, RARE)
    if rating > 0.8:
        return replace(options, separator=best)
    return replace(options, separator=next((one for one in USUAL if not _stands(lines, one)), ","))


def _best(lines: Sequence[str], options: Options, among: Sequence[str]) -> tuple[str, float]:
    rated = {one: _rate(lines, replace(options, separator=one)) for one in among if _stands(lines, one)}
    best = max(rated, key=lambda one: rated[one], default="")
    return best, rated.get(best, 0)


def _stands(lines: Sequence[str], separator: str) -> bool:
    return any(separator in line for line in lines)


def _rate(lines: Sequence[str], options: Options) -> float:
    """How even the rows are, and how wide; 0 when nothing is split."""
    records = [one for one in _records(lines, replace(options, quote=options.quote or '"')) if any(one.cells)]
    sound = [one.cells for one in records if not one.reason]
    return max((_evenness([count(cells) for cells in sound], len(records)) for count in (len, trim)), default=0)


def _evenness(counts: list[int], total: int) -> float:
    widths = Counter(count for count in counts if count > 1)
    if not widths:
        return 0
    width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return often / total * (2 - 1 / width) / 1.5 if often > 1 or total < 4 else 0


def _with_quote(lines: Sequence[str], options: Options) -> Options:
    text = "".join(lines)
    quotes = [options.quote] if options.quote else _quotes(text, options.separator)
    blanks = [True, False] if f"{options.separator} {quotes[0][-1]}" in text else [False]
    tried = [replace(options, quote=quote, skip_blanks=skip) for quote in quotes for skip in blanks]
    faults = {one: _faults(lines, one) for one in tried}
    best = min(tried, key=lambda one: faults[one])
    few = best.quote == "none" != options.quote and faults[tried[0]] <= faults[best] + max(2, len(lines) // 50)
    return tried[0] if few else best  # a stray mark or two are the rows' own fault


def _quotes(text: str, separator: str) -> list[str]:
    """The marks that may stand around cells, the usual one first."""
    single = '"' not in text and f"'{separator}'" in text
    return ['"', *(['\\"'] if '\\"' in text else []), *(["'"] if single else []), "none"]


def _faults(lines: Sequence[str], options: Options) -> int:
    """Broken lines, and those that are not as wide as most."""
    records = [one for one in _records(lines, options) if any(one.cells)]
    widths = Counter(len(one.cells) for one in records)
    if not widths:
        return 0
    left = sum(cell[:1] == cell[-1:] == "'" and len(cell) > 1 for one in records for cell in one.cells)
    return len(records) - max(widths.values()) + sum(bool(one.reason) for one in records) + left


def _with_width(records: list[Record], options: Options, notes: list[str]) -> Options:
    header = next((one.cells for one in records if one.line == options.header_line), [])
    rows = [one.cells for one in records if one.line > options.header_line and any(one.cells) and not one.reason]
    filled = sorted(trim(cells) for cells in rows)
    wide = filled[len(filled) // 2] if filled else 0
    width = max(trim(header), wide, 1)
    short = sum(len(cells) < width for cells in rows)
    if short * 2 > len(rows):
        notes.append(_("Many rows end early: their missing cells count as empty."))
        options = replace(options, short_rows=True)
    return replace(options, width=width)


def _records(lines: Sequence[str], options: Options) -> list[Record]:
    return list(split(lines, options))

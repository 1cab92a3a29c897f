"""Writes docs/messy.md: what becomes of every file in a folder of messy ones. A test holds the page to the code.

python tools/messy.py FOLDER    the folder with csv/, eml/, ics/ and vcf/
"""

import os
import sys
from pathlib import Path

import django
from django.utils import translation

from tandem.exchange.files import Opened, open_file, read_lines
from tandem.exchange.files.encoding import label
from tandem.exchange.files.matching import guess_kind, layout_of
from tandem.exchange.reading import BadRow, InputRefused

PAGE = Path(__file__).resolve().parent.parent / "docs" / "messy.md"
HEAD = """# Messy files

What the import makes of every file in the folder of messy samples: rows that can be taken, rows that are named with
their reason, or why the whole file is refused. `tools/messy.py` writes this page and a test holds it to the code.

| File | Rows | Bad rows | Read as | Names in line | Kind | Told, first bad row, or why refused |
|---|---:|---:|---|---:|---|---|
"""
SEPARATORS = {"\t": "tab", "|": "bar", ",": "comma", ";": "semicolon"}


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    PAGE.write_text(render(Path(sys.argv[1])), encoding="utf-8")
    return 0


def render(folder: Path) -> str:
    """The page about every file below the folder."""
    with translation.override("en"):
        return HEAD + "".join(_line(path) for path in sorted(folder.glob("*/*")))


def _line(path: Path) -> str:
    try:
        opened = open_file(path, path.name)
        rows = list(read_lines(path, opened.options))
    except InputRefused as refused:
        cells = ["-", "-", "refused", "", "", str(refused)]
    else:
        bad = [row for row in rows if isinstance(row, BadRow)]
        kind = guess_kind(opened.header, opened.sample) or ""
        layout = layout_of(opened.header)
        told = " ".join([*opened.notes, *(f"Line {row.line}: {row.reason}." for row in bad[:1])])
        line = str(opened.options.header_line or "")
        named = f"{kind} ({layout})" if layout else kind
        cells = [str(len(rows) - len(bad)), str(len(bad)), _form(opened), line, named, told]
    return "| " + " | ".join([path.name, *(cell.replace("|", "\\|") for cell in cells)]) + " |\n"


def _form(opened: Opened) -> str:
    options = opened.options
    if options.kind == "sheet":
        return f"sheet “{options.sheet}”"
    if options.kind == "vcard":
        return f"vCard, {label(options.encoding)}"
    return f"{label(options.encoding)}, {SEPARATORS.get(options.separator, options.separator)}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    django.setup()
    sys.exit(main())

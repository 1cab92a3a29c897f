"""Whether a paper is PDF/A: what an independent checker finds, less what it finds wrongly.

Each kind of finding that is not taken as one is looked at here by the rule itself (ISO 19005-2 and -3), so that a real
breach of that rule is still found.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from pdfluent import validate_pdfa
from pypdf import PdfReader
from pypdf.generic import ContentStream

NOT_TAKEN = (
    r"absent from CIDSet$",  # reads "\f" in a string as the letter f, a glyph that is not there
    r"unclosed marked content",  # knows EMC only at the end of a line
    r"^Info /|^/Info has|mismatch: Info=",  # both descriptions the same: asked by part 1 only
    r"contains forbidden /SMask key$",  # transparency: forbidden by part 1 only
    r"^Page uses transparency but has no /Group",  # 6.2.10: only where there is no output intent
    r"^Widget annotation .*missing .*/AP",  # 6.3.3: not where it has no extent, as a seal without a picture
)


def found_in(pdf: bytes, folder: Path) -> list[str]:
    """What keeps it from being PDF/A; nothing where it is."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    told = [f"{issue.rule} {issue.message}" for issue in validate_pdfa(str(path)).issues if not _not_taken(issue)]
    return told or list(_looked_at(PdfReader(io.BytesIO(pdf))))


def _not_taken(issue: Any) -> bool:
    return any(re.search(pattern, issue.message) for pattern in NOT_TAKEN)


def _looked_at(reader: Any) -> Iterator[str]:
    root = reader.trailer["/Root"]
    for page in reader.pages:
        names = [operator for _operands, operator in ContentStream(page.get_contents(), reader).operations]
        if names.count(b"BDC") + names.count(b"BMC") != names.count(b"EMC"):
            yield "marked content is not closed"
        for note in page.get("/Annots", []):
            if note["/Subtype"] == "/Widget" and "/AP" not in note and set(note["/Rect"]) != {0}:
                yield "6.3.3 a widget without its look"
        fonts = page["/Resources"]["/Font"].values()
        yield from (f"6.2.11.4.2 {font['/BaseFont']}" for font in fonts if not _all_named(font["/DescendantFonts"][0]))
    if any(intent["/S"] != "/GTS_PDFA1" for intent in root.get("/OutputIntents", [{"/S": ""}])):
        yield "6.2.10 transparency without output intent or group"


def _all_named(font: Any) -> bool:
    """Whether the set of glyphs, where there is one, names each that the embedded font has."""
    described = font["/FontDescriptor"]
    if "/CIDSet" not in described:
        return True
    bits, glyphs = described["/CIDSet"].get_data(), TTFont(io.BytesIO(described["/FontFile2"].get_data()))
    return all(bits[one // 8] & (0x80 >> one % 8) for one in range(glyphs["maxp"].numGlyphs))

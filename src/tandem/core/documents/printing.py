"""From data to PDF or picture: one Typst compiler per process, one at a time, data never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from .glyphs import FONTS, printable

TEMPLATES = Path(__file__).parent / "typst"
LETTER = "letter.typ"
PLAIN, WITH_DATA = "a-2b", "a-3b"
_one = Lock()


def print_pdf(data: Mapping[str, Any], *, at: datetime, standard: str = PLAIN) -> bytes:
    """The paper as PDF/A. The same data at the same instant gives the same bytes."""
    with _one:
        made = _compiler().compile(
            input=str(TEMPLATES / LETTER),
            format="pdf",
            sys_inputs={"data": _as_json(data)},
            pdf_standards=[standard],
            timestamp=int(at.timestamp()),
        )
    return bytes(made)


def print_pictures(data: Mapping[str, Any], *, ppi: float = 80) -> list[bytes]:
    """Its pages as PNG: for a preview, never kept."""
    with _one:
        made = _compiler().compile(
            input=str(TEMPLATES / LETTER), format="png", ppi=ppi, sys_inputs={"data": _as_json(data)}
        )
    return list(made) if isinstance(made, list) else [made]


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(printable(dict(data)), ensure_ascii=False)


@cache
def _compiler() -> Any:
    import typst  # 34 MB that only who prints needs

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)

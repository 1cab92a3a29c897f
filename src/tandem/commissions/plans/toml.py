"""A document as TOML: plain keys first, then tables, then one table per building block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
WIDE = 100


def to_toml(document: Mapping[str, Any], start: date | None = None, end: date | None = None) -> str:
    """Reads back as the same document."""
    head = {key: value for key, value in document.items() if not _is_table(value) and not _is_rows(value)}
    lines = [f"{_name(key)} = {_inline(value)}" for key, value in head.items()]
    lines += [f"from = {start.isoformat()}"] if start else []
    lines += [f"to = {end.isoformat()}"] if end else []
    for key, value in document.items():
        if _is_table(value):
            lines += ["", f"[{_name(key)}]", *_pairs(value)]
    for key, value in document.items():
        for row in value if _is_rows(value) else ():
            lines += ["", f"[[{_name(key)}]]", *_pairs(row)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        line = f"{_name(key)} = {_inline(value)}"
        if len(line) > WIDE and isinstance(value, list):
            line = f"{_name(key)} = [\n" + "".join(f"  {_inline(item)},\n" for item in value) + "]"
        yield line


def _name(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_name(key)} = {_inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(value: str) -> str:
    """JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""The lines of a vCard of any version: unfolded, taken apart, decoded."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)\s*((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)", re.DOTALL)
_PARAM = re.compile(r";((?:[^;\"]|\"[^\"]*\")*)")
_SPLIT = re.compile(r"(?<!\\);")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_LEAST_PREFERRED = 101


@dataclass(frozen=True)
class Line:
    """One property: its name without group, its types, how much it is preferred (low is more) and its parts."""

    name: str
    types: frozenset[str]
    preference: int
    parts: list[str]

    @property
    def text(self) -> str:
        """The value when it is no list."""
        return ";".join(self.parts)


def unfold(lines: Iterable[str]) -> Iterator[str]:
    """Lines that were folded by a blank, or by the soft end of quoted-printable, joined again."""
    whole = ""
    for line in lines:
        soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        if soft:
            whole = whole[:-1] + line
        elif line[:1] in (" ", "\t"):
            whole += line[1:]
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def read_line(text: str) -> Line | None:
    """The property of a line; None for what is none, or no text."""
    match = _HEAD.fullmatch(text)
    if match is None or match[1].upper() in _BINARY:
        return None
    name, params = match[1].upper(), list(_params(match[2]))
    value = _decoded(match[3], dict(params))
    types = frozenset(word for key, words in params for word in (words.split(",") if key in ("TYPE", "") else []))
    parts = [_ESCAPE.sub(_unescaped, part) for part in _SPLIT.split(value)]
    return Line(name, types, _preference(types, dict(params)), parts)


def _params(text: str) -> Iterator[tuple[str, str]]:
    """Names and values in capitals; version 2.1 leaves the name out."""
    for match in _PARAM.finditer(text):
        name, equals, value = match[1].partition("=")
        if equals:
            yield name.strip().upper(), value.replace('"', "").strip().upper()
        else:
            yield "", name.strip().upper()


def _decoded(value: str, params: dict[str, str]) -> str:
    if "QUOTED-PRINTABLE" not in params.values():
        return value
    data = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    for encoding in (params.get("CHARSET", "utf-8"), "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("latin-1")


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def _preference(types: frozenset[str], params: dict[str, str]) -> int:
    if "PREF" in types:
        return 0
    return int(params["PREF"]) if params.get("PREF", "").isdecimal() else _LEAST_PREFERRED

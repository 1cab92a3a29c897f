"""How a name sounds in German."""

from __future__ import annotations

import re

_CODES = {**dict.fromkeys("aeiouyj", "0"), "b": "1", **dict.fromkeys("fvw", "3"), **dict.fromkeys("gkq", "4")}
_NO_LETTER, _TWICE = re.compile("[^a-z]"), re.compile(r"(.)\1+")
_CODES |= {"l": "5", **dict.fromkeys("mn", "6"), "r": "7", **dict.fromkeys("sz", "8")}


def sound_key(words: str) -> str:
    """Cologne phonetics (Postel 1969) of all words together: alike for Meyer and Maier, Schmidt and Schmitt."""
    text = _NO_LETTER.sub("", words)
    found = [_CODES.get(letter) or _code(text, at) for at, letter in enumerate(text)]
    joined = _TWICE.sub(r"\1", "".join(found))
    return joined[:1] + joined[1:].replace("0", "")


def _code(text: str, at: int) -> str:
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        hard = "ahkloqrux" if at == 0 else "ahkoqux"
        soft = bool(before) and before in "sz"
        return "4" if after and after in hard and not soft else "8"
    return _CODES.get(letter, "")

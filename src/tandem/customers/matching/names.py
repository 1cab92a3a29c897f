"""Names as they are compared: without legal form, accents and fillers."""

from __future__ import annotations

import re
from functools import lru_cache

from tandem.core.search import fold

from .legal import LEGAL_FORM

_FILLERS = {"und", "and", "et", "y", "u", "the", "der", "die", "das", "firma", "fa", "inh", "inhaber"}
_TITLES = {
    "dr",
    "prof",
    "professor",
    "dipl",
    "ing",
    "mag",
    "herr",
    "frau",
    "mr",
    "mrs",
    "ms",
    "phd",
    "mba",
    "med",
    "h",
    "c",
}
_OTHER = re.compile(r"[^0-9a-z]+")
_UMLAUT = re.compile(r"ae|oe|(?<![aeoq])ue")


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """Folded words with single blanks: ü, ue and u are one letter here, since people type all three."""
    return _one_letter(_split(text))


def _split(text: str) -> str:
    """The short ways are for bulk: most names are plain words."""
    folded = text.lower() if text.isascii() else fold(text)
    return folded if folded.isalnum() and folded.isascii() else _OTHER.sub(" ", folded).strip()


def _one_letter(words: str) -> str:
    return _UMLAUT.sub(_first, words) if "e" in words else words


def _first(found: re.Match[str]) -> str:
    return found[0][0]


@lru_cache(maxsize=4096)
def firm_words(name: str) -> str:
    """The words of a firm's name that tell it from others: "Müller & Söhne GmbH & Co. KG" is "muller sohne"."""
    bare = LEGAL_FORM.sub("", f"{_split(name)} ")  # what a name begins with is no legal form: "AB Elektronik"
    kept = [word for word in bare.split() if word not in _FILLERS]
    return _one_letter(" ".join(kept)) or words_of(name)


def firm_key(name: str) -> str:
    """The words run together, so that "Stadt Werke" and "Stadtwerke" are one."""
    return firm_words(name).replace(" ", "")


def person_words(first_name: str, last_name: str) -> str:
    """A person's names without titles, in the order of the alphabet: "Thomsen, Dr. Birte" is "birte thomsen"."""
    words = {*words_of(first_name).split(), *words_of(last_name).split()}
    return " ".join(sorted(words - _TITLES))

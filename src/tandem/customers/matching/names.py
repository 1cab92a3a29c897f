"""Names as they are compared: without legal form, accents and fillers."""

from __future__ import annotations

import re
from functools import lru_cache

from tandem.core.search import fold

# Folded, as words; single letters stand where people write dots or blanks between them. Longest first.
_FORMS = """
gesellschaft mit beschraenkter haftung
ug haftungsbeschraenkt
unternehmergesellschaft haftungsbeschraenkt
haftungsbeschraenkt
eingetragene kauffrau
eingetragener kaufmann
eingetragener verein
kommanditgesellschaft auf aktien
kommanditgesellschaft
aktiengesellschaft
unternehmergesellschaft
societa per azioni
societe anonyme
sp z o o
spolka z o o
spol s r o
ges m b h
m b h
g m b h
k g a a
o h g
g b r
s a r l
s a s u
s a s
s r l
s r o
s p a
d o o
e k fm
e kfm
e kfr
e v
e g
e k
e u
a g
k g
u g
s e
s a
s l
b v
n v
a s
a b
v o f
l l c
l l p
p l c
p t y
gesmbh
gmbh
mbh
kgaa
ohg
gbr
ekfm
ekfr
ek
ev
eg
eu
ag
kg
ug
se
sarl
sasu
sas
srl
sro
spa
doo
spzoo
sa
sl
bv
bvba
sprl
nv
vof
oy
oyj
ab
aps
asa
kft
zrt
nyrt
ltda
lda
eirl
eurl
sca
plc
llp
llc
ltd
limited
inc
incorporated
corp
corporation
company
pty
co
"""
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
_FORM = re.compile(
    r"(?<= )(?:" + "|".join(sorted({form for form in _FORMS.split("\n") if form}, key=len, reverse=True)) + r")(?= )"
)
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
    bare = _FORM.sub("", f"{_split(name)} ")  # what a name begins with is no legal form: "AB Elektronik"
    kept = [word for word in bare.split() if word not in _FILLERS]
    return _one_letter(" ".join(kept)) or words_of(name)


def firm_key(name: str) -> str:
    """The words run together, so that "Stadt Werke" and "Stadtwerke" are one."""
    return firm_words(name).replace(" ", "")


def person_words(first_name: str, last_name: str) -> str:
    """A person's names without titles, in the order of the alphabet: "Thomsen, Dr. Birte" is "birte thomsen"."""
    words = {*words_of(first_name).split(), *words_of(last_name).split()}
    return " ".join(sorted(words - _TITLES))


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

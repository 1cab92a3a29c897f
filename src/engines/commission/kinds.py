"""Kinds of facts: those that the engine knows, and own ones that a plan names; what looks like a slip is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from .facts import ADJUSTMENT, BACK, DISPUTE, PAYMENT, WITHDRAWAL

KNOWN = ("order", "invoice", PAYMENT, *sorted(BACK), WITHDRAWAL, ADJUSTMENT, DISPUTE)
PAID = frozenset({"order", "invoice", PAYMENT, "cash"})  # what trigger = payment asks for
ALIKE = 0.75


def plain_kind(text: str) -> str:
    """As facts are compared: small letters, one word."""
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def kind_problem(word: str) -> str:
    """What is wrong with a kind that a plan names; any own one is right, but not one that was meant to be known."""
    if word in KNOWN or word == "cash":
        return ""
    if plain_kind(word) != word:
        return f'"{word}" is no kind of facts; did you mean {plain_kind(word)}?'
    near = get_close_matches(word, KNOWN, 1, ALIKE)
    return f'"{word}" is no kind of facts; did you mean {near[0]}?' if near else ""


def hint(word: str, options: Iterable[str]) -> str:
    """; did you mean …? or nothing where no option is near."""
    near = get_close_matches(word, list(options), 1, 0.6)
    return f"; did you mean {near[0]}?" if near else ""


def unknown(word: str, options: Collection[str]) -> str:
    """That a word is none of the options, which one was probably meant, and what there is."""
    return f'"{word}" is not known{hint(word, options) or ": there is " + ", ".join(options)}'

"""Conditions between a left and a right row, as DuckDB reads them; of our own columns only."""

from __future__ import annotations


def unknown(*columns: str) -> str:
    return " OR ".join(f'"{column}_l" IS NULL OR "{column}_r" IS NULL' for column in columns)


def equal(column: str) -> str:
    return f'"{column}_l" = "{column}_r"'


def shared(column: str) -> str:
    return f'list_has_any("{column}_l", "{column}_r")'


def alike(column: str, least: float) -> str:
    return f'jaro_winkler_similarity("{column}_l", "{column}_r") >= {least}'


def slip(column: str) -> str:
    """One or two letters wrong in a word that is long enough for it."""
    return f'(length("{column}_l") >= 6 AND damerau_levenshtein("{column}_l", "{column}_r") <= 2)'


def same_start(column: str) -> str:
    """Alike from the first letters on: the mail addresses of two of a family differ there only."""
    return f'left("{column}_l", 3) = left("{column}_r", 3) AND {alike(column, 0.93)}'


def initial(column: str) -> str:
    """One of the two is the first letter of the other."""
    one, other = f'"{column}_l"', f'"{column}_r"'
    return (
        f"(length({one}) = 1 AND starts_with({other}, {one})) OR (length({other}) = 1 AND starts_with({one}, {other}))"
    )

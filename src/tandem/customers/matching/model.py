"""How likely two are one: what is compared, and what each agreement says at first (Fellegi and Sunter 1969).

A level is (condition, m, u): how often it holds between two rows of one company or person, and how often between two
that have nothing to do with each other. The odds u are counted in the book itself once it is large enough; m are these
here, and learned from the book only where it holds enough duplicates to learn from (docs/duplicates.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Level = tuple[str, float, float]


@dataclass(frozen=True)
class Comparison:
    """One trait: when nothing can be said, then the levels from the strongest; what is left is the last pair."""

    name: str
    unknown: str
    levels: Sequence[Level]
    rest: tuple[float, float]
    rare: str = ""  # a column whose rare values say more than common ones
    rarity: float = 1.0  # how much more

    def as_settings(self) -> dict[str, Any]:
        """As the library wants it."""
        levels: list[dict[str, Any]] = [
            {"sql_condition": self.unknown, "label_for_charts": "unknown", "is_null_level": True}
        ]
        for number, (condition, m, u) in enumerate(self.levels):
            level: dict[str, Any] = {
                "sql_condition": condition,
                "label_for_charts": condition,
                "m_probability": m,
                "u_probability": u,
            }
            if self.rare and number == 0:
                level |= {
                    "tf_adjustment_column": self.rare,
                    "tf_adjustment_weight": self.rarity,
                    "tf_minimum_u_value": 1e-6,
                }
            levels.append(level)
        m, u = self.rest
        levels.append({"sql_condition": "ELSE", "label_for_charts": "else", "m_probability": m, "u_probability": u})
        return {"output_column_name": self.name, "comparison_levels": levels}


def _unknown(*columns: str) -> str:
    return " OR ".join(f'"{column}_l" IS NULL OR "{column}_r" IS NULL' for column in columns)


def _equal(column: str) -> str:
    return f'"{column}_l" = "{column}_r"'


def _shared(column: str) -> str:
    return f'list_has_any("{column}_l", "{column}_r")'


def _alike(column: str, least: float) -> str:
    return f'jaro_winkler_similarity("{column}_l", "{column}_r") >= {least}'


def _slip(column: str) -> str:
    """One or two letters wrong in a word that is long enough for it."""
    return f'(length("{column}_l") >= 6 AND damerau_levenshtein("{column}_l", "{column}_r") <= 2)'


def _same_start(column: str) -> str:
    """Alike from the first letters on: the mail addresses of two of a family differ there only."""
    return f'left("{column}_l", 3) = left("{column}_r", 3) AND {_alike(column, 0.93)}'


def _initial(column: str) -> str:
    """One of the two is the first letter of the other."""
    one, other = f'"{column}_l"', f'"{column}_r"'
    return (
        f"(length({one}) = 1 AND starts_with({other}, {one})) OR (length({other}) = 1 AND starts_with({one}, {other}))"
    )


CUSTOMERS = (
    Comparison(
        "name",
        _unknown("name"),
        (
            (_equal("name"), 0.62, 0.00005),
            (f"{_equal('sorted')} OR {_alike('name', 0.94)} OR {_slip('name')}", 0.18, 0.0002),
            (
                f'{_alike("name", 0.86)} OR starts_with("name_l", "name_r") OR starts_with("name_r", "name_l")',
                0.12,
                0.002,
            ),
        ),
        (0.08, 0.9977),
        rare="name",
    ),
    Comparison(
        "place",
        _unknown("town"),
        (
            (_shared("addresses"), 0.55, 0.0001),
            (f"{_equal('postcode')} AND {_alike('street', 0.85)}", 0.15, 0.0002),
            (_equal("postcode"), 0.08, 0.003),
            (_equal("town"), 0.10, 0.03),
        ),
        (0.12, 0.9667),
    ),
    Comparison("vat", _unknown("vat"), ((_equal("vat"), 0.93, 0.00001),), (0.07, 0.99999)),
    Comparison("phone", _unknown("phones"), ((_shared("phones"), 0.65, 0.00005),), (0.35, 0.99995)),
    Comparison(
        "mail",
        _unknown("domains"),
        ((_shared("mails"), 0.45, 0.00001), (_shared("domains"), 0.35, 0.0001)),
        (0.20, 0.99989),
    ),
)
CUSTOMER_BLOCKS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("name",), ""),
    (("sound",), ""),
    (("sorted",), ""),
    (("vat",), ""),
    (("phones",), "phones"),
    (("mails",), "mails"),
    (("domains",), "domains"),
    (("addresses",), "addresses"),
    (("postcode", "substr(name, 1, 3)"), ""),
    (("town", "first_word"), ""),
)

# What leaves no doubt, to count how many duplicates there are to be expected.
SURE_CUSTOMERS = (("name", "town"), ("vat",))
SURE_CONTACTS = (("mail",), ("first", "last", "town"))

CONTACTS = (
    Comparison(
        "last",
        _unknown("last"),
        (
            (_equal("last"), 0.78, 0.001),
            (f"{_alike('last', 0.92)} OR {_slip('last')}", 0.12, 0.003),
            ('"last_l" = "first_r" AND "first_l" = "last_r"', 0.03, 0.0001),
        ),
        (0.05, 0.9959),
        rare="last",
        rarity=0.5,
    ),
    Comparison(
        "first",
        _unknown("first"),
        (
            (_equal("first"), 0.72, 0.01),
            (f"{_alike('first', 0.88)} OR {_slip('first')}", 0.10, 0.01),
            (_initial("first"), 0.06, 0.01),
            ('"last_l" = "first_r" AND "first_l" = "last_r"', 0.03, 0.0001),
        ),
        (0.03, 0.9699),
        rare="first",
        rarity=0.5,
    ),
    Comparison(
        "mail",
        _unknown("mail"),
        ((_equal("mail"), 0.70, 0.00001), (_same_start("mail"), 0.12, 0.0005)),
        (0.18, 0.99949),
    ),
    Comparison("phone", _unknown("phones"), ((_shared("phones"), 0.60, 0.0005),), (0.40, 0.9995)),
    Comparison(
        "firm",
        _unknown("town"),
        (
            (_equal("customer"), 0.45, 0.002),
            (_equal("firm"), 0.15, 0.001),
            (_equal("town"), 0.15, 0.03),
        ),
        (0.25, 0.967),
    ),
)
CONTACT_BLOCKS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("mail",), ""),
    (("phones",), "phones"),
    (("first", "last"), ""),
    (("customer", "last_sound"), ""),
    (("town", "last_sound"), ""),
    (("last", "substr(first, 1, 1)"), ""),
    (("first", "substr(last, 1, 3)"), ""),
    (("substr(mail, 1, 6)", "town"), ""),
)

"""What contacts are compared by (model.py)."""

from __future__ import annotations

from .conditions import alike, equal, initial, same_start, shared, slip, unknown
from .model import Blocks, Comparison

CONTACTS = (
    Comparison(
        "last",
        unknown("last"),
        (
            (equal("last"), 0.78, 0.001),
            (f"{alike('last', 0.92)} OR {slip('last')}", 0.12, 0.003),
            ('"last_l" = "first_r" AND "first_l" = "last_r"', 0.03, 0.0001),
        ),
        (0.05, 0.9959),
        rare="last",
        rarity=0.5,
    ),
    Comparison(
        "first",
        unknown("first"),
        (
            (equal("first"), 0.72, 0.01),
            (f"{alike('first', 0.88)} OR {slip('first')}", 0.10, 0.01),
            (initial("first"), 0.06, 0.01),
            ('"last_l" = "first_r" AND "first_l" = "last_r"', 0.03, 0.0001),
        ),
        (0.03, 0.9699),
        rare="first",
        rarity=0.5,
    ),
    Comparison(
        "mail",
        unknown("mail"),
        ((equal("mail"), 0.70, 0.00001), (same_start("mail"), 0.12, 0.0005)),
        (0.18, 0.99949),
    ),
    Comparison("phone", unknown("phones"), ((shared("phones"), 0.60, 0.0005),), (0.40, 0.9995)),
    Comparison(
        "firm",
        unknown("town"),
        (
            (equal("customer"), 0.45, 0.002),
            (equal("firm"), 0.15, 0.001),
            (equal("town"), 0.15, 0.03),
        ),
        (0.25, 0.967),
    ),
)
CONTACT_BLOCKS: Blocks = (
    (("mail",), ""),
    (("phones",), "phones"),
    (("first", "last"), ""),
    (("customer", "last_sound"), ""),
    (("town", "last_sound"), ""),
    (("last", "substr(first, 1, 1)"), ""),
    (("first", "substr(last, 1, 3)"), ""),
    (("substr(mail, 1, 6)", "town"), ""),
)
# What leaves no doubt, to count how many duplicates are to be expected.
SURE_CONTACTS = (("mail",), ("first", "last", "town"))

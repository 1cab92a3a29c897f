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
Blocks = Sequence[tuple[tuple[str, ...], str]]  # columns that two must share to be compared, and the list among them


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

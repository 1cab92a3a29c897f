"""Reading a plan's tables with errors that name the field: `components[1].tiers[2].from`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from .numbers import Number, exact, read_number, read_share, simple

MOST = 10**15  # cents: above any amount of a plan, and far below what a column of the books holds


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    path: str
    message: str


@dataclass
class Table:
    """One table of a plan. Each key is asked for once; `close` refuses what nobody asked for."""

    values: Mapping[str, object]
    path: str
    problems: list[Problem]
    asked: set[str] = field(default_factory=set)

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, message: str) -> None:
        self.problems.append(Problem(self.at(key) if key else self.path, message))

    def has(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> object:
        self.asked.add(key)
        return self.values.get(key)

    def close(self) -> None:
        """Refuse unknown keys, with the likeliest word that was meant."""
        for key in self.values:
            if key not in self.asked:
                near = get_close_matches(key, sorted(self.asked), 1, 0.6)
                hint = f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(sorted(self.asked))}"
                self.wrong(key, f"is not known{hint}")

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        value = self.get(key)
        if value is None:
            if needed:
                self.wrong(key, "is missing")
            return default
        if not isinstance(value, str):
            self.wrong(key, "must be a text")
            return default
        if needed and not value.strip():
            self.wrong(key, "is empty")
        return value.strip()

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        value = self.text(key, default)
        if value in options:
            return value
        near = get_close_matches(value, options, 1, 0.6)
        hint = f"; did you mean {near[0]}?" if near else ""
        self.wrong(key, f'"{value}" must be one of {", ".join(options)}{hint}')
        return default

    def words(self, key: str) -> tuple[str, ...]:
        """One text, or a list of them."""
        value = self.get(key)
        if value is None:
            return ()
        rows = value if isinstance(value, list) else [value]
        if not all(isinstance(row, str) for row in rows):
            self.wrong(key, "must be a text or a list of texts")
            return ()
        return tuple(str(row) for row in rows)

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "must be true or false")
            return default
        return value

    def whole(self, key: str, default: int, least: int = 0, most: int = 1_000_000) -> int:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(key, f"must be a whole number from {least} to {most:_}")
            return default
        return value

    def number(self, key: str) -> Number | None:
        """An exact number: 50000, 50000.00 or "50000.00"."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            if isinstance(value, Decimal) and not value.is_finite():
                self.wrong(key, "must be a finite number")
                return None
            return exact(value)
        try:
            return read_number(value if isinstance(value, str) else "")
        except ValueError:
            self.wrong(key, f"{_shown(value)} is not a number")
            return None

    def cents(self, key: str, *, least: int | None = 0) -> Number | None:
        """Money: `amount = 50000.00` in units of the currency, or `amount_cents = 5000000`."""
        other = f"{key}_cents"
        if self.has(other):
            found = self.number(other)
            if self.has(key):
                self.get(key)
                self.wrong(key, f"give {key} or {other}, not both")
            if found is not None and found.denominator != 1:
                self.wrong(other, "must be whole cents")
        else:
            self.asked.add(other)
            units = self.number(key)
            found = None if units is None else simple(Fraction(units) * 100)
        if found is not None and least is not None and found < least:
            self.wrong(other if self.has(other) else key, "must not be negative")
            return None
        if found is not None and found >= MOST:
            self.wrong(other if self.has(other) else key, "is too large")
            return None
        return found

    def share(self, key: str, *, most: Fraction | None = None) -> Fraction | None:
        """A part of a whole: "3 %", or 0.03 as a number; a bare number above 1 is refused, for it may mean percent."""
        if self.has(f"{key}_ppm"):
            found = Fraction(self.whole(f"{key}_ppm", 0), 1_000_000)
            if self.has(key):
                self.get(key)
                self.wrong(key, f"give {key} or {key}_ppm, not both")
        else:
            self.asked.add(f"{key}_ppm")
            value = self.get(key)
            if value is None:
                return None
            try:
                found = _share(value)
            except ValueError:
                self.wrong(key, f'{_shown(value)} is not a rate: write "3 %" or 0.03')
                return None
            if found > 1 and not (isinstance(value, str) and value.strip().endswith("%")):
                self.wrong(
                    key, f'{_shown(value)} is more than the whole: write "{_shown(value)} %" if percent is meant'
                )
                return None
        if found < 0 or (most is not None and found > most):
            self.wrong(key, "must not be negative" if found < 0 else "must be at most 100 %")
            return None
        return found

    def day(self, key: str, default: date) -> date:
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.wrong(key, f"{_shown(value)} is not a day: write 2026-01-31")
            return default

    def table(self, key: str) -> Table | None:
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "must be a table")
            return None
        return Table(value, self.at(key), self.problems)

    def tables(self, key: str) -> list[Table]:
        """A list of tables."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong(key, "must be a list of tables")
            return []
        return [Table(row, f"{self.at(key)}[{place}]", self.problems) for place, row in enumerate(value)]


def _share(value: object) -> Fraction:
    if isinstance(value, bool):
        raise ValueError(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(value)
    if isinstance(value, int | Decimal):
        return Fraction(value)
    if isinstance(value, str):
        return read_share(value)
    raise ValueError(value)


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)

"""members.csv: who sits where, from when to when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from engines.commission.facts import Member
from engines.commission.numbers import Number, half_up, plain

from .cells import NO, YES, amount_of, cents_of, day_of, number_of, percent_of
from .tables import FileProblem, Sheet, open_sheet

COLUMNS = {
    "person": ("person_id", "id", "employee", "employee_id", "member", "member_id"),
    "tandem": ("tandem_id",),
    "role": ("seat", "half"),
    "weight": (),
    "share": ("percent", "share_percent", "percentage", "anteil"),
    "from": ("start", "start_date", "valid_from", "from_date", "since", "von"),
    "to": ("end", "end_date", "valid_to", "to_date", "bis"),
    "overlay": (),
    "target": ("target_pay", "target_amount"),
    "target_cents": ("target_pay_cents",),
    "quota": ("quota_amount",),
    "quota_cents": (),
    "draw_balance": (),
    "draw_balance_cents": (),
}
POSITIVE = ("target", "quota")
T = TypeVar("T")


def read_members(file: str, data: bytes) -> tuple[list[Member], dict[str, int], list[FileProblem]]:
    """All seats of a file, open balances of draws, or what is wrong with it."""
    sheet = open_sheet(file, data, COLUMNS)
    if sheet.header and "person" not in sheet.places:
        sheet.wrong(1, "person", "is missing: a column of this name is needed")
    if sheet.problems:
        return [], {}, sheet.problems
    reader = _Reader(sheet)
    members = [reader.member(line, cells) for line, cells in sheet.rows()]
    if not members and not sheet.problems:
        sheet.wrong(1, "person", "has no line below: nobody is a member")
    if not sheet.problems:
        _check_overlaps(sheet, members)
        _check_shares(sheet, members)
    return members, reader.balances, sheet.problems


class _Reader:
    """Rows of one file into seats."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.places = sheet, sheet.places
        self.balances: dict[str, int] = {}

    def member(self, line: int, cells: list[str]) -> Member:
        person, tandem = self._cell(cells, "person"), self._cell(cells, "tandem")
        if not person and not tandem:
            self.sheet.wrong(line, "person", "is empty: a vacant seat names at least its tandem")
        start = self._read(line, cells, "from", day_of) or date.min
        end = self._read(line, cells, "to", day_of) or date.max
        if end <= start:
            self.sheet.wrong(line, "to", "must lie after from: a seat is held up to, not including, that day")
        overlay, weight = self._overlay(line, cells)
        self._balance(line, cells, person)
        return Member(
            person=person,
            tandem=tandem or person,
            role=self._cell(cells, "role"),
            weight=weight,
            start=start,
            end=end,
            overlay=overlay,
            target=self._money(line, cells, "target"),
            quota=self._money(line, cells, "quota"),
            line=line,
        )

    def _overlay(self, line: int, cells: list[str]) -> tuple[Fraction, Fraction]:
        """Credit on top, and weight in the whole: a seat has one or the other."""
        weight = self._weight(line, cells)
        text = self._cell(cells, "overlay").lower()
        if text in YES or (text in NO and self._cell(cells, "role").lower() == "overlay"):
            share = self._cell(cells, "share")
            if not share and not self._cell(cells, "weight"):
                self.sheet.wrong(line, "overlay", "is a seat without a share: what part of each fact it is credited")
            return weight if share else weight / 100, Fraction(0)
        if text in NO:
            return Fraction(0), weight
        share_on_top = self._read(line, cells, "overlay", percent_of)
        if share_on_top is not None and share_on_top <= 0:
            self.sheet.wrong(line, "overlay", "must be more than 0")
        return share_on_top or Fraction(0), Fraction(0)

    def _weight(self, line: int, cells: list[str]) -> Fraction:
        """`share` is a percentage, `weight` any number; a seat without either weighs 1."""
        share = self._read(line, cells, "share", percent_of)
        weight = self._read(line, cells, "weight", lambda text: Fraction(number_of(text.rstrip("% "))))
        for field, found in (("share", share), ("weight", weight)):
            if found is not None and found < 0:
                self.sheet.wrong(line, field, "must not be negative")
        if share is not None:
            return share
        return Fraction(1) if weight is None else weight

    def _balance(self, line: int, cells: list[str], person: str) -> None:
        amount = self._money(line, cells, "draw_balance")
        if amount is None:
            return
        owed = half_up(amount)
        field = "draw_balance" if "draw_balance" in self.places else "draw_balance_cents"
        if owed < 0:
            self.sheet.wrong(line, field, "must not be negative: it is what is owed")
        elif not person:
            self.sheet.wrong(line, field, "stands on a vacant seat: nobody owes it")
        elif self.balances.setdefault(person, owed) != owed:
            self.sheet.wrong(line, field, f"differs from another line of {person}")

    def _money(self, line: int, cells: list[str], field: str) -> Number | None:
        whole = self._read(line, cells, f"{field}_cents", cents_of)
        units = self._read(line, cells, field, amount_of)
        if whole is not None and units is not None and whole != units:
            self.sheet.wrong(line, f"{field}_cents", f"says {whole}, but {field} says {plain(units)} cents")
        found = units if whole is None else whole
        if field in POSITIVE and found is not None and found < 0:
            self.sheet.wrong(line, field if field in self.places else f"{field}_cents", "must not be negative")
        return found

    def _cell(self, cells: list[str], field: str) -> str:
        place = self.places.get(field)
        return "" if place is None else cells[place].strip()

    def _read(self, line: int, cells: list[str], field: str, read: Callable[[str], T]) -> T | None:
        text = self._cell(cells, field)
        if not text:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.sheet.wrong(line, field, str(error))
            return None


def _check_overlaps(sheet: Sheet, members: list[Member]) -> None:
    """Nobody sits twice on the same seat at the same time."""
    held: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        if member.person:
            held.setdefault((member.person, member.tandem, member.role), []).append(member)
    for seats in held.values():
        seats.sort(key=lambda seat: (seat.start, seat.line))
        for left, right in pairwise(seats):
            if right.start < left.end:
                sheet.wrong(right.line, "from", f"overlaps with line {left.line}: the same person on the same seat")


def _check_shares(sheet: Sheet, members: list[Member]) -> None:
    """Shares given in percent add up to 100 % on each day, but for seats that are vacant for a while."""
    tandems: dict[str, list[Member]] = {}
    for member in members:
        if not member.overlay:
            tandems.setdefault(member.tandem, []).append(member)
    for tandem, seats in tandems.items():
        if "share" in sheet.places:
            _check_sums(sheet, tandem, seats)
        elif not any(seat.weight for seat in seats):
            sheet.wrong(seats[0].line, "weight", f"the weights of tandem {tandem} are all 0")


def _check_sums(sheet: Sheet, tandem: str, seats: list[Member]) -> None:
    sums = {
        day: sum((seat.weight for seat in seats if seat.start <= day < seat.end), Fraction(0))
        for day in sorted({seat.start for seat in seats})
    }
    day, most = max(sums.items(), key=lambda item: item[1])
    if most != 1:
        line = max(seat.line for seat in seats if seat.start <= day < seat.end)
        on = "" if day == date.min else f" on {day.isoformat()}"
        hint = "" if most > 1 else "; a vacant seat is a line without a person"
        text = f"the shares of tandem {tandem}{on} add up to {plain(most * 100)} %, not 100 %{hint}"
        sheet.wrong(line, "share", text)

"""facts.csv: what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from engines.commission.facts import ADJUSTMENT, BACK, BESIDE, DISPUTE, PAYMENT, WITHDRAWAL, Fact
from engines.commission.kinds import plain_kind, unknown
from engines.commission.numbers import Number, plain, size
from engines.commission.plan import Plan

from .cells import Moments, amount_of, cents_of, number_of, shares_of
from .naming import FAULTS, kinds_of, reason_problem
from .tables import FileProblem, Sheet, open_sheet

T = TypeVar("T")
NONE: Mapping[str, str] = MappingProxyType({})
NOWHEN = (date.min, datetime.min.replace(tzinfo=UTC))
COLUMNS = {
    "id": ("fact", "fact_id", "nr"),
    "kind": ("type", "art"),
    "date": ("day", "time", "at", "event_time", "event_date", "occurred_at", "timestamp", "datum"),
    "tandem": ("tandem_id",),
    "person": ("person_id", "employee", "employee_id", "member", "seller", "rep"),
    "amount": ("net", "net_amount", "value", "revenue", "betrag", "netto"),
    "amount_cents": ("cents", "net_cents", "value_cents", "revenue_cents"),
    "margin": ("gross_margin", "marge"),
    "margin_cents": (),
    "quantity": ("qty", "units", "menge"),
    "gross": ("gross_amount", "brutto"),
    "gross_cents": (),
    "currency": ("ccy", "waehrung", "währung"),
    "rate": ("exchange_rate", "fx", "fx_rate", "kurs"),
    "of": ("ref", "reference", "refers_to", "parent", "parent_id", "original", "original_id", "reverses", "cancels"),
    "fault": ("caused_by",),
    "reason": ("reason_code", "grund"),
    "recorded_at": ("known_at", "known", "recorded", "entered_at", "booked_at"),
    "split": ("shares",),
    "overlay": ("overlays",),
}
CENTS = {field: f"{field}_cents" for field in ("amount", "margin", "gross")}
KINDS = {
    "": "order", "auftrag": "order", "rechnung": "invoice", "zahlung": "payment", "cash": "payment",
    "cash_receipt": "payment", "storno": "cancellation", "cancel": "cancellation", "cancelled": "cancellation",
    "gutschrift": "credit_note", "credit": "credit_note", "refund": "return", "korrektur": "adjustment",
    "einwand": "dispute", "ruecknahme": "withdrawal", "rücknahme": "withdrawal", "withdrawn": "withdrawal",
}  # fmt: skip


def read_facts(file: str, data: bytes, plan: Plan) -> tuple[list[Fact], list[FileProblem]]:
    """All facts of a file, or what is wrong with it."""
    sheet = open_sheet(file, data, COLUMNS)
    _check_header(sheet, plan)
    if sheet.problems:
        return [], sheet.problems
    reader = _Reader(sheet, plan)
    facts = [fact for line, cells in sheet.rows() if (fact := reader.fact(line, cells)) is not None]
    return facts, sheet.problems


def _check_header(sheet: Sheet, plan: Plan) -> None:
    if not sheet.header:
        return
    for name in ("id", "date"):
        if name not in sheet.places:
            sheet.wrong(1, name, "is missing: a column of this name is needed")
    if not sheet.places.keys() & {"tandem", "person", "split"}:
        sheet.wrong(1, "tandem", "is missing: a column tandem or person says whose it is")
    for measure, names in (("revenue", ("amount", "amount_cents")), ("margin", ("margin", "margin_cents"))):
        if measure in _measures(plan) and not sheet.places.keys() & set(names):
            sheet.wrong(1, names[0], f"is missing: the plan measures {measure}")


def _measures(plan: Plan, kind: str = "") -> set[str]:
    """What the plan counts, of all kinds of facts or of one."""
    found = set()
    for component in plan.components:
        for measure in component.measures or (component.measure,):
            if not kind or kind in measure.trigger:
                found.add(measure.name)
    return found


class _Reader:
    """Rows of one file into facts."""

    def __init__(self, sheet: Sheet, plan: Plan) -> None:
        self.sheet, self.plan = sheet, plan
        self.places, self.others = sheet.places, sheet.others
        self.moments = Moments(plan.zone)
        self.kinds = kinds_of(plan)
        self.seen: dict[str, int] = {}
        self.needs: dict[str, set[str]] = {}

    def fact(self, line: int, cells: list[str]) -> Fact | None:
        """The fact of one row; None where something is wrong with it, which is noted."""
        before = len(self.sheet.problems)
        fact = self._fact(line, cells)
        return fact if len(self.sheet.problems) == before else None

    def _fact(self, line: int, cells: list[str]) -> Fact:
        name = self._id(line, cells)
        kind = self._kind(line, cells)
        of = self._cell(cells, "of")
        day, moment = self._moment(line, cells)
        amount = self._money(line, cells, "amount")
        margin = self._money(line, cells, "margin")
        says = amount is not None or margin is not None or bool(self._cell(cells, "quantity"))
        whole = kind in BACK and bool(of) and not says
        self._needed(line, cells, kind, amount, margin, whole)
        minus = kind in BACK and not of
        tandem, person = self._cell(cells, "tandem"), self._cell(cells, "person")
        split = self._shares(line, cells, "split", exactly=True)
        labels = {label: cells[place].strip() for label, place in self.others.items()} if self.others else NONE
        if kind == ADJUSTMENT and not (labels.get(BESIDE) or "0").isdecimal():
            self.sheet.wrong(line, BESIDE, "is no whole number of cents")
        if not (tandem or person or split or of):
            self.sheet.wrong(line, "tandem" if "tandem" in self.places else "person", "is empty")
        rate = self._read(line, cells, "rate", _rate)
        return Fact(
            id=name,
            kind=kind,
            day=day,
            moment=moment,
            tandem=tandem,
            person=person,
            amount=-size(amount or 0) if minus else amount or 0,
            margin=-size(margin or 0) if minus else margin or 0,
            quantity=self._quantity(line, cells),
            gross=self._gross(line, cells),
            currency=self._currency(line, cells, rate),
            rate=rate,
            of=of,
            whole=whole,
            fault=self._fault(line, cells),
            reason=self._reason(line, cells, kind),
            known=self._known(line, cells),
            split=split,
            overlay=self._shares(line, cells, "overlay", exactly=False),
            labels=labels,
            line=line,
        )

    def _kind(self, line: int, cells: list[str]) -> str:
        """One that the engine knows, or an own one that the plan names: another would pay nothing, and say nothing."""
        kind = plain_kind(self._cell(cells, "kind"))
        kind = KINDS.get(kind, kind)
        if kind not in self.kinds:
            self.sheet.wrong(line, "kind", unknown(kind, self.kinds))
        return kind

    def _fault(self, line: int, cells: list[str]) -> str:
        fault = self._cell(cells, "fault").lower()
        if fault and fault not in FAULTS:
            self.sheet.wrong(line, "fault", unknown(fault, FAULTS))
        return fault

    def _reason(self, line: int, cells: list[str], kind: str) -> str:
        """Any code; but one that looks like a spared reason and is none would take back what is not owed."""
        reason = self._cell(cells, "reason")
        if kind in BACK and (problem := reason_problem(reason, self.plan)):
            self.sheet.wrong(line, "reason", problem)
        return reason

    def _cell(self, cells: list[str], field: str) -> str:
        place = self.places.get(field)
        return "" if place is None else cells[place].strip()

    def _read(self, line: int, cells: list[str], field: str, read: Callable[[str], T]) -> T | None:
        place = self.places.get(field)
        if place is None or not (text := cells[place].strip()):
            return None
        try:
            return read(text)
        except ValueError as error:
            self.sheet.wrong(line, field, str(error))
            return None

    def _id(self, line: int, cells: list[str]) -> str:
        name = self._cell(cells, "id")
        if not name:
            self.sheet.wrong(line, "id", "is empty")
        elif name in self.seen:
            self.sheet.wrong(line, "id", f'"{name}" stands already in line {self.seen[name]}')
        self.seen.setdefault(name, line)
        return name

    def _moment(self, line: int, cells: list[str]) -> tuple[date, datetime]:
        found = self._read(line, cells, "date", self.moments.read)
        if found is None:
            if not self._cell(cells, "date"):
                self.sheet.wrong(line, "date", "is empty")
            return NOWHEN
        return found

    def _known(self, line: int, cells: list[str]) -> datetime | None:
        found = self._read(line, cells, "recorded_at", self.moments.read)
        return None if found is None else found[1]

    def _money(self, line: int, cells: list[str], field: str) -> Number | None:
        """Cents, from `amount_cents` or from `amount`; both may stand there if they say the same."""
        cents = CENTS[field]
        if cents not in self.places and field not in self.places:
            return None
        whole = self._read(line, cells, cents, cents_of)
        units = self._read(line, cells, field, amount_of)
        if whole is not None and units is not None and whole != units:
            self.sheet.wrong(line, cents, f"says {whole}, but {field} says {plain(units)} cents")
        return units if whole is None else whole

    def _needed(
        self, line: int, cells: list[str], kind: str, amount: Number | None, margin: Number | None, whole: bool
    ) -> None:
        needs = self.needs.get(kind)
        if needs is None:
            needs = self.needs[kind] = _measures(self.plan, kind)
            if kind in (PAYMENT, ADJUSTMENT, DISPUTE):
                needs.add("revenue")
        if whole or kind == WITHDRAWAL:
            return
        if kind in BACK and (margin is not None or self._cell(cells, "quantity")):
            return
        if amount is None and ("revenue" in needs or kind in BACK):
            self._empty(line, cells, "amount" if "amount" in self.places else "amount_cents")
        if margin is None and "margin" in needs:
            self._empty(line, cells, "margin" if "margin" in self.places else "margin_cents")

    def _empty(self, line: int, cells: list[str], field: str) -> None:
        if not self._cell(cells, field):  # what cannot be read is told already
            self.sheet.wrong(line, field, "is empty")

    def _gross(self, line: int, cells: list[str]) -> Number | None:
        gross = self._money(line, cells, "gross")
        if gross is not None and gross <= 0:
            self.sheet.wrong(line, "gross" if "gross" in self.places else "gross_cents", "must be more than 0")
        return gross

    def _quantity(self, line: int, cells: list[str]) -> Number:
        found = self._read(line, cells, "quantity", number_of)
        return 1 if found is None else found

    def _currency(self, line: int, cells: list[str], rate: Fraction | None) -> str:
        code = self._cell(cells, "currency").upper()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            self.sheet.wrong(line, "currency", f'"{code}" is not a currency: three letters such as EUR')
        elif code not in ("", self.plan.currency, *self.plan.rates) and not self._cell(cells, "rate"):
            self.sheet.wrong(line, "rate", f"is missing: what one {code} is in {self.plan.currency}")
        elif rate is not None and rate != 1 and code in ("", self.plan.currency):
            self.sheet.wrong(line, "rate", f"goes with a foreign currency, and this is {self.plan.currency}")
        return code

    def _shares(self, line: int, cells: list[str], field: str, *, exactly: bool) -> tuple[tuple[str, Fraction], ...]:
        found = self._read(line, cells, field, shares_of)
        if not found:
            return ()
        whole = sum((share for _person, share in found), Fraction(0))
        if exactly and whole != 1:
            self.sheet.wrong(line, field, f"adds up to {plain(whole * 100)} %, not 100 %")
        if any(share <= 0 for _person, share in found):
            self.sheet.wrong(line, field, "has a share that is not more than 0")
        return found


def _rate(text: str) -> Fraction:
    rate = Fraction(number_of(text))
    if rate <= 0:
        raise ValueError(f'"{text}" is not a rate above 0')
    return rate

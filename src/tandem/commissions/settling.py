"""From a month to the lines that it posts: the engine's entries of all plans, with their reasons."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Case, CharField, F, QuerySet, Sum, When

from engines.commission import Entry, Result, Window, read_window, settle
from engines.commission.draws import DrawBasis
from engines.commission.plan import Plan as Rules
from engines.commission.windows import window_of

from .cases import Posted, Prepared, case_for, document_digest
from .models import Move, Period, PlanStatus, PlanVersion, Posting
from .names import key_of, person_id
from .sheets import Sheet, sheets_of

LANGUAGES = ("de", "en")
DIFFERENCE = "difference."
PAY = (Move.EARN, Move.ADVANCE, Move.RECOVER, Move.GUARANTEE)  # what a statement adds up
_spelled = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode
DRAWS = {"advance": Move.ADVANCE, "recovery": Move.RECOVER, "guarantee": Move.GUARANTEE}


@dataclass(frozen=True)
class Line:
    """What one person gets for one thing: a posting before it is numbered. `cents` below zero are given back."""

    employee: int
    version: int
    plan: int
    day: date
    kind: str
    cents: int
    currency: str
    component: str
    rule: str
    fact: str
    deal: str
    tandem: int
    joint: bool
    about: str
    entry: Entry = field(compare=False, repr=False)
    deals: Mapping[str, str] = field(compare=False, repr=False, default_factory=dict)  # order by fact

    @cached_property
    def sheets(self) -> Sequence[Sheet]:
        """Month by month the facts that make the sum this pays by; none where it pays one fact."""
        return sheets_of(self.entry.basis, self.deals)

    @cached_property
    def detail(self) -> str:
        """JSON without names: what went in, and the sentence in each language. Made when asked for: it takes time."""
        entry = self.entry
        told: dict[str, object] = {
            "component": self.component,
            "rule": self.rule,
            "fact": self.fact,
            "deal": self.deal,
            "tandem": self.tandem,
            "joint": self.joint,
            "inputs": entry.inputs,
            "why": {language: entry.why(language) for language in LANGUAGES},
        }
        if self.sheets:
            told["counted"] = [sheet.named for sheet in self.sheets]
        return _spelled(told)


def detail_digest(detail: str) -> str:
    """What seals a detail: the reason of an earning."""
    return "sha256:" + hashlib.sha256(detail.encode()).hexdigest()


@dataclass(frozen=True)
class Owed:
    """What somebody still owes of draws under a plan."""

    employee: int
    plan: int
    cents: int
    currency: str


@dataclass(frozen=True)
class Settled:
    """A month settled by all plans. `released` are cents by person and currency; what is missing is held.

    `waiting` are orders without an exchange rate: nothing of them is in the lines. `owed` is what people still owe of
    draws after the month. `goals` are those that stood for quotas, `goals_missing` those that were asked for in vain.
    """

    month: str
    lines: Sequence[Line]
    released: Mapping[tuple[int, str], int]
    plans: Sequence[Mapping[str, object]]
    inputs_hash: str
    waiting: Sequence[Mapping[str, str]] = ()
    owed: Sequence[Owed] = ()
    goals: Sequence[Mapping[str, object]] = ()
    goals_missing: Sequence[Mapping[str, object]] = ()

    @property
    def result_hash(self) -> str:
        """Equal results have equal hashes."""
        made = hashlib.sha256()
        for line in self.lines:
            made.update(json.dumps([line.about, line.employee, line.cents, line.currency, line.kind]).encode())
        return made.hexdigest()


def settle_month(month: Window, *, as_of: datetime) -> Settled:
    """Everything that the month would post, in the order of plan, person, day and fact. Posts nothing."""
    lines: list[Line] = []
    released: dict[tuple[int, str], int] = defaultdict(int)
    plans: list[Mapping[str, object]] = []
    hashes = []
    waiting: list[Mapping[str, str]] = []
    owed: dict[int, list[Owed]] = {}  # by plan: what its last version says
    goals, missing = [], []
    for version in versions_until(month.end):
        owed.pop(version.plan_id, None)
        prepared = prepare(version, month, as_of=as_of)
        if prepared is None:
            continue
        result = settle(prepared.case)
        found, freed = settled_lines(prepared, result)
        lines += found
        owed[version.plan_id] = _owed(version, prepared, result)
        if prepared.agreed and (version.end is None or version.end > month.start):
            named = {"plan": version.plan.name}
            now = [one for one in prepared.agreed.read if read_window(one.window).end > month.start]
            goals += [asdict(one) | named | {"in_force_at": one.in_force_at.isoformat()} for one in now]
            missing += [asdict(one) | named for one in prepared.agreed.missing]
        for key, cents in freed.items():
            released[key] += cents
        hashes.append(prepared.digest)
        waiting += [
            {"order": one.order, "currency": one.currency, "into": one.into, "plan": version.plan.name}
            for one in prepared.held
        ]
        facts = len(prepared.case.facts)
        plans.append({"version": version.pk, "document": document_digest(version.document), "facts": facts})
    inputs = hashlib.sha256("".join(hashes).encode()).hexdigest()
    return Settled(
        month.name,
        lines,
        released,
        plans,
        inputs,
        waiting,
        [one for rows in owed.values() for one in rows],
        goals,
        missing,
    )


def _owed(version: PlanVersion, prepared: Prepared, result: Result) -> list[Owed]:
    currency = prepared.case.plan.currency
    rows = ((key_of(person), cents) for person, cents in result.owed.items())
    return [Owed(key, version.plan_id, cents, currency) for key, cents in rows if key]


def versions_until(end: date) -> QuerySet[PlanVersion]:
    """Versions that have settled days before that one, by plan and time."""
    counts = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    rows = PlanVersion.objects.filter(status__in=counts, start__lt=end)
    return rows.select_related("plan").order_by("plan", "start", "number")


def prepare(version: PlanVersion, month: Window, *, as_of: datetime, to_date: bool = False) -> Prepared | None:
    """The case of the plan's period that ends with the month; None where its period goes on. `to_date` takes it as
    it stands."""
    length = str(version.document.get("period", "month"))
    window = window_of(month.start, length if length in ("month", "quarter", "year") else "month")
    if window.end != month.end and not to_date:
        return None
    posted = posted_so_far(version, length, month)
    return case_for(version, window, as_of=as_of, posted=posted or None)


def posted_so_far(version: PlanVersion, length: str, month: Window) -> Posted:
    """What closed periods have been posted with, differences counted where they belong; two statements."""
    closed = Period.objects.filter(closed_at__isnull=False, end__gt=version.start, end__lte=month.end)
    names = set(closed.values_list("name", flat=True))
    ends = {window_of(read_window(name).start, length) for name in names}
    whole = {window.name for window in ends if _month_before(window.end) in names}
    rows = Posting.objects.filter(plan_version=version, kind__in=PAY, period__in=names).order_by()
    concerns = Case(When(rule__startswith=DIFFERENCE, then=F("rule")), default=F("period"), output_field=CharField())
    sums: dict[tuple[str, str], int] = {("", name): 0 for name in whole}
    grouped = rows.annotate(concerns=concerns).values_list("employee", "concerns").annotate(sum=Sum("cents"))
    for employee, period, cents in grouped:
        name = period.removeprefix(DIFFERENCE)
        if name == period:
            name = window_of(read_window(period).start, length).name
        if name in whole:
            key = (person_id(employee), name)
            sums[key] = sums.get(key, 0) + cents
    return sums


def _month_before(end: date) -> str:
    return window_of(end - timedelta(days=1), "month").name


def settled_lines(prepared: Prepared, result: Result) -> tuple[list[Line], dict[tuple[int, str], int]]:
    """The lines of a case, and what of them is released, by person and currency."""
    lines = list(lines_of(prepared, result.entries))
    freed: dict[tuple[int, str], int] = defaultdict(int)
    for entry in result.entries if result.released is None else result.released:
        if key := key_of(entry.person):
            freed[key, entry.currency] += entry.amount_cents
    if result.released is not None:  # differences of closed periods are released with the period they are posted in
        for line in lines:
            if line.rule.startswith(DIFFERENCE):
                freed[line.employee, line.currency] += line.cents
    return lines, freed


def lines_of(prepared: Prepared, entries: Iterable[Entry]) -> Iterator[Line]:
    """Entries of people on the plan. What comes of one fact is told apart by rule and deal, then by its place."""
    version, seen = prepared.version, Counter[tuple[str, str]]()
    rules = prepared.case.plan
    joint = {part.id: part.level == "tandem" for part in rules.components}
    dated = _dated(rules)
    for entry in entries:
        employee = key_of(entry.person)
        if not employee:
            continue
        credit = getattr(getattr(entry.basis, "credit", None), "fact", None) or getattr(entry.basis, "fact", None)
        # a draw of a version before may be called like a block of this one
        component = "" if isinstance(entry.basis, DrawBasis) else component_of(entry.rule, rules)
        on_top = getattr(getattr(entry.basis, "credit", None), "overlay", False)
        source = credit.id if credit is not None else getattr(entry.basis, "holder", "")
        whose = credit.tandem if credit is not None else source or getattr(entry.basis, "tandem", "")
        parts = [str(version.plan_id), entry.rule, entry.fact, source if source != entry.fact else ""]
        parts += [entry.day.isoformat()] if component in dated or not entry.fact else []
        about = "|".join(parts)
        seen[entry.person, about] += 1
        if seen[entry.person, about] > 1:
            about = f"{about}|{seen[entry.person, about]}"
        yield Line(
            employee=employee,
            version=version.pk,
            plan=version.plan_id,
            day=entry.day,
            kind=DRAWS.get(entry.rule.rpartition(".")[2], Move.EARN) if not component else Move.EARN,
            cents=entry.amount_cents,
            currency=entry.currency,
            component=component,
            rule=entry.rule,
            fact=entry.fact,
            deal=prepared.deals.get(entry.fact, ""),
            tandem=_tandem(whose),
            joint=joint.get(component, False) and not on_top,
            about=about,
            entry=entry,
            deals=prepared.deals,
        )


def _dated(rules: Rules) -> set[str]:
    """Components that may come back to a fact in a later period."""
    return {part.id for part in rules.components if part.kind != "commission" or part.instalments > 1}


def component_of(rule: str, rules: Rules) -> str:
    """The id of the component that a rule belongs to; empty for draws and what is posted by hand."""
    names = {part.id for part in rules.components}
    return rule if rule in names else next((name for name in names if rule.startswith(f"{name}.")), "")


def draw_word(rule: str) -> str:
    """What a rule that belongs to no block is called: a draw by its own word."""
    draw = DRAWS.get(rule.rpartition(".")[2])
    return str(draw.label) if draw else rule


def _tandem(name: str) -> int:
    return key_of(name) if name.startswith("t") else 0

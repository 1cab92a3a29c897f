"""The statement of one person for one month: books where the month is closed, today's figure where it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from engines.commission import Window, read_window
from engines.commission.windows import add_months
from tandem.commissions.chart import Chart, chart_of
from tandem.commissions.currencies import HOME, Sums, sums_by
from tandem.commissions.models import Accrual, PlanStatus, PlanVersion, Posting, Question, Run, RunPerson, RunStatus
from tandem.commissions.months import is_month, month_label, month_of, next_month
from tandem.commissions.rules import can_ask, can_read_open_months, can_read_runs
from tandem.commissions.settling import PAY
from tandem.commissions.telling import Told, named, of_accruals, of_posting
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.queries import results_agreed
from tandem.people.models import Employee, Role
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of

SIZE = 50
MONTHS_BACK = 12


@dataclass(frozen=True)
class Part:
    """One building block of the plan, summed in one currency."""

    id: str
    title: str
    joint: bool
    currency: str
    lines: int
    cents: int


@dataclass(frozen=True)
class Total:
    """What a month comes to in one currency. Currencies are never added up."""

    currency: str
    cents: int
    joint: int
    advances: int

    @property
    def role(self) -> int:
        """What does not hang on the tandem together, draws left aside."""
        return self.cents - self.joint - self.advances

    @property
    def split(self) -> int:
        """The joint part of what is earned, in thousandths of the bar."""
        earned = self.joint + self.role
        return max(0, min(1000, self.joint * 1000 // earned)) if earned > 0 else 0


@dataclass(frozen=True)
class Payment:
    """What a month came to, and when it was released."""

    month: str
    cents: int
    currency: str
    state: str


@dataclass(frozen=True)
class Statement:
    """The page."""

    person: Employee
    month: Window
    label: str
    is_open: bool
    state: str
    totals: Sequence[Total]
    parts: Sequence[Part]
    part: str
    lines: Sequence[Told]
    open_line: int
    after: int
    count: int
    months: Sequence[tuple[str, str, bool]]
    charts: Sequence[tuple[str, Chart]]
    history: Sequence[tuple[str, Sums]]
    payments: Sequence[Payment]
    questions: Sequence[Question]
    tandems: Sequence[tuple[int, str]]
    may_ask: bool
    own: bool
    waiting: Sequence[Mapping[str, str]]  # orders of the person without an exchange rate
    statement_pk: int  # the page that a PDF is made of; 0 while the month is open


def pay_lines(person: Employee) -> QuerySet[Posting]:
    """Everything that adds up to somebody's pay."""
    return Posting.objects.filter(employee=person, kind__in=PAY)


def newest_month(actor: Actor, person: Employee) -> Window:
    """What is shown first: the current month where the reader may see it, else the last closed one."""
    if allows(can_read_open_months, actor, person):
        return month_of(actor.today)
    following = next_month()
    return month_of(add_months((following or month_of(actor.today)).start, -1))


def statement(
    person: Employee, month: Window, actor: Actor, *, part: str = "", after: int = 0, line: int = 0
) -> Statement | None:
    """The page; None where this reader may not see that month. The number of statements does not hang on its lines."""
    page = RunPerson.objects.filter(run=OuterRef("pk"), employee=person).order_by("currency").values("pk")[:1]
    runs = Run.objects.filter(period__name=month.name).exclude(status=RunStatus.DISCARDED)
    run = runs.annotate(page=Subquery(page)).first()
    closed = run is not None and run.status in (RunStatus.LOCKED, RunStatus.RELEASED)
    sees_open = allows(can_read_open_months, actor, person)
    if not sees_open and (run is None or run.status != RunStatus.RELEASED):
        return None
    open_ = Accrual.objects.filter(employee=person, period=month.name).order_by("plan", "currency").defer("counted")
    accruals = [] if closed else list(open_)
    titles = titles_of(person)
    booked = _sums(person, month)
    if accruals:
        parts, lines, after, count = _today(accruals, titles, part, after)
    else:
        parts = _sorted([_part(titles, *sums[1:]) for sums in booked if sums[0] == month.name])
        lines, after = _booked(person, month, part, after)
        count = sum(one.lines for one in parts if not part or one.id == part)
    lines = named(lines, actor, titles)
    totals = _totals(parts, accruals[0].currency if accruals else HOME)
    history = _by_month(booked) | {month.name: [(one.currency, one.cents) for one in totals]}
    return Statement(
        person=person,
        month=month,
        label=month_label(month.name),
        is_open=not closed,
        state=_state(run, month),
        totals=totals,
        parts=parts,
        part=part,
        lines=lines,
        open_line=line,
        after=after,
        count=count,
        months=_months(month, actor, sees_open=sees_open),
        charts=_charts(history),
        history=[(month_label(name), sums) for name, sums in sorted(history.items(), reverse=True)],
        payments=_payments(person),
        questions=list(Question.objects.filter(employee=person, period=month.name)) if sees_open else [],
        tandems=_tandems(lines) if person.pk == actor.id else [],
        may_ask=allows(can_ask, actor, person),
        own=person.pk == actor.id,
        waiting=[one for row in accruals for one in row.held],
        statement_pk=(run.page or 0) if closed and run else 0,
    )


def _today(
    accruals: Sequence[Accrual], titles: Mapping[str, str], part: str, after: int
) -> tuple[list[Part], list[Told], int, int]:
    told = list(of_accruals(accruals))
    sums: dict[tuple[str, bool, str], list[int]] = {}
    for line in told:
        found = sums.setdefault((line.component, line.joint, line.currency), [0, 0])
        found[0] += 1
        found[1] += line.cents
    chosen = [line for line in told if not part or line.component == part]
    start = after if 0 <= after < len(chosen) else 0
    page = chosen[start : start + SIZE]
    following = start + SIZE if start + SIZE < len(chosen) else 0
    parts = [_part(titles, *key, *found) for key, found in sums.items()]
    return _sorted(parts), page, following, len(chosen)


def _booked(person: Employee, month: Window, part: str, after: int) -> tuple[list[Told], int]:
    """A page of lines of the books, and after which number the next one begins."""
    rows = pay_lines(person).filter(period=month.name, number__gt=after)
    page = list((rows.filter(component=part) if part else rows).order_by("number")[: SIZE + 1])
    following = page[SIZE - 1].number if len(page) > SIZE else 0
    return [of_posting(row) for row in page[:SIZE]], following


def _part(titles: Mapping[str, str], component: str, joint: bool, currency: str, lines: int, cents: int) -> Part:
    title = titles.get(component) or component or _("Advances and corrections")
    return Part(component, title, joint, currency, lines, cents)


def _totals(parts: Sequence[Part], usual: str) -> list[Total]:
    """One for each currency; of nothing at all in the usual one."""
    found = []
    for currency in sorted({part.currency for part in parts}) or [usual]:
        own = [part for part in parts if part.currency == currency]
        joint = sum(part.cents for part in own if part.joint)
        advances = sum(part.cents for part in own if part.id == "")
        found.append(Total(currency, sum(part.cents for part in own), joint, advances))
    return found


def _charts(history: Mapping[str, Sums]) -> list[tuple[str, Chart]]:
    """A picture for each currency that more than one month has."""
    points: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, sums in sorted(history.items()):
        for currency, cents in sums:
            points[currency].append((month_label(name).split()[0][:3], cents))
    charts = [(currency, chart_of(months)) for currency, months in sorted(points.items())]
    return [(currency, chart) for currency, chart in charts if chart is not None]


def _sorted(parts: list[Part]) -> list[Part]:
    """What hangs on the tandem together stands first, what has no building block last."""
    return sorted(parts, key=lambda one: (not one.id, not one.joint, one.title, one.currency))


def titles_of(person: Employee) -> dict[str, str]:
    """What the building blocks of the person's plans are called, the newest version first."""
    held = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    rows = PlanVersion.objects.filter(plan__members__employee=person, status__in=held).order_by("number").distinct()
    titles: dict[str, str] = {}
    for document in rows.values_list("document", flat=True):
        for part in document.get("components", []):
            titles[str(part.get("id", ""))] = str(part.get("title") or part.get("id", ""))
    return titles


def _sums(person: Employee, month: Window) -> list[tuple[str, str, bool, str, int, int]]:
    """What the books have of a year, by month, building block, whether both earn it, and currency: how many lines and
    how much."""
    since = month_of(add_months(month.start, -MONTHS_BACK)).name
    rows = pay_lines(person).filter(period__gt=since, period__lte=month.name).order_by()
    by = ("period", "component", "joint", "currency")
    return list(rows.values_list(*by).annotate(many=Count("pk"), sum=Sum("cents")))


def _by_month(sums: Iterable[tuple[str, str, bool, str, int, int]]) -> dict[str, Sums]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, _component, _joint, currency, _lines, cents in sums:
        found[name].append((currency, cents))
    return {name: sums_by(amounts) for name, amounts in found.items()}


def _state(run: Run | None, month: Window) -> str:
    if run is None or run.status in (RunStatus.WAITING, RunStatus.PREVIEW, RunStatus.APPROVED):
        return "open"
    return "released" if run.status == RunStatus.RELEASED else "locked"


def _months(month: Window, actor: Actor, *, sees_open: bool) -> list[tuple[str, str, bool]]:
    """Three months to choose from, the shown one among them."""
    last = month_of(actor.today) if sees_open else month
    shown = month if add_months(month.start, 2) >= last.start else month_of(add_months(month.start, 1))
    newest = last if shown is month else shown
    names = [month_of(add_months(newest.start, -back)).name for back in (2, 1, 0)]
    return [(name, month_label(name), name == month.name) for name in names]


def _payments(person: Employee) -> list[Payment]:
    rows = RunPerson.objects.filter(employee=person, run__status__in=[RunStatus.LOCKED, RunStatus.RELEASED])
    rows = rows.select_related("run__period", "run__payroll_export").order_by("-run__period__start", "currency")[:4]
    return [
        Payment(month_label(row.run.period.name), row.payable_cents, row.currency, _paid_state(row.run)) for row in rows
    ]


def _paid_state(run: Run) -> str:
    if getattr(run, "payroll_export", None) is not None:
        return "paid"
    return "released" if run.released_at else "locked"


def _tandems(lines: Sequence[Told]) -> list[tuple[int, str]]:
    return sorted({(line.tandem, line.tandem_name) for line in lines if line.joint and line.tandem_name})


def visible_runs(actor: Actor) -> QuerySet[Run]:
    """For who makes and approves them."""
    rows = Run.objects.select_related("period", "made_by", "approved_by", "locked_by", "released_by")
    return rows if allows(can_read_runs, actor) else rows.none()


def visible_questions(actor: Actor) -> QuerySet[Question]:
    """One's own, and those that one may answer."""
    rows = Question.objects.select_related("employee__team", "answered_by", "posting")
    if actor.is_system or has_role(actor, Role.PAYROLL):
        return rows
    own = Q(employee=actor.id if actor.kind == "employee" else 0)
    led = scope_of(actor).led_team_ids
    return rows.filter(own | Q(employee__team__in=led) & results_agreed(actor) if led else own)


def month_named(text: str, default: Window) -> Window:
    """A month out of an address."""
    return read_window(text) if is_month(text) else default


def last_day(window: Window) -> date:
    """As people say it."""
    return date.fromordinal(window.end.toordinal() - 1)


def extract_lines(person: Employee, first: Window, last: Window, actor: Actor) -> Any:
    """All lines of the books of some months, oldest first."""
    rows = pay_lines(person).filter(period__gte=first.name, period__lte=last.name)
    if not allows(can_read_open_months, actor, person):
        released = Run.objects.filter(status=RunStatus.RELEASED).values("period__name")
        rows = rows.filter(period__in=released)
    return rows.order_by("number")

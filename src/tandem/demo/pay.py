"""Two years of pay: a plan that all tandems are on, settled month by month, released, with a dispute that was right."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import asdict
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from engines.commission import Window, settle
from tandem.commissions.accruing import keep_accruals
from tandem.commissions.actions.runs import close_period, people_of
from tandem.commissions.answering import answer_by
from tandem.commissions.cases import Prepared, case_for, document_digest
from tandem.commissions.models import (
    Adjustment,
    Move,
    PayKind,
    PayrollExport,
    PayrollSettings,
    Plan,
    PlanAcceptance,
    PlanMember,
    PlanStatus,
    PlanVersion,
    Posting,
    Question,
    Run,
    RunPerson,
    RunStatus,
)
from tandem.commissions.months import month_of
from tandem.commissions.names import person_id, tandem_id
from tandem.commissions.payroll.actions import export_of
from tandem.commissions.payroll.lines import check_run
from tandem.commissions.payroll.paying import post_pay
from tandem.commissions.posting import Draft, draft_of, open_period, post
from tandem.commissions.settling import Line, Settled, lines_of
from tandem.core.actor import Actor
from tandem.tandems.models import Seat

from .deals import Deal
from .people import Crew
from .stage import Stage

FILE = Path(__file__).parent / "data" / "pay.toml"
BACK = 24  # months
DISPUTED = 3  # months ago


def write_pay(stage: Stage, crew: Crew, deals: Sequence[Deal]) -> None:
    """Plan, members, books and runs; the figure of today beside them."""
    start, end, now = stage.calendar.month(BACK), stage.calendar.month(0), month_of(stage.calendar.today)
    seats = list(Seat.objects.select_related("tandem").order_by("start", "pk"))
    version = _plan(stage, crew, _document(seats, deals, start, end), start)
    people = _members(version, seats, start)
    _accept(stage, version, people)
    story = _dispute(stage, crew, version)
    prepared = case_for(version, Window("", start, now.end), as_of=stage.calendar.at)
    lines = _by_month(lines_of(prepared, settle(prepared.case).entries))
    goals = _goals(prepared)
    wages = _wages()
    for back in range(BACK, 0, -1):
        month = month_of(stage.calendar.month(back))
        run = _settle(stage, crew, version, month, lines)
        Run.objects.filter(pk=run.pk).update(snapshot=run.snapshot | {"goals": goals[month.name]})
        if back > 1:  # the newest month waits for payroll
            _pay(stage, crew, run, wages)
    _name_line(story)
    _ask(stage, crew)
    keep_accruals(version.plan_id, now, lines.get(now.name, []), stage.calendar.at)


def _plan(stage: Stage, crew: Crew, document: dict[str, Any], start: date) -> PlanVersion:
    """Written by the head of sales and approved by payroll, neither of whom is paid by it."""
    at = stage.calendar.at_time(stage.calendar.workday_to(start - timedelta(days=20)), time(10))
    plan = Plan.objects.create(name=document["name"])
    return PlanVersion.objects.create(
        plan=plan,
        number=1,
        document=document,
        status=PlanStatus.APPROVED,
        start=start,
        made_by=crew.head,
        made_at=at,
        proposed_by=crew.head,
        proposed_at=at,
        approved_by=crew["gudrun.stein"],
        approved_at=at + timedelta(days=2),
    )


def _document(seats: Sequence[Seat], deals: Iterable[Deal], start: date, end: date) -> dict[str, Any]:
    """The plan of the file, with quotas from the average month of each tandem."""
    document = deepcopy(tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal))
    sold, orders, best = defaultdict[int, int](int), defaultdict[int, int](int), defaultdict[int, int](int)
    for deal in deals:
        order = deal.order
        if deal.confirmed and not deal.cancelled and order.tandem_id and start <= order.ordered_on < end:
            sold[order.tandem_id] += order.net_cents
            orders[order.tandem_id] += 1
            best[order.tandem_id] += order.net_cents if order.customer.customer_class == "A" else 0
    parts = {part["id"]: part for part in document["components"]}
    parts["joint"]["quotas"] = [
        {"tandem": tandem_id(key), "amount": max(cents // BACK // 100_000, 1) * 1000} for key, cents in sold.items()
    ]
    for role, sums, unit in (("inside", orders, 1), ("field", best, 100_000)):
        rows = {
            seat.employee_id: max(sums[seat.tandem_id] // BACK // unit, 1) * (1000 if unit > 1 else 1)
            for seat in seats
            if seat.role == role
        }
        parts[role]["quotas"] = [{"person": person_id(key), "amount": most} for key, most in rows.items()]
    return document


def _members(version: PlanVersion, seats: Sequence[Seat], start: date) -> list[int]:
    """From the first day in a seat under the plan; a partner who went stays on it for what comes back."""
    since: dict[int, date] = {}
    for seat in seats:
        if seat.end is None or seat.end > start:
            since.setdefault(seat.employee_id, max(seat.start, start))
    rows = [PlanMember(plan=version.plan, employee_id=key, start=day) for key, day in since.items()]
    PlanMember.objects.bulk_create(rows)
    return list(since)


def _accept(stage: Stage, version: PlanVersion, people: Sequence[int]) -> None:
    digest, dice = document_digest(version.document), stage.dice("accepting")
    at = version.approved_at or version.made_at
    PlanAcceptance.objects.bulk_create(
        PlanAcceptance(
            version=version, employee_id=key, digest=digest, at=stage.calendar.later(at, dice, dice.randrange(1, 60))
        )
        for key in people
    )


def _by_month(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[month_of(line.day).name].append(line)
    return found


def _goals(prepared: Prepared) -> dict[str, list[dict[str, Any]]]:
    """By month the goals that stood for quotas, as a run keeps them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in prepared.agreed.read if prepared.agreed else ():
        row = asdict(one) | {"plan": prepared.version.plan.name, "in_force_at": one.in_force_at.isoformat()}
        found[one.window].append(row)
    return found


def _settle(stage: Stage, crew: Crew, version: PlanVersion, month: Window, lines: dict[str, list[Line]]) -> Run:
    """One month: previewed by payroll, approved by the head, locked, and released into the next month."""
    day = stage.calendar.workday_from(month.end)
    if day > stage.calendar.today:  # a month ends in a long weekend: settled in good time
        day = stage.calendar.workday_to(stage.calendar.today)
    made = stage.calendar.at_time(day, time(9))
    at = [min(made + timedelta(hours=hours), stage.calendar.at) for hours in (0, 3, 4, 6)]
    maker, head = crew["gudrun.stein"], crew.head
    period = open_period(month.name)
    run = Run.objects.create(
        period=period, number=1, status=RunStatus.RELEASED, made_by=maker, made_at=at[0], as_of=at[0],
        approved_by=head, approved_at=at[1], locked_by=maker, locked_at=at[2], released_by=maker, released_at=at[3],
    )  # fmt: skip
    settled = _settled(month, lines.get(month.name, []), version)
    people = people_of(run, settled)
    RunPerson.objects.bulk_create(people)
    post([draft_of(line, month.name) for line in settled.lines], period=month.name, run=run)
    closed = close_period(period, actor=Actor.of(maker, at[2]), at=at[2])
    following = month_of(month.end)
    drafts = [
        Draft(row.employee_id, Move.RELEASE, row.payable_cents, row.currency, following.start, f"release|{month.name}")
        for row in people
        if row.payable_cents
    ]
    post(drafts, period=following.name, run=run)
    run.lines, run.earned_cents, run.currency = len(settled.lines), sum(row.earned_cents for row in people), "EUR"
    run.inputs_hash, run.result_hash = settled.inputs_hash, settled.result_hash
    run.snapshot = {
        "plans": list(settled.plans),
        "head": {"number": closed.closed_number, "seal": closed.closed_seal},
    }
    run.save()
    deeds = ("started", "approved", "locked", "released")
    for verb, moment, by in zip(deeds, at, (maker, head, maker, maker), strict=True):
        stage.diary.tell(f"run.{verb}", moment, run, by=by, data={"period": month.name})
    return run


def _wages() -> PayrollSettings:
    """How the tax consultant calls kinds of pay."""
    kinds = {kind.value: {"wage_type": str(2000 + number), "key": "2"} for number, kind in enumerate(PayKind)}
    return PayrollSettings.objects.create(pk=1, consultant="1234567", client="12345", wage_types=kinds)


def _pay(stage: Stage, crew: Crew, run: Run, wages: PayrollSettings) -> None:
    """The month is exported on the working day after its release, as far as nothing stands against it."""
    day = stage.calendar.workday_from(timezone.localdate(run.released_at or run.made_at) + timedelta(days=1))
    at = min(stage.calendar.at_time(day, time(10, 30)), stage.calendar.at)
    checked = check_run(run, wages)
    if not checked.blocks:
        row = PayrollExport.objects.create(**export_of(checked, wages), made_by=crew["gudrun.stein"], made_at=at)
        post_pay(checked, today=timezone.localdate(at))
        data = {"period": run.period.name, "people": row.people, "digest": row.digest}
        stage.diary.tell("payroll.exported", at, row, run, by=crew["gudrun.stein"], data=data)


def _settled(month: Window, lines: Sequence[Line], version: PlanVersion) -> Settled:
    released: dict[tuple[int, str], int] = defaultdict(int)
    for line in lines:
        released[line.employee, line.currency] += line.cents
    plans = [{"version": version.pk, "document": document_digest(version.document)}]
    return Settled(month.name, lines, released, plans, document_digest(version.document))


def _dispute(stage: Stage, crew: Crew, version: PlanVersion) -> Question:
    """Aylin missed an order of a month; payroll agreed, and a second person approved the amount."""
    month = month_of(stage.calendar.month(DISPUTED))
    asked = stage.calendar.at_time(stage.calendar.workday_from(month.end + timedelta(days=4)), time(11))
    answered = asked + timedelta(days=2)
    person = crew["aylin.demir"]
    question = Question.objects.create(
        employee=person, period=month.name, kind="dispute", currency="EUR", claimed_cents=None,
        text="Im Topf fehlt mir die Messe in Neumünster: der Auftrag lief noch über die alte Kundennummer.",
        asked_at=asked, due_on=timezone.localdate(asked) + timedelta(days=14), status="accepted",
        answer="Stimmt, der Kunde war doppelt angelegt. Die Differenz kommt mit der nächsten Abrechnung.",
        answered_by=crew["piotr.maj"], answered_at=answered,
    )  # fmt: skip
    Adjustment.objects.create(
        employee=person, plan=version.plan, day=timezone.localdate(answered), cents=86_40, currency="EUR",
        reason=f"Einwand {question.pk} anerkannt", question=question, made_by=crew["piotr.maj"], made_at=answered,
        approved_by=crew["gudrun.stein"], approved_at=answered + timedelta(hours=3),
    )  # fmt: skip
    stage.diary.tell("pay.asked", asked, question, by=person, data={"kind": "dispute", "period": month.name})
    stage.diary.tell(
        "pay.answered", answered, question, by=crew["piotr.maj"], data={"status": "accepted", "period": month.name}
    )
    return question


def _ask(stage: Stage, crew: Crew) -> None:
    """A question of yesterday, which payroll has still to answer."""
    month = month_of(stage.calendar.month(1))
    asked = stage.calendar.at_time(stage.calendar.workday_to(stage.calendar.today - timedelta(days=1)), time(15, 20))
    person = crew["malte.brandt"]
    question = Question.objects.create(
        employee=person, period=month.name, kind="question", currency="EUR", asked_at=asked,
        text="Warum steht der Auftrag aus Husum erst im nächsten Monat? Bestätigt war er am letzten Werktag.",
        due_on=answer_by("question", person, timezone.localdate(asked)),
    )  # fmt: skip
    stage.diary.tell("pay.asked", asked, question, by=person, data={"kind": "question", "period": month.name})


def _name_line(question: Question) -> None:
    """What the dispute claims: the month as it was settled, and what was missing."""
    rows = Posting.objects.filter(employee=question.employee, period=question.period, kind=Move.EARN)
    paid = rows.aggregate(sum=Sum("cents"))["sum"] or 0
    Question.objects.filter(pk=question.pk).update(claimed_cents=paid + 86_40)

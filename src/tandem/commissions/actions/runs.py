"""A run: preview, approve by somebody else, lock into the books, release to be paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.commission import read_window
from engines.commission.windows import add_months
from tandem.commissions.currencies import sums_by
from tandem.commissions.models import Move, Period, Posting, Run, RunPerson, RunStatus
from tandem.commissions.months import month_label, month_of, next_month
from tandem.commissions.outliers import outlier_of
from tandem.commissions.posting import Draft, draft_of, lock_head, open_period, post
from tandem.commissions.queries.owing import owing_kept
from tandem.commissions.rules import can_approve_run, can_make_run
from tandem.commissions.settling import Settled, settle_month
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.jobs import Work, start_job
from tandem.core.locking import lock, lock_name
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in

JOB = "commission.run"


@transaction.atomic
def preview_run(*, actor: Actor, at: datetime) -> Run:
    """Settle the month that is next, as a job; an earlier preview of it is discarded."""
    require(can_make_run, actor)
    lock_name("commission runs")
    month = next_month()
    if month is None:
        raise Refused("no_plan", _("No commission plan is approved yet. Approve one first."))
    if month.start > actor.today:
        raise Refused("month_ahead", _("Everything up to today is settled. The next month has not begun."))
    period, _new = Period.objects.get_or_create(name=month.name, defaults={"start": month.start, "end": month.end})
    earlier = Run.objects.filter(period=period).exclude(status=RunStatus.DISCARDED).first()
    if earlier is not None:  # not in the books, or this month would not be next
        _discard(earlier)
    number = (Run.objects.filter(period=period).aggregate(most=Max("number"))["most"] or 0) + 1
    person = signed_in(actor)
    run = Run.objects.create(period=period, number=number, made_by=person, made_at=at, as_of=at)
    record("run.started", run, actor=actor, at=at, data={"period": month.name})
    title = _("Settlement of %(month)s") % {"month": month_label(month.name)}
    start_job(JOB, title=title, params={"run": run.pk}, actor=actor, at=at, about=run)
    return run


def compute_run(work: Work) -> Mapping[str, Any]:
    """The job: what the month would post, kept with the run. Nothing goes into the books."""
    run = Run.objects.select_related("period").get(pk=work.params["run"])
    if run.status != RunStatus.WAITING:
        return {"url": _page(run)}
    work.progress(0, 2, _("Settling the month"))
    settled = settle_month(read_window(run.period.name), as_of=run.as_of)
    work.progress(1, 2, _("Comparing with the month before"))
    keep_preview(run, settled, at=timezone.now())
    return {"url": _page(run), "text": str(_("The preview is ready."))}


def _page(run: Run) -> str:
    return reverse("commissions:run", args=[run.pk])


@transaction.atomic
def keep_preview(run: Run, settled: Settled, *, at: datetime) -> Run:
    """What the run brings each person, beside the month before; who may approve it is told."""
    run = lock(run)
    if run.status != RunStatus.WAITING:
        return run
    people = people_of(run, settled)
    RunPerson.objects.filter(run=run).delete()
    RunPerson.objects.bulk_create(people)
    run.status, run.version = RunStatus.PREVIEW, run.version + 1
    run.inputs_hash, run.result_hash = settled.inputs_hash, settled.result_hash
    reversals = _reversals(run).count()
    owed = owing_kept(settled.owed, run)
    run.snapshot = {
        "plans": list(settled.plans),
        "waiting": list(settled.waiting),
        "reversals": reversals,
        "owed": owed,
        "goals": list(settled.goals),
        "goals_missing": list(settled.goals_missing),
    }
    run.lines = len(settled.lines)
    run.currency, run.earned_cents = sums_by((person.currency, person.earned_cents) for person in people)[0]
    run.save()
    record("run.previewed", run, actor=Actor.system(at, "settlement"), at=at, data={"period": run.period.name})
    return run


def people_of(run: Run, settled: Settled) -> list[RunPerson]:
    """Sums by person and currency."""
    before = _month_before(run)
    found: dict[tuple[int, str], RunPerson] = {}

    def of(employee: int, currency: str) -> RunPerson:
        return found.setdefault(
            (employee, currency),
            RunPerson(run=run, employee_id=employee, currency=currency, earned_cents=0, payable_cents=0),
        )

    for line in settled.lines:
        person = of(line.employee, line.currency)
        person.lines += 1
        if line.kind == Move.EARN:
            person.earned_cents += line.cents
            person.joint_cents += line.cents if line.joint else 0
        else:
            person.advance_cents += line.cents
    for (employee, currency), cents in settled.released.items():
        of(employee, currency).payable_cents = cents
    for row in _reversals(run):  # posted by hand: what was paid once must not be paid again once it is earned anew
        person = of(row.employee_id, row.currency)
        person.lines += 1
        person.earned_cents += row.cents
        person.joint_cents += row.cents if row.joint else 0
        person.payable_cents += row.cents
    for (employee, currency), cents in before.items():
        of(employee, currency).before_cents = cents
    for person in found.values():
        _finish(person)
    return sorted(found.values(), key=lambda person: (person.employee_id, person.currency))


def _reversals(run: Run) -> QuerySet[Posting]:
    """Earnings of before that somebody has taken back in the month of the run."""
    return Posting.objects.filter(period=run.period.name, kind=Move.EARN, reverses__isnull=False)


def _finish(person: RunPerson) -> None:
    """Draws are in what the engine releases and never in what it holds."""
    person.held_cents = person.earned_cents + person.advance_cents - person.payable_cents
    person.outlier = outlier_of(person.earned_cents, person.before_cents, person.payable_cents)


def _month_before(run: Run) -> dict[tuple[int, str], int]:
    name = month_of(add_months(run.period.start, -1)).name
    rows = Posting.objects.filter(period=name, kind=Move.EARN).order_by()
    return {
        (employee, currency): cents
        for employee, currency, cents in rows.values_list("employee", "currency").annotate(sum=Sum("cents"))
    }


@transaction.atomic
def approve_run(run: Run, *, version: int, actor: Actor, at: datetime) -> Event:
    """Four eyes: somebody else than who made it, and who is not paid by it. Only once the month is over."""
    require(can_make_run, actor)
    run = lock(run, version=version)
    if run.status != RunStatus.PREVIEW:
        raise Refused("not_a_preview", _("Only a finished preview can be approved. Look at how the run stands now."))
    if not can_approve_run(actor, run) and not actor.is_system:
        text = _("Nobody approves a run that they started or are paid by. Ask another sales manager or payroll.")
        raise Refused("four_eyes", text)
    if run.period.end > actor.today:
        raise Refused("month_open", _("The month is not over. A preview of it stays a preview until then."))
    run.status, run.approved_by, run.approved_at = RunStatus.APPROVED, signed_in(actor), at
    _count_up(run, "status", "approved_by", "approved_at")
    return record("run.approved", run, actor=actor, at=at, data={"period": run.period.name})


@transaction.atomic
def lock_run(run: Run, *, version: int, actor: Actor, at: datetime) -> Event:
    """Post what was approved, and close the month. What is computed now must be what was approved, to the cent."""
    require(can_make_run, actor)
    lock_head()  # before the run, as whoever posts does
    run = lock(run, version=version)
    if run.status != RunStatus.APPROVED:
        raise Refused("not_approved", _("Only an approved run can be locked."))
    month = next_month()
    if month is None or month.name != run.period.name:
        raise Refused(
            "month_before_open", _("Months go into the books one after the other. Lock the one before first.")
        )
    settled = settle_month(read_window(run.period.name), as_of=run.as_of)
    same = (settled.inputs_hash, settled.result_hash) == (run.inputs_hash, run.result_hash)
    if not same or run.snapshot.get("reversals", 0) != _reversals(run).count():
        text = _(
            "What this run was made from has been changed since. Discard it, look at a new preview, and approve that."
        )
        raise Refused("run_changed", text)
    _post_run(run, settled)
    run.status, run.locked_by, run.locked_at = RunStatus.LOCKED, signed_in(actor), at
    head = close_period(run.period, actor=actor, at=at)
    run.snapshot = run.snapshot | {"head": {"number": head.closed_number, "seal": head.closed_seal}}
    _count_up(run, "status", "locked_by", "locked_at", "snapshot")
    return record("run.locked", run, actor=actor, at=at, data={"period": run.period.name})


def _post_run(run: Run, settled: Settled) -> None:
    name = run.period.name
    last = run.period.end - timedelta(days=1)
    drafts = [draft_of(line, name) for line in settled.lines]
    for person in run.people.order_by("employee_id", "currency"):
        if cents := person.held_cents:
            kind = Move.HOLD if cents > 0 else Move.FREE
            drafts.append(Draft(person.employee_id, kind, abs(cents), person.currency, last, f"hold|{name}"))
    post(drafts, period=name, run=run)


@transaction.atomic
def close_period(period: Period, *, actor: Actor, at: datetime) -> Period:
    """Nothing is posted into it any more; where the books stood then is kept."""
    head = lock_head()
    period = open_period(period.name)
    period.closed_at, period.closed_by = at, signed_in(actor)
    period.closed_number, period.closed_seal = head.number, head.seal
    period.version += 1
    period.save()
    return period


@transaction.atomic
def release_run(run: Run, *, version: int, actor: Actor, at: datetime) -> Event:
    """What was earned becomes payable, in the open month."""
    require(can_make_run, actor)
    lock_head()
    run = lock(run, version=version)
    if run.status != RunStatus.LOCKED:
        raise Refused("not_locked", _("Only a locked run can be released."))
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for person in run.people.order_by("employee_id", "currency"):
        sums[person.employee_id, person.currency] += person.payable_cents - person.advance_cents
    month = next_month() or month_of(run.period.end)
    about = f"release|{run.period.name}"
    drafts = [
        Draft(employee, Move.RELEASE, cents, currency, month.start, about)
        for (employee, currency), cents in sorted(sums.items())
        if cents
    ]
    post(drafts, period=month.name, run=run)
    run.status, run.released_by, run.released_at = RunStatus.RELEASED, signed_in(actor), at
    _count_up(run, "status", "released_by", "released_at")
    return record("run.released", run, actor=actor, at=at, data={"period": run.period.name})


@transaction.atomic
def discard_run(run: Run, *, version: int, actor: Actor, at: datetime) -> Event:
    """Put a run away that is not in the books yet."""
    require(can_make_run, actor)
    run = lock(run, version=version)
    if run.status not in (RunStatus.WAITING, RunStatus.PREVIEW, RunStatus.APPROVED):
        raise Refused("run_locked", _("A locked run is in the books. Correct it by an adjustment in the open month."))
    _discard(run)
    return record("run.discarded", run, actor=actor, at=at, data={"period": run.period.name})


def _discard(run: Run) -> None:
    run.status = RunStatus.DISCARDED
    _count_up(run, "status")


def _count_up(run: Run, *fields: str) -> None:
    run.version += 1
    run.save(update_fields=[*fields, "version"])

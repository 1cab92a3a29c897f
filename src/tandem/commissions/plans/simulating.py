"""A plan on past facts beside what was in force: per month, tandem and person. Reads only; nothing is posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engines.commission import Window, read_window, settle
from engines.commission.windows import add_months, window_of
from tandem.commissions.cases import case_for
from tandem.commissions.models import Plan, PlanMember, PlanStatus, PlanVersion, Simulation
from tandem.commissions.months import is_month, month_label, month_of
from tandem.commissions.settling import Line, lines_of, versions_until
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.jobs import Work, start_job
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.queries import signed_in

from .documents import read_document
from .rules import can_simulate

JOB = "commission.simulation"
MOST_MONTHS = 36
Step = Callable[[int, int, str], None]


@transaction.atomic
def start_simulation(
    version: PlanVersion, *, first: str, last: str, actor: Actor, at: datetime, beside: Plan | None = None
) -> Simulation:
    """As a job: months from the first to the last one, for the people on `beside`, or on the version's own plan."""
    require(can_simulate, actor)
    months = months_between(first, last)
    if months[-1].end > month_of(actor.today).end:
        told = _("What has not happened yet cannot be tried.")
        raise Invalid("simulation_ahead", told, {"last": told})
    read_document(version.document, start=months[0].start)
    beside = beside or version.plan
    if not PlanMember.objects.filter(overlapping(months[0].start, months[-1].end), plan=beside).exists():
        told = _("Nobody was on %(plan)s in these months.") % {"plan": beside}
        raise Invalid("simulation_empty", told, {"beside": told})
    said = {"beside": beside, "first": first, "last": last, "document": version.document}
    row = Simulation.objects.create(plan_version=version, **said, made_by=signed_in(actor), made_at=at)
    record("plan.simulated", version, version.plan, actor=actor, at=at, data={"from": first, "to": last})
    title = _("Trying %(plan)s") % {"plan": version}
    row.job_id = start_job(JOB, title=title, params={"simulation": row.pk}, actor=actor, at=at, about=version).pk
    row.save(update_fields=["job_id"])
    return row


def months_between(first: str, last: str) -> list[Window]:
    """At most three years, forward."""
    if not (is_month(first) and is_month(last)) or first > last:
        told = _("The last month lies after the first one.")
        raise Invalid("simulation_span", told, {"last": told})
    found: list[Window] = []
    month = read_window(first)
    while month.name <= last and len(found) <= MOST_MONTHS:
        found.append(month)
        month = month_of(month.end)
    if len(found) > MOST_MONTHS:
        told = _("At most %(most)d months.") % {"most": MOST_MONTHS}
        raise Invalid("simulation_long", told, {"last": told})
    return found


def run_simulation(work: Work) -> Mapping[str, Any]:
    """The job. Stopped in between it leaves nothing."""
    row = Simulation.objects.select_related("plan_version__plan", "beside").get(pk=work.params["simulation"])
    months, beside = months_between(row.first, row.last), row.beside or row.plan_version.plan
    result, currency = simulate(
        row.plan_version, row.document, months, beside=beside, as_of=work.at, step=work.progress
    )
    Simulation.objects.filter(pk=row.pk).update(result=result, currency=currency)
    return {"url": f"/plans/simulations/{row.pk}/", "text": str(_("The plan has been tried."))}


def simulate(
    version: PlanVersion,
    document: Mapping[str, Any],
    months: Sequence[Window],
    *,
    beside: Plan,
    as_of: datetime,
    step: Step,
) -> tuple[dict[str, Any], str]:
    """[tried, in force] in cents, for the people on the plan `beside`.

    The tried plan counts from the first day of the first month.
    """
    tried = PlanVersion(
        plan=beside, number=version.number, document=dict(document), status=PlanStatus.APPROVED,
        start=months[0].start, made_at=as_of,
    )  # fmt: skip
    sums = _Sums()
    for number, month in enumerate(months):
        step(number, len(months), month_label(month.name))
        sums.add(month.name, 0, _lines([tried], month, as_of))
        held = versions_until(month.end).filter(plan=beside)
        sums.add(month.name, 1, _lines([one for one in held if _holds_in(one, month)], month, as_of))
    return sums.result(), str(document.get("currency", "EUR"))


def _holds_in(version: PlanVersion, month: Window) -> bool:
    return version.end is None or version.end > month.start


def _lines(versions: Iterable[PlanVersion], month: Window, as_of: datetime) -> Iterable[Line]:
    for version in versions:
        window = window_of(month.start, str(version.document.get("period", "month")))
        if window.end == month.end:
            prepared = case_for(version, window, as_of=as_of)
            yield from lines_of(prepared, settle(prepared.case).entries)


class _Sums:
    """Pairs of cents by month, tandem and person."""

    def __init__(self) -> None:
        self.total = [0, 0]
        self.months: dict[str, list[int]] = {}
        self.tandems: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.people: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, month: str, side: int, lines: Iterable[Line]) -> None:
        pair = self.months.setdefault(month, [0, 0])
        for line in lines:
            for sums in (self.total, pair, self.tandems[str(line.tandem)], self.people[str(line.employee)]):
                sums[side] += line.cents

    def result(self) -> dict[str, Any]:
        return {
            "total": self.total, "months": self.months,
            "tandems": dict(self.tandems), "people": dict(self.people),
        }  # fmt: skip


def last_year(today: date) -> tuple[str, str]:
    """The twelve months before this one."""
    month = month_of(today).start
    return month_of(add_months(month, -12)).name, month_of(add_months(month, -1)).name

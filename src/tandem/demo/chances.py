"""Opportunities of every tandem on their way through the stages, with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from tandem.core import search
from tandem.customers.models import Lifecycle
from tandem.people.models import Employee
from tandem.pipeline.entries import opportunity_entry
from tandem.pipeline.figures import weighted
from tandem.pipeline.models import Closing, Opportunity, Pipeline, Source, Stage, StageChange, State
from tandem.work.days import end_of
from tandem.work.models import NextStep, Todo
from tandem.work.steps import step_of

from .dice import chance
from .files import table
from .firms import Firm
from .rota import Rota
from .stage import Stage as Scene

OPEN, WON, LOST = 5, 2, 2  # per tandem
VALUES = ((4_000, 30_000), (20_000, 120_000))  # euros: usual ones, and every fourth


@dataclass
class Chance:
    """One opportunity in the making: each stage with the instant in which it was entered."""

    row: Opportunity
    firm: Firm
    way: list[tuple[Stage, datetime]]
    by: Employee
    ended: datetime | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> str:
        """Open, won or lost."""
        return str(self.row.state)


def write_chances(scene: Scene, rota: Rota, firms: Sequence[Firm]) -> None:
    """All of them with their rows, next steps and events."""
    dice = scene.dice("chances")
    sales = list(Stage.objects.filter(pipeline__key="sales").order_by("position"))
    service = _service_pipeline(scene)
    found: list[Chance] = []
    for tandem, own in _by_tandem(scene, firms):
        ends = [State.OPEN] * OPEN + [State.WON] * WON + [State.LOST] * LOST
        for number, end in enumerate(ends[: 1 + 2 * len(own)]):
            stages = service if number == 0 else sales
            found.append(_chance(scene, rota, tandem, dice.choice(own), stages, end, dice))
    found.sort(key=lambda one: one.row.created_at)
    for number, one in enumerate(found, 1):
        one.row.number = f"P{one.row.created_at:%y}-{number:05d}"
    Opportunity.objects.bulk_create(one.row for one in found)
    StageChange.objects.bulk_create(row for one in found for row in _changes(one))
    Closing.objects.bulk_create(
        Closing(opportunity=one.row, won=one.end == State.WON, at=one.ended, by=one.by, **one.told)
        for one in found
        if one.ended
    )
    search.put_many(opportunity_entry(one.row) for one in found)
    _plan_steps(scene, found, dice)
    for one in found:
        _tell(scene, one)


def _by_tandem(scene: Scene, firms: Sequence[Firm]) -> list[tuple[int, list[Firm]]]:
    """The firms that each tandem owns today and still sells to."""
    found: dict[int, list[Firm]] = {}
    for firm in firms:
        owner = firm.owner_on(scene.calendar.today)
        if owner is not None and firm.fate != Lifecycle.LOST and firm.contacts and firm.twin_of is None:
            found.setdefault(owner, []).append(firm)
    return sorted(found.items())


def _service_pipeline(scene: Scene) -> list[Stage]:
    """A second way to sell, shorter than the first."""
    told = table("chances")["service"]
    names = {"name_de": told["name_de"], "name_en": told["name_en"]}
    pipeline = Pipeline.objects.create(key="service", position=2, **names)
    rows = [
        Stage(pipeline=pipeline, key=f"service-{place}", name_de=de, name_en=en, lead=lead, chance_ppm=ppm,
              stale_days=days, position=place)
        for place, (de, en, lead, ppm, days) in enumerate(told["stages"], 1)
    ]  # fmt: skip
    at = scene.calendar.moment(scene.calendar.back(200), scene.dice("service"))
    made = Stage.objects.bulk_create(rows)
    scene.diary.tell("pipeline.added", at, pipeline, by=None, data={"name": pipeline.name_de})
    return made


def _chance(
    scene: Scene, rota: Rota, tandem: int, firm: Firm, stages: Sequence[Stage], end: str, dice: Random
) -> Chance:
    words, calendar = table("chances"), scene.calendar
    still = end == State.OPEN and chance(dice, 0.3)
    last = dice.randrange(22, 60) if still else dice.randrange(1, 8 if end == State.OPEN else 60)
    steps = dice.randrange(1, len(stages) + 1) if end == State.OPEN else len(stages)
    backs = sorted({last + dice.randrange(1, 14) * place for place in range(steps)}, reverse=True)
    moments = sorted(calendar.moment(calendar.back(back), dice) for back in backs)
    way = list(zip(stages, moments, strict=False))
    today, customer, role = calendar.today, firm.customer, dice.choice(("inside", "field"))
    by = rota.on_duty(tandem, role, today, team_id=customer.team_id)
    low, high = VALUES[chance(dice, 0.25)]
    ended = calendar.moment(calendar.back(max(last - 1, 0)), dice) if end != State.OPEN else None
    own = dice.choice((250_000, 500_000, 900_000)) if chance(dice, 0.15) else None
    stage, value = way[-1][0], 100 * dice.randrange(low, high, 500)
    row = Opportunity(
        title=dice.choice(words["titles"]).format(anlage=dice.choice(words["plants"])),
        customer=customer,
        contact=dice.choice(firm.contacts),
        tandem_id=tandem,
        team_id=customer.team_id,
        holder=by,
        stage=stage,
        state=end,
        value_cents=value,
        currency=customer.currency,
        own_chance_ppm=own,
        weighted_cents=weighted(value, stage.chance_ppm if own is None else own),
        close_on=timezone.localdate(ended) if ended else today + timedelta(days=dice.randrange(-6, 170)),
        closed_on=timezone.localdate(ended) if ended else None,
        source=dice.choice(Source.values),
        text=dice.choice(words["needs"]),
        competitor=dice.choice(words["competitors"]) if chance(dice, 0.4) else "",
        stage_since=way[-1][1],
        moved_at=way[-1][1],
        created_at=way[0][1],
        created_by=by,
        version=len(way) + (ended is not None),
    )
    return Chance(row, firm, way, by, ended and max(ended, way[-1][1]), _closing(row, end, dice))


def _closing(row: Opportunity, end: str, dice: Random) -> dict[str, Any]:
    words = table("chances")
    if end == State.WON:
        return {"note": dice.choice(words["won"]), "competitor": row.competitor}
    reason, note = dice.choice(words["lost"])
    return {"reason": reason, "note": note, "competitor": row.competitor or dice.choice(words["competitors"])}


def _changes(one: Chance) -> list[StageChange]:
    former: list[Stage | None] = [None, *(stage for stage, _at in one.way)]
    return [
        StageChange(opportunity=one.row, from_stage=before, to_stage=stage, at=at, by=one.by)
        for before, (stage, at) in zip(former, one.way, strict=False)
    ]


def _plan_steps(scene: Scene, found: Sequence[Chance], dice: Random) -> None:
    """To-dos about two thirds of the open ones: most ahead, some late."""
    calendar, todos = scene.calendar, []
    for one in found:
        if one.ended or not chance(dice, 0.66):
            continue
        day = calendar.workday_from(calendar.today + timedelta(days=dice.randrange(-3, 21)))
        row = one.row
        todos.append(
            Todo(
                title=dice.choice(table("chances")["steps"]), due_at=end_of(day), holder=one.by,
                customer=row.customer, tandem_id=row.tandem_id, team_id=row.team_id,
                about_kind=Opportunity.ref_kind, about_id=row.pk, created_at=row.moved_at, created_by=one.by,
            )
        )  # fmt: skip
    Todo.objects.bulk_create(todos)
    NextStep.objects.bulk_create([step for step in map(step_of, todos) if step is not None])
    for todo in todos:
        subjects = [(Todo.ref_kind, todo.pk), ("customer", todo.customer_id), ("tandem", todo.tandem_id)]
        data = {"name": todo.title, "piece": todo.pk, "holder": str(todo.holder)}
        scene.diary.note("todo.added", todo.created_at, subjects, by=todo.holder, data=data)  # type: ignore[arg-type]


def _tell(scene: Scene, one: Chance) -> None:
    """As the actions record it, with the weighted value before and after each move."""
    row = one.row
    head = {"opportunity": row.number, "name": row.title, "value_cents": row.value_cents, "currency": row.currency}
    subjects = [(Opportunity.ref_kind, row.pk), ("customer", row.customer_id), ("tandem", row.tandem_id)]

    def note(verb: str, at: datetime, **data: Any) -> None:
        scene.diary.note(verb, at, subjects, by=one.by, data={**head, **data})  # type: ignore[arg-type]

    note("opportunity.created", one.way[0][1], stage=str(one.way[0][0]))
    for (before, since), (stage, at) in zip(one.way, one.way[1:], strict=False):
        changes: dict[str, list[Any]] = {"stage": [before.pk, stage.pk]}
        if row.own_chance_ppm is None:
            changes["weighted_cents"] = [weighted(int(row.value_cents), s.chance_ppm) for s in (before, stage)]
        told = {"stage": str(stage), "before": str(before), "since": since.isoformat()}
        note("opportunity.moved", at, changes=changes, **told)
    if one.ended:
        changes = {"state": ["open", one.end]}
        note("opportunity.won" if one.end == State.WON else "opportunity.lost", one.ended, changes=changes, **one.told)

"""The board: stages side by side, each with its first cards, its count and its sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict
from django.utils.http import urlencode

from tandem.core.actor import Actor
from tandem.core.listing import Tools, tools_of
from tandem.people.models import Employee
from tandem.tandems.queries import Scope, scope_of

from .cards import Step, next_steps
from .listing import BOARD, known_stages
from .models import Opportunity, Pipeline, Stage, State
from .queries import visible_opportunities

SIZE = 40
FIELDS = (
    *("id", "number", "version", "stage_id", "title", "value_cents", "currency", "own_chance_ppm", "close_on"),
    *("stage_since", "moved_at", "tandem_id", "team_id", "holder_id", "customer__short_name", "customer__name"),
    *("holder__first_name", "holder__last_name", "holder__roles", "holder__photo"),
)
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Sums:
    """What a stage comes to in one currency."""

    currency: str
    value_cents: int
    weighted_cents: int


@dataclass(frozen=True)
class Card:
    """One opportunity on the board."""

    id: int
    number: str
    version: int
    title: str
    customer: str
    value_cents: int
    currency: str
    chance_ppm: int
    close_on: date
    is_overdue: bool
    holder: Employee | None
    days: int  # in this stage
    still_days: int  # without any movement, where that is too long; else 0
    step: Step | None
    movable: bool


@dataclass(frozen=True)
class Lane:
    """One stage with its first cards; `more_url` fetches the next ones."""

    stage: Stage
    count: int
    sums: Sequence[Sums]
    cards: Sequence[Card]
    more_url: str


@dataclass(frozen=True)
class Closed:
    """What ended in this quarter."""

    state: str
    label: Any
    count: int
    sums: Sequence[Sums]


@dataclass(frozen=True)
class Board:
    """All that the board shows."""

    pipeline: Pipeline
    pipelines: Sequence[tuple[str, str, bool]]  # label, address, chosen
    tools: Tools
    lanes: Sequence[Lane]
    closed: Sequence[Closed]
    count: int
    sums: Sequence[Sums]
    watched: str  # references that wake the board

    @property
    def is_empty(self) -> bool:
        return not self.count


def board_of(params: QueryDict, actor: Actor) -> Board | None:
    """The board as the address asks; None where no stage is in use. Four statements, however many cards."""
    stages = _chosen(params, actor)
    if not stages:
        return None
    rows, tools = tools_of(BOARD, visible_opportunities(actor), params, actor)
    standing = rows.filter(state=State.OPEN, stage__in=[stage.pk for stage in stages])
    ended = rows.filter(state__in=(State.WON, State.LOST), closed_on__gte=quarter_of(actor.today))
    found = _sums(standing, ended.filter(stage__pipeline=stages[0].pipeline_id))
    sums = [row for row in found if row["state"] == State.OPEN]
    cards, mores = _cards(standing, stages, params, actor)
    counts = {stage.pk: sum(row["count"] for row in sums if row["stage"] == stage.pk) for stage in stages}
    return Board(
        pipeline=stages[0].pipeline,
        pipelines=_pipelines(stages[0].pipeline_id, params, actor),
        tools=tools,
        lanes=[
            Lane(stage, counts[stage.pk], _told(sums, stage.pk), cards[stage.pk], mores[stage.pk]) for stage in stages
        ],
        closed=_closed(found),
        count=sum(counts.values()),
        sums=_told(sums),
        watched=_watched(cards, actor),
    )


def more_cards(stage: Stage, params: QueryDict, actor: Actor) -> tuple[Sequence[Card], str]:
    """The next page of one stage, and where the one after it is."""
    rows, _tools = tools_of(BOARD, visible_opportunities(actor), params, actor)
    cards, mores = _cards(rows.filter(state=State.OPEN), [stage], params, actor, after=params.get("after", ""))
    return cards[stage.pk], mores[stage.pk]


def closed_rows(state: str, params: QueryDict, actor: Actor) -> Sequence[Any]:
    """What was won or lost in this quarter, the latest first."""
    rows, _tools = tools_of(BOARD, visible_opportunities(actor), params, actor)
    stages = _chosen(params, actor)
    rows = rows.filter(state=state, closed_on__gte=quarter_of(actor.today), stage__pipeline=stages[0].pipeline_id)
    return list(rows.select_related("customer", "holder", "stage").order_by("-closed_on", "-pk")[:SIZE])


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _chosen(params: QueryDict, actor: Actor) -> list[Stage]:
    """The stages of the pipeline that the address names, else of the first one."""
    stages = known_stages(actor)
    wanted = params.get("pipeline", "")
    found = [stage for stage in stages if str(stage.pipeline_id) == wanted]
    return found or [stage for stage in stages if stage.pipeline_id == stages[0].pipeline_id]


def _pipelines(current: int, params: QueryDict, actor: Actor) -> list[tuple[str, str, bool]]:
    known = {stage.pipeline_id: str(stage.pipeline) for stage in known_stages(actor)}
    kept = {name: str(value) for name, value in params.items() if name not in ("pipeline", "after")}
    return [(label, f"?{urlencode({**kept, 'pipeline': str(key)})}", key == current) for key, label in known.items()]


def _sums(standing: Rows, ended: Rows) -> list[dict[str, Any]]:
    """What stands in each stage, and what ended in this quarter, per currency; one statement."""
    amounts = {"count": Count("pk"), "value": Sum("value_cents"), "weighted": Sum("weighted_cents")}
    ways = [rows.order_by().values("state", "stage", "currency").annotate(**amounts) for rows in (standing, ended)]
    return list(ways[0].union(ways[1], all=True))


def _told(sums: Sequence[dict[str, Any]], stage: int | None = None) -> list[Sums]:
    """Sums per currency of one stage, or of all."""
    found: dict[str, tuple[int, int]] = {}
    for row in sums:
        if stage is None or row["stage"] == stage:
            value, weighted = found.get(row["currency"], (0, 0))
            found[row["currency"]] = (value + row["value"], weighted + row["weighted"])
    return [Sums(currency, *both) for currency, both in sorted(found.items())]


def _cards(
    rows: Rows, stages: Sequence[Stage], params: QueryDict, actor: Actor, *, after: str = ""
) -> tuple[dict[int, list[Card]], dict[int, str]]:
    """The first cards of each stage after a cursor, the nearest close first; two statements for all of them."""
    begin = _read(after)
    ways = [_beyond(rows.filter(stage=stage.pk), begin).order_by("close_on", "id")[: SIZE + 1] for stage in stages]
    # A database that joins ordered and limited queries only inside of others gets them inside of others.
    first, *others = (Opportunity.objects.filter(pk__in=way.values("pk")).values_list(*FIELDS) for way in ways)
    found = sorted(first.union(*others, all=True), key=lambda row: (row[8], row[0]))
    steps = next_steps([row[0] for row in found], actor)
    lanes: dict[int, list[Card]] = {stage.pk: [] for stage in stages}
    mores = dict.fromkeys(lanes, "")
    known, scope, people = {stage.pk: stage for stage in stages}, scope_of(actor), dict[int, Employee]()
    for row in found:
        stage, lane = known[row[3]], lanes[row[3]]
        if len(lane) < SIZE:
            lane.append(_card(row, stage, steps.get(row[0]), scope, people, actor))
        else:
            mores[stage.pk] = _more(params, lane[-1])
    return lanes, mores


def _card(
    row: tuple[Any, ...], stage: Stage, step: Step | None, scope: Scope, people: dict[int, Employee], actor: Actor
) -> Card:
    key, number, version, _stage, title, value, currency, chance, close_on, since, moved = row[:11]
    tandem, team, holder, short, name = row[11:16]
    return Card(
        id=key,
        number=number,
        version=version,
        title=title,
        customer=short or name,
        value_cents=value,
        currency=currency,
        chance_ppm=stage.chance_ppm if chance is None else chance,
        close_on=close_on,
        is_overdue=close_on < actor.today,
        holder=_person(holder, row[16:], people),
        days=(actor.at - since).days,
        still_days=_still(moved, stage, actor.at),
        step=step,
        movable=holder == actor.id or _ours(tandem, team, scope),
    )


def _ours(tandem: int | None, team: int, scope: Scope) -> bool:
    """As rules.can_lead_opportunity decides, from what the row tells: the action asks again."""
    if tandem is None:
        return team in scope.team_ids
    return tandem in scope.acting_ids or team in scope.led_team_ids


def _still(moved: datetime, stage: Stage, at: datetime) -> int:
    days = (at - moved).days
    return days if stage.stale_days is not None and at - moved >= timedelta(days=stage.stale_days) else 0


def _person(key: int | None, told: Sequence[Any], people: dict[int, Employee]) -> Employee | None:
    if key is None:
        return None
    if key not in people:
        first, last, roles, photo = told
        people[key] = Employee(pk=key, first_name=first, last_name=last, roles=roles, photo=photo)
    return people[key]


def _beyond(rows: Rows, begin: tuple[date, int] | None) -> Rows:
    if begin is None:
        return rows
    later = rows.filter(close_on__gte=begin[0])
    return later.exclude(close_on=begin[0], id__lte=begin[1])


def _read(after: str) -> tuple[date, int] | None:
    """A cursor as `_more` writes it; None for any other."""
    day, _mark, key = after.partition("_")
    try:
        return date.fromisoformat(day), min(int(key), 2**62)
    except ValueError:
        return None


def _more(params: QueryDict, last: Card) -> str:
    kept = {name: str(value) for name, value in params.items() if name != "after"}
    return urlencode({**kept, "after": f"{last.close_on.isoformat()}_{last.id}"})


def _closed(sums: Sequence[dict[str, Any]]) -> list[Closed]:
    """Counts and sums of what ended in this quarter."""
    found = {state: [row for row in sums if row["state"] == state] for state in (State.WON, State.LOST)}
    return [
        Closed(state.value, state.label, sum(row["count"] for row in rows), _told(rows))
        for state, rows in found.items()
    ]


def _watched(cards: dict[int, list[Card]], actor: Actor) -> str:
    """What wakes the board: every card, and whatever happens in one's own tandems."""
    scope = scope_of(actor)
    tandems = [f"tandem:{key}" for key in sorted(scope.acting_ids)]
    return " ".join([*tandems, *(f"opportunity:{card.id}" for lane in cards.values() for card in lane)])

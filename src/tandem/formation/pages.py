"""What the pages of the studio show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.actor import Actor
from tandem.core.errors import TandemError
from tandem.people.models import Employee
from tandem.people.photos import photo_url
from tandem.tandems.models import Tandem

from .actions.rollout import steps_of
from .models import Proposal, Rollout
from .problem import participants, today_of
from .steps import Deed
from .wording import sentence

DEEDS = ("changes", "begins", "ends", "stays")


@dataclass(frozen=True)
class Who:
    """A person as a row shows them."""

    person: Employee
    photo_url: str


@dataclass(frozen=True)
class PairRow:
    """One pair of a plan, or one that the manager marked."""

    inside: Who
    field: Who
    known: int = 0
    stays: bool = False
    locked: bool = False
    forbidden: bool = False
    reasons: Sequence[str] = ()
    before: Sequence[str] = ()  # partners of today who are not this one


@dataclass(frozen=True)
class PlanTab:
    """One of up to four plans to choose from."""

    number: int
    changed: int
    current: bool


@dataclass(frozen=True)
class Studio:
    """A proposal on the table. `plan` is what was kept of the plan looked at; None before anything was solved."""

    proposal: Proposal
    people: Sequence[Employee]
    tabs: Sequence[PlanTab]
    plan: Mapping[str, Any] | None
    number: int
    rows: Sequence[PairRow]
    alone: Sequence[Who]
    marked: Sequence[PairRow]
    broken: int
    kept: int
    rollout: Rollout | None

    @property
    def moved_on(self) -> bool:
        """Whether pairs were kept, let go or ruled out since it was solved."""
        rows = self.plan["pairs"] if self.plan else []
        pairs = [row["pair"] for row in rows]
        kept = [row["pair"] for row in rows if row["locked"]]
        asked = self.proposal.locked
        return bool(rows) and (sorted(kept) != sorted(asked) or any(one in pairs for one in self.proposal.forbidden))


def studio_of(proposal: Proposal, number: int) -> Studio:
    """Five statements, however many people."""
    people = participants(proposal)
    plans = proposal.plans
    number = number if number < len(plans) else 0
    plan = plans[number] if plans else None
    here = _known(people, proposal)
    now = today_of(proposal.team_id, proposal.starts_on).pairs
    rows = [_row(row, here, now) for row in plan["pairs"] if all(key in here for key in row["pair"])] if plan else []
    best = {tuple(row["pair"]) for row in plans[0]["pairs"]} if plans else set()
    planned = {(row.inside.person.pk, row.field.person.pk) for row in rows}
    return Studio(
        proposal=proposal,
        people=people,
        tabs=[_tab(place, one, best, number) for place, one in enumerate(plans)],
        plan=plan,
        number=number,
        rows=sorted(rows, key=lambda row: row.inside.person.name_key),
        alone=[here[key] for key in (plan["alone"] if plan else ()) if key in here],
        marked=_marked(proposal, here),
        broken=len(set(now) - planned),
        kept=len(set(now) & planned),
        rollout=getattr(proposal, "rollout", None),
    )


def _known(people: Sequence[Employee], proposal: Proposal) -> dict[int, Who]:
    """Also those of a plan who take no part any more, or are partners of today."""
    keys = {key for plan in proposal.plans for row in plan["pairs"] for key in row["pair"]}
    keys |= {key for pair in (*proposal.locked, *proposal.forbidden) for key in pair}
    rows = [*people, *Employee.objects.filter(pk__in=keys - {person.pk for person in people})]
    return {person.pk: Who(person, photo_url(person)) for person in rows}


def _row(row: Mapping[str, Any], here: Mapping[int, Who], now: Mapping[tuple[int, int], int]) -> PairRow:
    inside, outside = row["pair"]
    before = [other for pair in now if inside in pair or outside in pair for other in pair]
    return PairRow(
        inside=here[inside],
        field=here[outside],
        known=row["known"],
        stays=row["stays"],
        locked=row["locked"],
        reasons=[text for text in map(sentence, row["reasons"]) if text],
        before=[str(here[key].person) for key in before if key in here and key not in (inside, outside)],
    )


def _tab(place: int, plan: Mapping[str, Any], best: set[Any], number: int) -> PlanTab:
    pairs = {tuple(row["pair"]) for row in plan["pairs"]}
    return PlanTab(place, len(pairs - best), place == number)


def _marked(proposal: Proposal, here: Mapping[int, Who]) -> list[PairRow]:
    rows = []
    for pairs, locked in ((proposal.locked, True), (proposal.forbidden, False)):
        known = [pair for pair in pairs if pair[0] in here and pair[1] in here]
        rows += [PairRow(here[one], here[other], locked=locked, forbidden=not locked) for one, other in known]
    return rows


@dataclass(frozen=True)
class StepRow:
    """One tandem on the day of the roll-out."""

    deed: str
    name: str
    url: str
    before: Sequence[str]
    after: Sequence[str]
    customers: int


def step_rows(proposal: Proposal, number: int, actor: Actor) -> tuple[list[StepRow], str]:
    """What would happen, or why it cannot; five statements."""
    try:
        steps = [step.stored() for step in steps_of(proposal, number)]
    except TandemError as error:
        return [], str(error.text)
    return told_steps(steps), ""


def told_steps(steps: Sequence[Mapping[str, Any]]) -> list[StepRow]:
    """Stored or planned steps with names, what changes first; two statements."""
    keys = {key for step in steps for side in ("before", "after") for key in step[side].values()}
    people = Employee.objects.in_bulk(keys)
    tandems = Tandem.objects.in_bulk([step["tandem"] for step in steps if step["tandem"]])
    rows = []
    for step in steps:
        tandem = tandems.get(step["tandem"] or 0)
        sides = {
            side: [str(people[step[side][role]]) for role in ("inside", "field") if step[side].get(role) in people]
            for side in ("before", "after")
        }
        name = str(tandem) if tandem else " & ".join(sides["after"])
        url = tandem.get_absolute_url() if tandem else ""
        rows.append(StepRow(str(step["deed"]), name, url, sides["before"], sides["after"], step["customers"]))
    return sorted(rows, key=lambda row: (DEEDS.index(row.deed), row.name))


def changes_anything(rows: Sequence[StepRow]) -> bool:
    """Whether the plan differs from today at all."""
    return any(row.deed != Deed.STAYS for row in rows)

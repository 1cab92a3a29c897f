"""A team of four and three under one manager, with the agreement that allows pairing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engines.pairing import Pair
from tandem.core.actor import Actor
from tandem.core.jobs import Work
from tandem.core.models import Event, Job
from tandem.formation import shade
from tandem.formation.actions import propose_pairs
from tandem.formation.models import Opinion, Profile, Proposal, Rollout
from tandem.formation.solving import solve_proposal
from tandem.people.models import Employee, Purpose, Team, WorksAgreement
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import AT, TODAY
from tandem.work.models import Todo

SPEAKS = frozenset({"de"})
NAMES = {"inside": ("Anna", "Carla", "Eva", "Gina"), "field": ("Ben", "Dirk", "Fritz")}


@dataclass(frozen=True)
class World:
    """Anna and Ben are a tandem; the others have none."""

    manager: Employee
    team: Team
    inside: Sequence[Employee]
    field: Sequence[Employee]
    tandem: Tandem
    agreement: WorksAgreement | None

    @property
    def actor(self) -> Actor:
        return as_actor(self.manager, AT)

    def pair(self, inside: int, outside: int) -> Pair:
        return self.inside[inside].pk, self.field[outside].pk


def an_agreement(start: date = TODAY, audience: Sequence[str] = ("manager",)) -> WorksAgreement:
    """Pairing is on."""
    values = {"title": "BV 17", "purpose": Purpose.PAIRING, "start": start}
    return WorksAgreement.objects.create(**values, audience=frozenset(audience))


def a_world(*, agreed: bool = True) -> World:
    manager = an_employee(["manager"], first_name="Maren", last_name="Voss")
    team = a_team(manager, name="Nord")
    people = {
        half: [an_employee([half], team, first_name=name, last_name=name, languages=SPEAKS) for name in names]
        for half, names in NAMES.items()
    }
    tandem = a_tandem(team, people["inside"][0], people["field"][0], name="Nord 1")
    agreement = an_agreement() if agreed else None
    return World(manager, team, people["inside"], people["field"], tandem, agreement)


def a_proposal(world: World, **values: object) -> Proposal:
    """For today, one tandem each, unless told otherwise."""
    given: dict[str, object] = {"title": "Neu", "starts_on": TODAY, "seats_inside": 1, "seats_field": 1, "left_out": []}
    return propose_pairs(team=world.team, **given | values, actor=world.actor, at=AT)  # type: ignore[arg-type]


def solved(proposal: Proposal, world: World) -> Proposal:
    """As the job does it, without the job."""
    proposal = Proposal.objects.get(pk=proposal.pk)
    params = {"proposal": proposal.pk, "version": proposal.version}
    job = Job.objects.create(name="pairing.solve", title="x", params=params, actor_kind="employee", created_at=AT)
    solve_proposal(Work(job, world.actor, AT))
    return Proposal.objects.select_related("team").get(pk=proposal.pk)


def opinion(author: Employee, about: Employee, rating: int | None = None, *, veto: bool = False) -> Opinion:
    return Opinion.objects.create(author=author, about=about, rating=rating, veto=veto, given_on=TODAY)


def pairs_in(proposal: Proposal, plan: int = 0) -> set[Pair]:
    return {(row["pair"][0], row["pair"][1]) for row in proposal.plans[plan]["pairs"]}


def unshaded(pairs: object, existing: object, day: object) -> shade.Shade:
    """Nothing held back, nothing moved: for tests of what people said."""
    return shade.Shade(frozenset(), {})


def everything() -> tuple[list[object], ...]:
    """All rows that this app writes."""
    tables = (Opinion, Profile, Proposal, Rollout, Tandem, Seat, Todo, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)

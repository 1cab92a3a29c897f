"""The workload of teams, and of tandems and people only where a works agreement in force allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.actor import Actor
from tandem.people.models import Employee, Purpose, Role, Team, WorksAgreement
from tandem.people.openings import openings_of
from tandem.people.queries import agreement_for, employees_here
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.work.load import Booked, Pieces, Span, booked_of, pieces_due

WEEK = timedelta(weeks=1)
LEAST_TANDEMS, LEAST_PEOPLE = 2, 5  # of a team whose total says nothing about one of them (docs/managing.md)
SELLERS = frozenset({Role.INSIDE, Role.FIELD})


@dataclass(frozen=True)
class Load:
    """Open work that falls due, and per week appointments against working hours."""

    due: int
    late: int
    weeks: Sequence[Booked]


@dataclass(frozen=True)
class TeamLoad:
    """A team's; `load` is None where it would tell of single ones."""

    team: Team
    people: int
    load: Load | None


@dataclass(frozen=True)
class Workload:
    """`tandems` and `people` are empty unless `agreement` allows them."""

    teams: Sequence[TeamLoad]
    agreement: WorksAgreement | None
    tandems: Sequence[tuple[Tandem, Load]]
    people: Sequence[tuple[Employee, Load]]


def workload_of(actor: Actor) -> Workload:
    """The two weeks from now on, of the viewer's teams; seven statements."""
    at, led = actor.at, scope_of(actor).led_team_ids
    agreement = agreement_for(Purpose.WORKLOAD, role=Role.MANAGER, on=actor.today)
    people = employees_here(actor.today).filter(team__in=led).select_related("team").order_by("team__name", "name_key")
    sellers = [person for person in people if SELLERS & person.roles]
    tandems = list(Tandem.objects.filter(team__in=led, closed_on=None).select_related("team").order_by("team", "name"))
    pieces = pieces_due([tandem.pk for tandem in tandems], at, at + 2 * WEEK)
    booked = booked_of(openings_of(sellers, at), _weeks(at))
    teams = _teams(sellers, tandems, pieces, booked, shown=agreement is not None)
    if agreement is None:
        return Workload(teams, None, (), ())
    return Workload(teams, agreement, _by_tandem(tandems, pieces), _by_person(sellers, pieces, booked))


def _weeks(at: datetime) -> list[Span]:
    return [(at, at + WEEK), (at + WEEK, at + 2 * WEEK)]


def _teams(
    people: Sequence[Employee],
    tandems: Sequence[Tandem],
    pieces: Sequence[Pieces],
    booked: Mapping[int, Sequence[Booked]],
    *,
    shown: bool,
) -> list[TeamLoad]:
    found = []
    for team in dict.fromkeys(person.team for person in people if person.team):
        members = [person.pk for person in people if person.team == team]
        own = {tandem.pk for tandem in tandems if tandem.team_id == team.pk}
        enough = len(own) >= LEAST_TANDEMS and len(members) >= LEAST_PEOPLE
        mine = [piece for piece in pieces if piece.tandem_id in own]
        load = _load(mine, [booked[key] for key in members]) if shown or enough else None
        found.append(TeamLoad(team, len(members), load))
    return found


def _by_tandem(tandems: Sequence[Tandem], pieces: Sequence[Pieces]) -> list[tuple[Tandem, Load]]:
    return [(tandem, _load([one for one in pieces if one.tandem_id == tandem.pk], ())) for tandem in tandems]


def _by_person(
    people: Sequence[Employee], pieces: Sequence[Pieces], booked: Mapping[int, Sequence[Booked]]
) -> list[tuple[Employee, Load]]:
    return [
        (person, _load([one for one in pieces if one.holder_id == person.pk], [booked[person.pk]])) for person in people
    ]


def _load(pieces: Iterable[Pieces], booked: Iterable[Sequence[Booked]]) -> Load:
    pieces, weeks = list(pieces), list(zip(*booked, strict=True))
    return Load(
        due=sum(piece.due for piece in pieces),
        late=sum(piece.late for piece in pieces),
        weeks=[sum(week, Booked()) for week in weeks],
    )

"""The 60 people of the company with their teams and working times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from tandem.core import search
from tandem.people.entries import entries_of
from tandem.people.models import Employee, Role, Team, WorkingTime

from .files import rows, table
from .portraits import Looks, draw_portraits
from .stage import Stage, ascii_name

DOMAIN = "nordwelle-antriebe.example"
TEAMS = ("Nord", "Ost", "Süd", "West", "Zentrale")
COST_CENTRE = {"inside": "41", "field": "42", "manager": "40", "payroll": "12", "council": "13", "admin": "11"}
# Numbers that Germany keeps for film and print; the demo's customers have those below 900.
DESK = {"Nord": "040 66969", "Zentrale": "040 66969", "Ost": "030 23125", "Süd": "089 99998", "West": "0221 4710"}
MOBILE = "0171 39200"


@dataclass(frozen=True)
class Crew:
    """The people by key ("aylin.demir") and the teams by name."""

    people: Mapping[str, Employee]
    teams: Mapping[str, Team]

    def __getitem__(self, key: str) -> Employee:
        return self.people[key]

    def manager_of(self, team_id: int) -> Employee:
        """Who leads the team."""
        manager = self._managers[team_id]
        assert manager is not None  # noqa: S101  every team of the demo is led
        return manager

    @property
    def admin(self) -> Employee:
        return self["silke.tietjen"]

    @property
    def council(self) -> Employee:
        return self["bernd.rieger"]

    @property
    def head(self) -> Employee:
        return self["cornelia.hartwig"]

    @cached_property
    def _managers(self) -> dict[int, Employee | None]:
        return {team.pk: team.manager for team in self.teams.values()}


def write_people(stage: Stage, *, photos: bool) -> Crew:
    """Everybody who has worked here in the last three years."""
    sources = rows("people")
    teams = {name: Team(name=name) for name in TEAMS}
    Team.objects.bulk_create(teams.values())
    numbers = _numbers(sources)
    people = {key_of(row): _employee(stage, row, teams, numbers[key_of(row)]) for row in sources}
    if photos:
        looks = {
            key: Looks.of(row["gender"], row["looks"], _half(row)) for key, row in zip(people, sources, strict=True)
        }
        for key, name in draw_portraits(looks, stage.dice("portraits")).items():
            people[key].photo = name
    Employee.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()
    )
    _lead(teams, people)
    _write_times(sources, people)
    search.put_many(entries_of(people.values()))
    crew = Crew(people, teams)
    _tell(stage, crew)
    return crew


def key_of(row: Mapping[str, str]) -> str:
    """How the data files name a person."""
    return f"{ascii_name(row['first'])}.{ascii_name(row['last'])}"


def _employee(stage: Stage, row: Mapping[str, str], teams: Mapping[str, Team], number: int) -> Employee:
    left = stage.calendar.month(int(row["left"])) if row["left"] else None
    team = teams.get(row["team"])
    return Employee(
        first_name=row["first"],
        last_name=row["last"],
        email=f"{key_of(row)}@{DOMAIN}",
        roles=frozenset({row["roles"]}),
        team=team,
        personnel_number=f"{1000 + number}",
        cost_centre=f"{COST_CENTRE[row['roles']]}{TEAMS.index(row['team']) + 1 if team else 0}0",
        phone=_phone(row, number),
        job_title=row["job"],
        languages=frozenset(row["languages"].split()),
        joined_on=_joined(stage, row),
        left_on=left,
        is_active=left is None,
        password=make_password(None),
    )


def _joined(stage: Stage, row: Mapping[str, str]) -> date:
    return stage.calendar.month(int(row["joined"]))


def _numbers(sources: list[dict[str, str]]) -> dict[str, int]:
    """Personnel numbers grow with the day of joining."""
    ordered = sorted(sources, key=lambda row: -int(row["joined"]))
    return {key_of(row): number for number, row in enumerate(ordered, 1)}


def _phone(row: Mapping[str, str], number: int) -> str:
    if _half(row) == "field":
        return f"{MOBILE} {number % 100:02d}"
    return f"{DESK[row['team'] or 'Zentrale']} {900 + number}"


def _half(row: Mapping[str, str]) -> str:
    return row["roles"] if row["roles"] in ("inside", "field") else ""


def _lead(teams: Mapping[str, Team], people: Mapping[str, Employee]) -> None:
    for person in people.values():
        if Role.MANAGER in person.roles and person.team:
            person.team.manager = person
    Team.objects.bulk_update(teams.values(), ["manager"])


def _write_times(sources: list[dict[str, str]], people: Mapping[str, Employee]) -> None:
    patterns = table("hours")
    WorkingTime.objects.bulk_create(
        WorkingTime(employee=people[key_of(row)], weekday=day, start=start, end=end)
        for row in sources
        if not row["left"]
        for part in patterns[row["hours"]]
        for day in part["days"]
        for start, end in (map(time.fromisoformat, stretch.split("-")) for stretch in part["times"])
    )


def _tell(stage: Stage, crew: Crew) -> None:
    dice = stage.dice("people told")
    calendar = stage.calendar
    first = calendar.moment(calendar.workdays[0], dice, 420, 470)
    for team in crew.teams.values():
        stage.diary.tell("team.created", first, team, team.manager, by=crew.admin, data={"name": team.name})
    for person in crew.people.values():
        joined = person.joined_on or calendar.start
        at = first if joined < calendar.start else calendar.moment(calendar.workday_to(joined), dice)
        data = {"name": str(person), "roles": sorted(person.roles)}
        stage.diary.tell("employee.hired", at, person, person.team, by=crew.admin, data=data)
        if person.left_on:
            _tell_leaving(stage, crew, person, calendar.moment(calendar.workday_to(person.left_on), dice, 420, 470))


def _tell_leaving(stage: Stage, crew: Crew, person: Employee, at: datetime) -> None:
    left_on = person.left_on.isoformat() if person.left_on else ""
    changes = {"left_on": [None, left_on]}
    data = {"name": str(person), "left_on": left_on, "uncovered": []}
    stage.diary.tell("employment.ended", at, person, person.team, by=crew.admin, data=data, changes=changes)
    stage.diary.tell("employee.left", at, person, person.team, by=None, data={"name": str(person)})

"""What people have said for the pairing, each in confidence, and a proposal for the team Nord that is being solved."""

from __future__ import annotations

from datetime import timedelta

from tandem.catalogue.models import Product
from tandem.formation.models import Opinion, Profile, Proposal
from tandem.people.models import Employee

from .people import Crew
from .stage import Stage

TEAM = "Nord"
SAID = 0.45  # of all who could have said something
ANSWERS = (0, 1, 1, 2, 2, 2, 3, 3)
NEVER = 0.04


def write_pairing(stage: Stage, crew: Crew) -> None:
    """Profiles of all who sell, answers among the teams, one proposal."""
    people = [person for person in crew.people.values() if person.half and person.left_on is None and person.team_id]
    groups = sorted(set(Product.objects.exclude(group="").values_list("group", flat=True)))
    Profile.objects.bulk_create(_profile(stage, person, groups) for person in people)
    Opinion.objects.bulk_create(
        opinion
        for person in people
        for about in people
        if about.team_id == person.team_id and about.half != person.half
        if (opinion := _opinion(stage, person, about)) is not None
    )
    team = crew.teams[TEAM]
    manager = crew.manager_of(team.pk)
    at = stage.calendar.moment(stage.calendar.back(1), stage.dice("pairing"))
    start = (stage.calendar.today.replace(day=1) + timedelta(days=62)).replace(day=1)
    proposal = Proposal.objects.create(
        title=f"{TEAM} ab {start:%d.%m.%Y}", team=team, starts_on=start, created_by=manager, created_at=at
    )
    told = {"title": proposal.title, "team": str(team)}
    stage.diary.tell("pairing.proposed", at, proposal, team, by=manager, data=told)


def _profile(stage: Stage, person: Employee, groups: list[str]) -> Profile:
    dice = stage.dice(f"profile {person.email}")
    return Profile(employee=person, knows=sorted(dice.sample(groups, min(len(groups), dice.randrange(2, 6)))))


def _opinion(stage: Stage, person: Employee, about: Employee) -> Opinion | None:
    dice = stage.dice(f"opinion {person.email} {about.email}")
    if dice.random() > SAID:
        return None
    veto = dice.random() < NEVER
    day = stage.calendar.back(dice.randrange(3, 60))
    return Opinion(author=person, about=about, rating=None if veto else dice.choice(ANSWERS), veto=veto, given_on=day)

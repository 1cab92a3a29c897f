"""Leads of the last weeks: some new, some asked, a few dropped."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tandem.core import search
from tandem.people.models import Employee
from tandem.pipeline.entries import lead_entry
from tandem.pipeline.models import Lead, LeadNote, LeadPerson, LeadState, Source
from tandem.tandems.models import Tandem

from .dice import chance
from .files import table
from .rota import Rota
from .stage import Stage

STATES = (LeadState.NEW, LeadState.NEW, LeadState.TALKING, LeadState.QUALIFIED, LeadState.DROPPED)


def write_leads(stage: Stage, rota: Rota, tandems: list[Tandem]) -> None:
    """One for each made-up company, with the person behind it; whoever is talked to has a note."""
    dice, words = stage.dice("leads"), table("chances")["leads"]
    leads: list[Lead] = []
    for number, company in enumerate(words["companies"]):
        leads.append(_lead(stage, rota, tandems[number % len(tandems)], company, STATES[number % len(STATES)], dice))
    Lead.objects.bulk_create(leads)
    people = [_person(lead, dice) for lead in leads]
    LeadPerson.objects.bulk_create(people)
    LeadNote.objects.bulk_create(
        LeadNote(lead=lead, text=dice.choice(words["notes"]), at=lead.created_at, author=lead.created_by)
        for lead in leads
        if lead.state != LeadState.NEW
    )
    search.put_many(lead_entry(lead, [person]) for lead, person in zip(leads, people, strict=True))
    for lead in leads:
        _tell(stage, lead)


def _lead(stage: Stage, rota: Rota, tandem: Tandem, company: str, state: LeadState, dice: Random) -> Lead:
    words, calendar = table("chances")["leads"], stage.calendar
    by: Employee = rota.on_duty(tandem.pk, "inside", calendar.today, team_id=tandem.team_id)
    at = calendar.moment(calendar.back(dice.randrange(1, 25)), dice)
    asked = state in (LeadState.QUALIFIED, LeadState.DROPPED)
    ended = at + timedelta(minutes=40) if state == LeadState.DROPPED else None
    return Lead(
        company=company,
        company_key=search.fold(company),
        wish=dice.choice(words["wishes"]),
        source=dice.choice((Source.FAIR, Source.WEBSITE, Source.RECOMMENDED, Source.CALL)),
        town=company.split()[-1],
        state=state,
        holder=by if chance(dice, 0.8) else None,
        tandem=tandem,
        team_id=tandem.team_id,
        need=dice.choice(words["needed"]) if asked else "",
        decides=dice.choice(words["decides"]) if asked else "",
        ended_at=ended,
        ended_by=by if ended else None,
        reason=dice.choice(words["dropped"]) if ended else "",
        created_at=at,
        created_by=by,
    )


def _person(lead: Lead, dice: Random) -> LeadPerson:
    first, last, function = dice.choice(table("chances")["leads"]["people"])
    mail = f"{search.fold(last)}@{search.fold(lead.company).replace(' ', '-')}.example"
    return LeadPerson(lead=lead, first_name=first, last_name=last, function=function, email=mail)


def _tell(stage: Stage, lead: Lead) -> None:
    subjects = [(Lead.ref_kind, lead.pk), ("tandem", lead.tandem_id or 0)]
    head = {"lead": lead.pk, "name": lead.company}
    note = stage.diary.note
    note("lead.created", lead.created_at, subjects, by=lead.created_by, data={**head, "holder": str(lead.holder or "")})
    if lead.state == LeadState.QUALIFIED:
        changes = {"state": ["talking", "qualified"]}
        at = stage.calendar.soon(lead.created_at, 30)
        note("lead.qualified", at, subjects, by=lead.created_by, data={**head, "changes": changes})
    if lead.ended_at:
        data = {**head, "changes": {"state": ["talking", "dropped"]}, "reason": lead.reason}
        note("lead.dropped", lead.ended_at, subjects, by=lead.ended_by, data=data)

"""Writing leads: taking them down, asking, noting, qualifying, dropping. Converting them lies in `converting`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.people.rules import sells
from tandem.pipeline.entries import lead_entry
from tandem.pipeline.models import Lead, LeadNote, LeadPerson, LeadState
from tandem.pipeline.rules import can_work_on_lead
from tandem.work.belonging import home_for

MOST_PEOPLE = 20
STANDS = {
    LeadState.CONVERTED: _("This lead has become an opportunity already."),
    LeadState.DROPPED: _("This lead has been dropped already."),
}


@transaction.atomic
def create_lead(
    *, values: Mapping[str, Any], person: Mapping[str, Any] | None = None, actor: Actor, at: datetime
) -> Lead:
    """Take an interest down: company, wish, source and how to reach it, with the first person behind it.

    It belongs to the tandem of whoever takes it down, else to a team's queue.
    """
    require(sells, actor)
    home = home_for(None, actor)
    _check(values, actor)
    lead = Lead(tandem=home.tandem, team=home.team, created_at=at, created_by=signed_in(actor), **_folded(dict(values)))
    lead.save()
    if person and str(person.get("last_name", "")).strip():
        LeadPerson.objects.create(lead=lead, **person)
    make_findable(lead)
    record_lead("lead.created", lead, actor=actor, at=at, holder=str(lead.holder or ""))
    return lead


@transaction.atomic
def edit_lead(lead: Lead, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change what is known, the answers included; None when nothing differs. The first answer takes it out of new."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead, version=version)
    _check({**_told(lead), **values}, actor)
    changes = save_changes(lead, _folded(dict(values)))
    changes.pop("company_key", None)
    if not changes:
        return None
    make_findable(lead)
    return record_lead("lead.edited", lead, actor=actor, at=at, changes=changes)


@transaction.atomic
def add_lead_person(lead: Lead, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> LeadPerson:
    """Somebody else behind it."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead)
    if not str(values.get("last_name", "")).strip():
        raise Invalid("no_name", _("Say who it is."), {"last_name": _("Say who it is.")})
    if lead.people.count() >= MOST_PEOPLE:
        raise Refused("list_full", _("There are enough people behind this lead."))
    person = LeadPerson.objects.create(lead=lead, **values)
    _count_up(lead)
    make_findable(lead)
    record_lead("lead.person_added", lead, actor=actor, at=at, person=str(person))
    return person


@transaction.atomic
def note_lead(lead: Lead, *, text: str, actor: Actor, at: datetime) -> LeadNote:
    """Keep what was said; who is talked to is no new lead any more."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead)
    if not text.strip():
        raise Invalid("no_text", _("Say what was said."), {"text": _("Say what was said.")})
    note = LeadNote.objects.create(lead=lead, text=text.strip(), at=at, author=signed_in(actor))
    changes = save_changes(lead, {"state": LeadState.TALKING.value}) if lead.state == LeadState.NEW else {}
    record_lead("lead.noted", lead, actor=actor, at=at, changes=changes, text=text.strip()[:200])
    return note


@transaction.atomic
def qualify_lead(lead: Lead, *, version: int, actor: Actor, at: datetime) -> Event:
    """There is something in it: what they need and who decides has been asked."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead, version=version)
    if lead.state == LeadState.QUALIFIED:
        raise Refused("qualified_already", _("This lead is qualified already."))
    wrong = {name: _("Ask this first.") for name in ("need", "decides") if not getattr(lead, name).strip()}
    if wrong:
        raise Invalid("not_asked", _("What they need, and who decides, has to be known first."), wrong)
    changes = save_changes(lead, {"state": LeadState.QUALIFIED.value})
    return record_lead("lead.qualified", lead, actor=actor, at=at, changes=changes)


@transaction.atomic
def drop_lead(lead: Lead, *, reason: str, version: int, actor: Actor, at: datetime) -> Event:
    """Nothing will come of it, and why; it can be taken up again."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead, version=version)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    before = lead.state
    save_changes(
        lead,
        {
            "state": LeadState.DROPPED.value,
            "reason": reason.strip()[:200],
            "ended_at": at,
            "ended_by": signed_in(actor),
        },
    )
    changes = {"state": [before, lead.state]}
    return record_lead("lead.dropped", lead, actor=actor, at=at, changes=changes, reason=lead.reason)


@transaction.atomic
def reopen_lead(lead: Lead, *, actor: Actor, at: datetime) -> Event:
    """Take a dropped one up again."""
    require(can_work_on_lead, actor, lead)
    lead = lock(lead)
    if lead.state != LeadState.DROPPED:
        raise Refused("not_dropped", _("Only a dropped lead can be taken up again."))
    _take_up(lead, LeadState.TALKING.value)
    changes = {"state": [LeadState.DROPPED.value, lead.state]}
    return record_lead("lead.reopened", lead, actor=actor, at=at, changes=changes)


def undo_edited(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """The former values, or the former state of one that was qualified."""
    lead = lead_of(event, actor)
    lead = lock_lead(lead)
    save_changes(lead, _folded(old_values(lead, event)))
    make_findable(lead)
    return lead, lead.tandem


def undo_dropped(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """As it stood before."""
    lead = lock(lead_of(event, actor))
    if lead.state != LeadState.DROPPED or lead.ended_at != event.at:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    _take_up(lead, event.changes["state"][0])
    return lead, lead.tandem


def lock_lead(lead: Lead, *, version: int | None = None) -> Lead:
    """The lead locked, while something can still come of it."""
    try:
        current = lock(lead, version=version)
    except Conflict as error:
        if error.current is None or error.current.is_open:
            raise
        current = error.current
    if not current.is_open:
        raise Conflict("lead_over", STANDS[LeadState(current.state)], current=current)
    return current


def record_lead(
    verb: str, lead: Lead, *others: models.Model | None, actor: Actor, at: datetime,
    changes: Mapping[str, list[Any]] | None = None, **data: Any,
) -> Event:  # fmt: skip
    """An event of the lead and its tandem; whose it is always goes with it."""
    kept = {"lead": lead.pk, "name": lead.company, **data}
    return record(verb, lead, lead.tandem, *others, actor=actor, at=at, changes=changes, data=kept)


def lead_of(event: Event, actor: Actor) -> Lead:
    """The lead that an event is about, for who may work on it."""
    lead = Lead.objects.get(pk=event.subjects.get(kind=Lead.ref_kind).object_id)
    require(can_work_on_lead, actor, lead)
    return lead


def make_findable(lead: Lead) -> None:
    """Search follows its words."""
    search.put(lead_entry(lead, list(lead.people.all())))


def _take_up(lead: Lead, state: str) -> None:
    save_changes(lead, {"state": state, "reason": "", "ended_at": None, "ended_by": None})


def _count_up(lead: Lead) -> None:
    lead.version += 1
    lead.save(update_fields=["version"])


def _folded(values: dict[str, Any]) -> dict[str, Any]:
    if "company" in values:
        values["company_key"] = search.fold(values["company"])[:200]
    return values


def _told(lead: Lead) -> dict[str, Any]:
    return {"company": lead.company, "holder": lead.holder}


def _check(values: Mapping[str, Any], actor: Actor) -> None:
    wrong: dict[str, Text] = {}
    if not str(values.get("company", "")).strip():
        wrong["company"] = _("Say which company it is.")
    holder: Employee | None = values.get("holder")
    if holder is not None and (not holder.sells or not holder.works_here_on(actor.today)):
        wrong["holder"] = _("%s cannot hold work.") % holder
    if wrong:
        raise Invalid("lead_wrong", _("The lead is not right yet."), wrong)

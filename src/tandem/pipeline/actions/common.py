"""What the actions on opportunities share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.customers.models import Contact, Customer
from tandem.customers.rules import can_see_customer
from tandem.people.models import Employee
from tandem.pipeline.entries import opportunity_entry
from tandem.pipeline.figures import weigh
from tandem.pipeline.models import Opportunity, Stage, State
from tandem.pipeline.models.opportunities import MOST_CENTS
from tandem.work.actions.todos import add_todo
from tandem.work.days import end_of
from tandem.work.models import NextStep, Todo

EARLIEST, FURTHEST = timedelta(days=366), timedelta(days=10 * 366)  # a typing error in the year, not a plan
STANDS = {
    State.OPEN: _("This opportunity is open."),
    State.WON: _("This opportunity has been won already."),
    State.LOST: _("This opportunity has been lost already."),
}


@dataclass(frozen=True)
class Step:
    """A next step that is noted along with a move: what, by which day, who."""

    title: str
    day: date
    holder: Employee


def lock_opportunity(opportunity: Opportunity, *expected: State, version: int | None = None) -> Opportunity:
    """The opportunity locked, with customer and stage at hand; a Conflict where it is in another state."""
    try:
        current = lock(opportunity, version=version)
    except Conflict as error:
        if error.current is None or error.current.state in expected:
            raise
        current = error.current
    if current.state not in expected:
        raise Conflict("opportunity_moved_on", STANDS[State(current.state)], current=current)
    if current.customer_id == opportunity.customer_id:  # else it has gone to another one with its customer meanwhile
        current.customer = opportunity.customer
    return current


def change(opportunity: Opportunity, values: Mapping[str, Any], at: datetime) -> dict[str, list[object]]:
    """Set values, weigh anew, count the version up and remember when it moved; search follows."""
    before = int(opportunity.weighted_cents)
    changes = save_changes(opportunity, dict(values))
    if not changes:
        return {}
    opportunity.weighted_cents, opportunity.moved_at = weigh(opportunity), at
    if opportunity.weighted_cents != before:
        changes["weighted_cents"] = [before, int(opportunity.weighted_cents)]
    opportunity.save(update_fields=["weighted_cents", "moved_at"])
    if {"title", "text"} & set(changes):
        search.put(opportunity_entry(opportunity))
    return changes


def record_opportunity(
    verb: str,
    opportunity: Opportunity,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the opportunity, its customer and its tandem; what it is and what it is worth always go with it."""
    kept = {
        "opportunity": opportunity.number,
        "name": opportunity.title,
        "value_cents": int(opportunity.value_cents),
        "currency": opportunity.currency,
        **data,
    }
    subjects = (opportunity, opportunity.customer, opportunity.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data=kept)


def check_values(values: Mapping[str, Any], customer: Customer, actor: Actor) -> None:
    """Raise Invalid for what an opportunity cannot tell."""
    wrong: dict[str, Text] = {}
    if "title" in values and not values["title"].strip():
        wrong["title"] = _("Say what it is about.")
    contact: Contact | None = values.get("contact")
    if contact is not None and contact.customer_id != customer.pk:
        wrong["contact"] = _("This contact belongs to another customer.")
    if not 0 <= values.get("value_cents", 0) <= MOST_CENTS:
        wrong["value_cents"] = _("This value is too large.")
    close_on = values.get("close_on")
    if close_on is not None and not actor.today - EARLIEST <= close_on <= actor.today + FURTHEST:
        wrong["close_on"] = _("Choose a nearer day.")
    holder = values.get("holder")
    if holder is not None and (told := _unfit(holder, customer, actor)):
        wrong["holder"] = told
    if wrong:
        raise Invalid("opportunity_wrong", _("The opportunity is not right yet."), wrong)


def check_stage(opportunity: Opportunity, stage: Stage, *, step: bool, before: Collection[str] = ()) -> None:
    """Raise Invalid with every field that the stage demands and the opportunity does not tell.

    `step`: a next step comes along, or there is no need to ask for one. `before`: what was missing already, and may be.
    """
    wrong = {name: _("This stage needs it.") for name in missing(opportunity, stage, step=step) if name not in before}
    if wrong:
        text = _("%s needs to know a little more first.") % stage
        raise Invalid("stage_needs", text, wrong)


def missing(opportunity: Opportunity, stage: Stage, *, step: bool = False) -> list[str]:
    """What the stage demands and the opportunity does not tell yet."""
    found = [name for name in sorted(stage.required - {"next_step"}) if not getattr(opportunity, name)]
    if "next_step" in stage.required and not step and not has_step(opportunity):
        found.append("next_step")
    return found


def as_it_would_be(opportunity: Opportunity, new: Mapping[str, Any]) -> Opportunity:
    """A copy that is not saved, to ask what is missing."""
    kept = {field.attname: getattr(opportunity, field.attname) for field in Opportunity._meta.concrete_fields}
    tried = Opportunity(**kept)
    for name, value in new.items():
        setattr(tried, name, value)
    return tried


def has_step(opportunity: Opportunity) -> bool:
    """Whether anything that is open is about it."""
    if not opportunity.pk:
        return False
    return NextStep.objects.filter(about_kind=Opportunity.ref_kind, about_id=opportunity.pk).exists()


def note_step(opportunity: Opportunity, step: Step, *, actor: Actor, at: datetime, **more: Any) -> Todo:
    """The next step as a to-do about the opportunity."""
    values = {"title": step.title, "due_at": end_of(step.day), **more.pop("values", {})}
    about = (Opportunity.ref_kind, opportunity.pk)
    return add_todo(opportunity.customer, values=values, holder=step.holder, about=about, actor=actor, at=at, **more)


def _unfit(person: Employee, customer: Customer, actor: Actor) -> Text:
    """Why somebody cannot hold it; nothing for who can."""
    if not person.sells or not person.works_here_on(actor.today):
        return _("%s cannot hold work.") % person
    if customer.restricted and not can_see_customer(Actor.of(person, actor.at), customer):
        return _("%s may not see this customer.") % person
    return ""


def today_of(at: datetime) -> date:
    """The business day of an instant."""
    return timezone.localdate(at)

"""Winning, losing, and opening again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.openings import region_of
from tandem.people.queries import signed_in
from tandem.pipeline.figures import weigh
from tandem.pipeline.models import Closing, Opportunity, Reason, State
from tandem.pipeline.rules import can_lead_opportunity
from tandem.tandems.models import PlaybookStep
from tandem.tandems.models.playbook import Lead as LedBy
from tandem.tandems.queries import sitter_on
from tandem.work.belonging import home_of_customer
from tandem.work.days import next_working, working_days
from tandem.work.models import Todo
from tandem.work.steps import keep_step

from .common import Step, lock_opportunity, note_step, record_opportunity, today_of
from .writing import opportunity_of

LONGEST = 2000


@transaction.atomic
def win_opportunity(
    opportunity: Opportunity, *, note: str = "", competitor: str = "", version: int | None = None, actor: Actor,
    at: datetime,
) -> Event:  # fmt: skip
    """It became an order or will: what the playbook does next becomes a to-do of the half that leads it."""
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN, version=version)
    closing = _close(opportunity, True, actor, at, note=note[:LONGEST], competitor=competitor[:120])
    todo = _follow_up(opportunity, closing, actor, at)
    changes = {"state": [State.OPEN.value, State.WON.value]}
    told = {"note": note[:200], **({"todo": todo.pk, "step": todo.title} if todo else {})}
    return record_opportunity("opportunity.won", opportunity, actor=actor, at=at, changes=changes, **told)


@transaction.atomic
def lose_opportunity(
    opportunity: Opportunity, *, reason: str, competitor: str = "", note: str = "", version: int | None = None,
    actor: Actor, at: datetime,
) -> Event:  # fmt: skip
    """Somebody else got it, or nobody: with the reason, for that is what one learns from."""
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN, version=version)
    if reason not in Reason.values:
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    told: dict[str, Any] = {"reason": reason, "competitor": competitor[:120], "note": note[:LONGEST]}
    _close(opportunity, False, actor, at, **told)
    changes = {"state": [State.OPEN.value, State.LOST.value]}
    kept = {"reason": reason, "competitor": competitor[:120], "note": note[:200]}
    return record_opportunity("opportunity.lost", opportunity, actor=actor, at=at, changes=changes, **kept)


@transaction.atomic
def reopen_opportunity(
    opportunity: Opportunity, *, reason: str, version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """It is not over after all; it goes on in the stage in which it stood, and what became of it stays told."""
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.WON, State.LOST, version=version)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    before = opportunity.state
    changes: dict[str, list[Any]] = {"state": [before, State.OPEN.value], **_open_again(opportunity, actor, at, reason)}
    kept = {"reason": reason.strip()[:200]}
    return record_opportunity("opportunity.reopened", opportunity, actor=actor, at=at, changes=changes, **kept)


def undo_closed(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Neither won nor lost: as before, and the to-do that came of it goes while nobody has touched it."""
    opportunity = opportunity_of(event)
    require(can_lead_opportunity, actor, opportunity)
    state = State.WON if event.verb == "opportunity.won" else State.LOST
    opportunity = lock_opportunity(opportunity, state)
    closing = opportunity.closings.filter(reopened_at=None).first()
    if closing is None or closing.at != event.at:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    closing.delete()
    save_changes(opportunity, {"state": State.OPEN.value, "closed_on": None})
    todo = Todo.objects.filter(pk=event.data.get("todo"), version=1, done_at=None, removed_at=None).first()
    if todo is not None:
        save_changes(todo, {"removed_at": at})
        keep_step(todo)
    return opportunity, opportunity.customer, opportunity.tandem


def _close(opportunity: Opportunity, won: bool, actor: Actor, at: datetime, **told: Any) -> Closing:
    state = State.WON if won else State.LOST
    save_changes(opportunity, {"state": state.value, "closed_on": today_of(at)})
    return Closing.objects.create(opportunity=opportunity, won=won, at=at, by=signed_in(actor), **told)


def _open_again(opportunity: Opportunity, actor: Actor, at: datetime, reason: str) -> dict[str, list[object]]:
    """As open as before, and weighed as its stage is by now."""
    changes = save_changes(
        opportunity, {"state": State.OPEN.value, "closed_on": None, "weighted_cents": weigh(opportunity)}
    )
    opportunity.moved_at = at
    opportunity.save(update_fields=["moved_at"])
    opportunity.closings.filter(reopened_at=None).update(
        reopened_at=at, reopened_by=signed_in(actor), reopened_because=reason.strip()[:200]
    )
    return {name: pair for name, pair in changes.items() if name == "weighted_cents"}


def _follow_up(opportunity: Opportunity, closing: Closing, actor: Actor, at: datetime) -> Todo | None:
    """A to-do for the playbook's step after the one that this stage stands for; none where that was the last."""
    step = _next_step(opportunity)
    holder = _who_leads(opportunity, step, actor) if step else None
    if step is None or holder is None:
        return None
    day = next_working(today_of(at) + timedelta(1), working_days(region_of(holder), at))
    values = {"step": step.key, "text": step.about}
    what = Step(f"{step}: {opportunity.title}"[:200], day, holder)
    return note_step(opportunity, what, actor=actor, at=at, values=values, source_key=f"won:{closing.pk}")


def _next_step(opportunity: Opportunity) -> PlaybookStep | None:
    done = opportunity.stage.step
    rows = PlaybookStep.objects.filter(retired_at=None).order_by("position", "pk")
    return rows.filter(position__gt=done.position).first() if done else None


def _who_leads(opportunity: Opportunity, step: PlaybookStep, actor: Actor) -> Employee | None:
    """Who sits where the step is led from; where both lead, or that seat is vacant, who holds the opportunity."""
    home = home_of_customer(opportunity.customer, actor.today)
    people, one = home.people, step.lead != LedBy.BOTH
    leading = sitter_on(home.tandem, step.lead, actor.today) if home.tandem and one else None
    held = opportunity.holder if opportunity.holder in people else None
    person = leading or held or next(iter(people), None) or signed_in(actor)
    return person if person is not None and person.sells else None

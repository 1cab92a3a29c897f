"""Writing an opportunity down, and changing what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.customers.actions import lock_standing
from tandem.customers.models import Customer
from tandem.people.queries import signed_in
from tandem.pipeline.entries import opportunity_entry
from tandem.pipeline.figures import weigh
from tandem.pipeline.models import Lead, Opportunity, Stage, StageChange, State
from tandem.pipeline.numbering import take_number
from tandem.pipeline.rules import can_create_opportunity, can_lead_opportunity
from tandem.work.belonging import home_of_customer

from .common import (
    as_it_would_be,
    change,
    check_stage,
    check_values,
    has_step,
    lock_opportunity,
    missing,
    record_opportunity,
    today_of,
)


@transaction.atomic
def create_opportunity(
    customer: Customer,
    *,
    stage: Stage,
    values: Mapping[str, Any],
    lead: Lead | None = None,
    actor: Actor,
    at: datetime,
) -> Opportunity:
    """Write a chance down: title, contact, value_cents, close_on, own_chance_ppm, source, text, competitor, holder.

    It belongs to the tandem that owns the customer today. A stage that demands a next step is entered without one:
    there was no time yet to plan it.
    """
    require(can_create_opportunity, actor, customer)
    customer = lock_standing(customer)
    check_values({"title": "", **values}, customer, actor)
    _refuse_retired(stage)
    home = home_of_customer(customer, today_of(at))
    opportunity = Opportunity(
        customer=customer,
        tandem=home.tandem,
        team=home.team,
        stage=stage,
        currency=customer.currency,
        lead=lead,
        stage_since=at,
        moved_at=at,
        created_at=at,
        created_by=signed_in(actor),
        **values,
    )
    check_stage(opportunity, stage, step=True)
    opportunity.weighted_cents = weigh(opportunity)
    opportunity.number = take_number(today_of(at))
    opportunity.save()
    StageChange.objects.create(opportunity=opportunity, to_stage=stage, at=at, by=signed_in(actor))
    search.put(opportunity_entry(opportunity))
    record_opportunity("opportunity.created", opportunity, lead, actor=actor, at=at, stage=str(stage))
    return opportunity


@transaction.atomic
def edit_opportunity(
    opportunity: Opportunity, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change what is known of it; None when nothing differs. What its stage demands cannot be taken away."""
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN, version=version)
    check_values(values, opportunity.customer, actor)
    before = missing(opportunity, opportunity.stage, step=True)
    check_stage(as_it_would_be(opportunity, values), opportunity.stage, step=True, before=before)
    changes = change(opportunity, values, at)
    if not changes:
        return None
    return record_opportunity("opportunity.edited", opportunity, actor=actor, at=at, changes=changes)


def undo_created(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Take back one just written down, which nobody has touched and nothing is about."""
    opportunity = opportunity_of(event)
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN)
    if opportunity.version != 1 or opportunity.lead_id or has_step(opportunity):
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    customer, tandem, key = opportunity.customer, opportunity.tandem, opportunity.pk
    try:
        with transaction.atomic():
            opportunity.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Conflict("used_since", _("Something refers to this by now, so it cannot be taken back.")) from error
    search.drop(Opportunity.ref_kind, key)
    return customer, tandem


def undo_edited(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """The former values."""
    opportunity = opportunity_of(event)
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN)
    values = old_values(opportunity, event)
    values.pop("weighted_cents", None)
    change(opportunity, values, at)
    return opportunity, opportunity.customer, opportunity.tandem


def opportunity_of(event: Event) -> Opportunity:
    """The opportunity that an event is about; a Conflict where it has gone."""
    key = event.subjects.get(kind=Opportunity.ref_kind).object_id
    found = Opportunity.objects.select_related("customer").filter(pk=key).first()
    if found is None:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    return found


def _refuse_retired(stage: Stage) -> None:
    if stage.retired_at or stage.pipeline.retired_at:
        raise Refused("stage_retired", _("This stage is not in use any more. Choose another one."))

"""From one stage to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.queries import signed_in
from tandem.pipeline.models import Opportunity, Stage, StageChange, State
from tandem.pipeline.rules import can_lead_opportunity

from .common import (
    Step,
    as_it_would_be,
    change,
    check_stage,
    check_values,
    lock_opportunity,
    note_step,
    record_opportunity,
)
from .writing import opportunity_of


@transaction.atomic
def move_opportunity(
    opportunity: Opportunity,
    stage: Stage,
    *,
    values: Mapping[str, Any] | None = None,
    step: Step | None = None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Event:
    """Put it into a stage, with what the stage demands and was missing; Invalid names what still is.

    `version` is what was seen: where somebody else moved it meanwhile, nothing happens and both stages are told.
    """
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN, version=version)
    if stage.retired_at or stage.pipeline.retired_at:
        raise Refused("stage_retired", _("This stage is not in use any more. Choose another one."))
    if opportunity.stage_id == stage.pk:
        raise Refused("stands_there", _("It stands in this stage already."))
    new = dict(values or {})
    check_values(new, opportunity.customer, actor)
    check_stage(as_it_would_be(opportunity, new), stage, step=step is not None)
    former, since = opportunity.stage, opportunity.stage_since
    changes = change(opportunity, {**new, "stage": stage}, at)
    _stand_since(opportunity, at)
    StageChange.objects.create(opportunity=opportunity, from_stage=former, to_stage=stage, at=at, by=signed_in(actor))
    if step is not None:
        note_step(opportunity, step, actor=actor, at=at)
    told = {"stage": str(stage), "before": str(former), "since": since.isoformat()}
    return record_opportunity("opportunity.moved", opportunity, actor=actor, at=at, changes=changes, **told)


def undo_moved(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Back into its former stage, in which it has stood since it did."""
    opportunity = opportunity_of(event)
    require(can_lead_opportunity, actor, opportunity)
    opportunity = lock_opportunity(opportunity, State.OPEN)
    former = opportunity.stage
    values = old_values(opportunity, event)
    values.pop("weighted_cents", None)
    change(opportunity, values, at)
    opportunity.refresh_from_db(fields=["stage"])
    _stand_since(opportunity, datetime.fromisoformat(event.data["since"]))
    now = {"from_stage": former, "to_stage": opportunity.stage}
    StageChange.objects.create(opportunity=opportunity, at=at, by=signed_in(actor), **now)
    return opportunity, opportunity.customer, opportunity.tandem


def _stand_since(opportunity: Opportunity, since: datetime) -> None:
    opportunity.stage_since = since
    opportunity.save(update_fields=["stage_since"])

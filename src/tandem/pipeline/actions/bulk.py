"""What happens to everything in a stage at once: weighed anew, or moved into another one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.people.queries import signed_in
from tandem.pipeline.figures import weighed_anew
from tandem.pipeline.models import Opportunity, Stage, StageChange, State


def weigh_all(stage: Stage, *, actor: Actor, at: datetime) -> int:
    """Everything open in the stage by its probability of now; one event for each that changed, for the forecast."""
    rows = Opportunity.objects.filter(stage=stage, state=State.OPEN, own_chance_ppm=None)
    before = _before(rows)
    rows.update(weighted_cents=weighed_anew(stage.chance_ppm))
    drafts = _drafts("opportunity.weighed", before, at, {})
    record_many(drafts, actor=actor, deliver=False)
    return len(drafts)


def move_all(stage: Stage, into: Stage, *, actor: Actor, at: datetime) -> int:
    """Everything open in the stage into another one, weighed by it; each with its row and event."""
    rows = Opportunity.objects.filter(stage=stage, state=State.OPEN)
    before = _before(rows)
    keys = list(before)
    moved = Opportunity.objects.filter(pk__in=keys)
    moved.update(stage=into, stage_since=at, moved_at=at, weighted_cents=weighed_anew(into.chance_ppm))
    moved.update(version=F("version") + 1)  # whoever has a form open shall meet a conflict, not overwrite
    StageChange.objects.bulk_create(
        StageChange(opportunity_id=key, from_stage=stage, to_stage=into, at=at, by=signed_in(actor)) for key in keys
    )
    told = {"stage": str(into), "before": str(stage), "changes": {"stage": [stage.pk, into.pk]}}
    record_many(_drafts("opportunity.moved", before, at, told), actor=actor, deliver=False)
    return len(keys)


def _before(rows: QuerySet[Opportunity]) -> dict[int, Any]:
    columns = ("weighted_cents", "tandem", "number", "title", "customer", "currency", "value_cents")
    found = rows.values_list("pk", *columns)
    return {key: rest for key, *rest in found}


def _drafts(verb: str, before: dict[int, Any], at: datetime, told: dict[str, Any]) -> list[Draft]:
    after = dict(Opportunity.objects.filter(pk__in=list(before)).values_list("pk", "weighted_cents"))
    drafts = []
    for key, (weighted, tandem, number, title, customer, currency, value) in before.items():
        changes = dict(told.get("changes", {}))
        if after[key] != weighted:
            changes["weighted_cents"] = [weighted, after[key]]
        if not changes:
            continue
        subjects = [("opportunity", key), ("customer", customer), *([("tandem", tandem)] if tandem else [])]
        data = {"opportunity": number, "name": title, "value_cents": value, "currency": currency}
        drafts.append(Draft(verb, at, subjects, {**data, **told, "changes": changes}))
    return drafts

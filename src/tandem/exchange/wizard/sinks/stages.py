"""The stage of an opportunity, by what a file calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.search import fold
from tandem.exchange.wizard.cells import Parsed
from tandem.exchange.wizard.verdicts import Ctx
from tandem.pipeline.models import Pipeline, Stage, State
from tandem.pipeline.queries import stages_in_use

_ENDS = {
    **dict.fromkeys(("closed won", "closedwon", "won", "gewonnen", "abgeschlossen gewonnen"), State.WON.value),
    **dict.fromkeys(("closed lost", "closedlost", "lost", "verloren", "abgeschlossen verloren"), State.LOST.value),
}


def stages_offered(actor: Actor) -> list[tuple[str, str]]:
    """Stages by name, to be chosen once for all rows."""
    return [(str(stage), str(stage)) for stage in stages_in_use()]


def put_stage(row: Parsed, ctx: Ctx) -> None:
    """The stage instead of its name. Where the file names an end instead, as others do, that is its state."""
    values = row.values
    name, way = values.get("stage"), fold(str(values.pop("pipeline", None) or ""))
    if isinstance(name, Stage):
        return
    values["stage"] = None
    stages = [stage for stage in _stages(ctx) if not way or way in _names(stage.pipeline)]
    if way and not stages:
        row.problems.setdefault("pipeline", _("there is no such pipeline"))
        return
    end = _ENDS.get(" ".join(fold(str(name or "")).replace("-", " ").split()))
    found = next((stage for stage in stages if name and fold(str(name)) in _names(stage)), None)
    if end and found is None:
        values["state"] = end
    elif name and found is None:
        text = _("there is no stage “%(name)s”; name one of: %(stages)s")
        known = ", ".join(str(stage) for stage in stages[:8])
        row.problems.setdefault("stage", text % {"name": str(name)[:60], "stages": known})
    ended = values.get("state") in (State.WON, State.LOST)
    if found is None and stages and ended:
        first = [stage for stage in stages if stage.pipeline_id == stages[0].pipeline_id]
        found = first[-1] if values["state"] == State.WON else first[0]
        values["stage_guessed"] = True
    values["stage"] = found
    if found is None:
        values.pop("stage")


def _stages(ctx: Ctx) -> Sequence[Stage]:
    if "stages" not in ctx.cache:
        ctx.cache["stages"] = list(stages_in_use())
    found: Sequence[Stage] = ctx.cache["stages"]
    return found


def _names(one: Pipeline | Stage) -> set[Any]:
    return {fold(name) for name in (one.name_de, one.name_en, one.key) if name}

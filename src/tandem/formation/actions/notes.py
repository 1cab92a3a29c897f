"""Telling customers of their new people, after a roll-out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.jobs import start_job
from tandem.core.locking import lock
from tandem.core.models import Job
from tandem.core.rules import require
from tandem.formation.models import Spread, SpreadRollout
from tandem.formation.note_words import PLACEHOLDERS
from tandem.formation.notes import to_be_told
from tandem.formation.rules import can_change_spread
from tandem.letters.placeholders import check_names

TELL = "spread.tell"


@transaction.atomic
def tell_customers(spread: Spread, *, texts: Mapping[str, tuple[str, str]], actor: Actor, at: datetime) -> Job:
    """As a job, in {language: (subject, body)}; one that still runs goes on. Nobody is told twice."""
    require(can_change_spread, actor, spread)
    spread = lock(spread)
    rollout = SpreadRollout.objects.select_related("job", "notes_job").filter(spread=spread).first()
    if rollout is None:
        raise Refused("not_rolled_out", _("Customers are told after the roll-out. Accept the proposal first."))
    if rollout.job is not None and not rollout.job.is_over:
        raise Refused("still_moving", _("The customers are still moving. Tell them when that has ended."))
    if rollout.notes_job is not None and not rollout.notes_job.is_over:
        return rollout.notes_job
    told = to_be_told(spread, actor)
    if not told:
        raise Refused("all_told", _("There is no customer who does not know yet."))
    _check(texts, {one.language for one in told if one.contact})
    params = {"spread": spread.pk, "texts": {key: list(pair) for key, pair in texts.items()}}
    title = _("Notes to the customers of %s") % spread.team
    rollout.notes_job = start_job(TELL, title=title, params=params, actor=actor, at=at, about=spread)
    rollout.save(update_fields=["notes_job"])
    record("spread.told", spread, spread.team, actor=actor, at=at, data={"title": spread.title, "notes": len(told)})
    return rollout.notes_job


def _check(texts: Mapping[str, tuple[str, str]], languages: set[str]) -> None:
    for language in sorted(languages):
        pair = texts.get(language, ("", ""))
        for name, text in zip((f"subject_{language}", f"body_{language}"), pair, strict=True):
            if not text.strip():
                raise Invalid("no_text", _("Write something."), {name: _("Write something.")})
            check_names(text, PLACEHOLDERS, name)

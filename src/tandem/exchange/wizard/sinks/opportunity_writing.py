"""Opportunities of a file into the database: new ones in bulk, known ones one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tandem.core import search
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many, trail
from tandem.core.locking import save_changes
from tandem.core.search import fold
from tandem.exchange.wizard.cells import words_of
from tandem.exchange.wizard.verdicts import Ctx, Verdict
from tandem.people.queries import signed_in
from tandem.pipeline.actions.common import change, record_opportunity
from tandem.pipeline.entries import opportunity_entry
from tandem.pipeline.figures import weigh
from tandem.pipeline.models import Closing, Opportunity, Reason, StageChange, State
from tandem.pipeline.numbering import take_number
from tandem.work.days import end_of

OWN = (
    "title", "value_cents", "close_on", "own_chance_ppm", "source", "text", "competitor", "holder", "contact", "stage",
)  # fmt: skip

_REASONS = words_of(Reason.choices)


class OpportunityWriter:
    """Writes in the transaction of the caller; all events bear the trail of the import."""

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self.by = signed_in(ctx.actor)

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """New ones: with their own numbers, else the next free ones."""
        if not verdicts:
            return
        made = [self._new(one) for one in verdicts]
        self._number(made)
        insert_many(made)
        insert_many([StageChange(opportunity=one, to_stage=one.stage, at=self.ctx.at, by=self.by) for one in made])
        insert_many(
            [
                self._closing(one, verdict.row.values)
                for one, verdict in zip(made, verdicts, strict=True)
                if not one.is_open
            ]
        )
        search.put_many(opportunity_entry(one) for one in made)
        record_many([self._told("opportunity.created", one) for one in made], actor=self.ctx.actor, deliver=True)

    def change(self, verdict: Verdict) -> None:
        """What differs, then its end where the file tells one."""
        one, values = verdict.target, dict(verdict.found["changes"])
        state, stage, since = values.pop("state", None), one.stage, one.stage_since
        with trail(self.ctx.trail):
            changes = change(one, values, self.ctx.at)
            if "stage" in changes:
                self._moved(one, stage, since, changes)
            elif changes:
                self._record("opportunity.edited", one, changes)
            if state:
                self._end(one, state, verdict.row.values)

    def _moved(self, one: Opportunity, former: Any, since: Any, changes: Mapping[str, list[Any]]) -> None:
        Opportunity.objects.filter(pk=one.pk).update(stage_since=self.ctx.at)
        StageChange.objects.create(opportunity=one, from_stage=former, to_stage=one.stage, at=self.ctx.at, by=self.by)
        told = {"stage": str(one.stage), "before": str(former), "since": since.isoformat()}
        self._record("opportunity.moved", one, changes, **told)

    def _end(self, one: Opportunity, state: str, values: Mapping[str, Any]) -> None:
        day = values.get("closed_on") or self.ctx.actor.today
        save_changes(one, {"state": state, "closed_on": day})
        closing = self._closing(one, values)
        closing.at = self.ctx.at  # by which taking the import back knows it
        closing.save()
        verb = "opportunity.won" if state == State.WON else "opportunity.lost"
        told = {} if state == State.WON else {"reason": closing.reason, "competitor": closing.competitor}
        self._record(verb, one, {"state": [State.OPEN.value, state]}, **told)

    def _record(self, verb: str, one: Opportunity, changes: Mapping[str, list[Any]], **told: Any) -> None:
        told = {**told, **self.ctx.data}
        record_opportunity(verb, one, actor=self.ctx.actor, at=self.ctx.at, changes=changes, **told)

    def _new(self, verdict: Verdict) -> Opportunity:
        values, customer, at = verdict.row.values, verdict.found["customer"], self.ctx.at
        given = {name: values[name] for name in OWN if values.get(name) not in (None, "")}
        state = values.get("state") or State.OPEN.value
        one = Opportunity(
            number=values.get("number") or "",
            customer=customer,
            tandem_id=customer.__dict__.get("owner_tandem"),
            team_id=customer.team_id,
            state=state,
            currency=customer.currency,
            closed_on=None if state == State.OPEN else self._ended_on(values),
            stage_since=at,
            moved_at=at,
            created_at=at,
            created_by=self.by,
            source_key=f"file:{values['external_id']}" if values.get("external_id") else None,
            **given,
        )
        one.weighted_cents = weigh(one)
        return one

    def _ended_on(self, values: Mapping[str, Any]) -> date:
        """The day of its end; where the file does not say, the day that was expected, but no day to come."""
        day: date = values.get("closed_on") or min(values["close_on"], self.ctx.actor.today)
        return day

    def _closing(self, one: Opportunity, values: Mapping[str, Any]) -> Closing:
        """Why it was lost, in our words where they are ours, else as it was written."""
        said = str(values.get("reason") or "")
        known = _REASONS()
        reason = "" if one.state == State.WON else known.get(fold(said), Reason.OTHER.value)
        note = said if said and fold(said) not in known else ""
        day = one.closed_on or self.ctx.actor.today
        return Closing(
            opportunity=one,
            won=one.state == State.WON,
            reason=reason,
            competitor=str(values.get("competitor") or "")[:120],
            note=note,
            at=min(end_of(day), self.ctx.at),
            by=self.by,
        )

    def _number(self, made: Sequence[Opportunity]) -> None:
        free = [one for one in made if not one.number]
        if not free:
            return
        first = take_number(self.ctx.actor.today)
        prefix, start = first[:4], int(first[4:])
        brought = [one.number for one in made if one.number.startswith(prefix) and one.number[4:].isdecimal()]
        start = max([start, *(int(number[4:]) + 1 for number in brought)])
        for index, one in enumerate(free):
            one.number = f"{prefix}{start + index:05d}"

    def _told(self, verb: str, one: Opportunity) -> Draft:
        subjects = [("opportunity", one.pk), ("customer", one.customer_id)]
        subjects += [("tandem", one.tandem_id)] if one.tandem_id else []
        kept = {
            "opportunity": one.number, "name": one.title, "value_cents": int(one.value_cents),
            "currency": one.currency, "stage": str(one.stage), **self.ctx.data,
        }  # fmt: skip
        return Draft(verb, self.ctx.at, subjects, kept, trail=self.ctx.trail)

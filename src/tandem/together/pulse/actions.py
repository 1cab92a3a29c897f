"""Writing the pulse and calls for help. Events tell that something was done, never what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import employees_here, signed_in
from tandem.tandems.models import Tandem
from tandem.together.actions import plan_meeting, write_item
from tandem.together.models import HIGHEST, LOWEST, QUESTIONS, HelpCall, HelpChoice, ItemKind, MinuteItem, PulseAnswer
from tandem.work.belonging import home_of_tandem

from .queries import helper_of, month_of, open_call, pulse_of
from .rules import can_answer_pulse, can_end_help, can_remove_answer, is_pulse_on
from .words import QUESTIONS as WORDS


@transaction.atomic
def answer_pulse(
    tandem: Tandem, *, scores: Mapping[str, int], share: bool, version: int | None = None, actor: Actor, at: datetime
) -> PulseAnswer:
    """This month's five answers about the partner of today, new or changed."""
    require(can_answer_pulse, actor, tandem)
    require_on(actor)
    tandem = lock(tandem)
    me, partner = _the_two(tandem, actor)
    values = {**_checked(scores), "share": share}
    found = PulseAnswer.objects.filter(tandem=tandem, month=month_of(actor), employee=me, partner=partner).first()
    if found is None:
        if version:
            raise Conflict("removed_meanwhile", _("These answers were deleted meanwhile."))
        found = PulseAnswer.objects.create(
            tandem=tandem, month=month_of(actor), employee=me, partner=partner, answered_at=at, **values
        )
        record("pulse.answered", found, actor=actor, at=at)
        return found
    found = lock(found, version=version)
    if save_changes(found, values):
        record("pulse.changed", found, actor=actor, at=at)
    return found


@transaction.atomic
def remove_answer(answer: PulseAnswer, *, actor: Actor, at: datetime) -> Event:
    """One's own answers of a month, gone for good."""
    require(can_remove_answer, actor, answer)
    answer = lock(answer)
    event = record("pulse.removed", answer, actor=actor, at=at)
    answer.delete()
    return event


@transaction.atomic
def put_on_agenda(tandem: Tandem, *, actor: Actor, at: datetime) -> MinuteItem:
    """The suggested talk as a point of the next weekly meeting; private to the two like all of it."""
    require(can_answer_pulse, actor, tandem)
    talk = pulse_of(tandem, actor).talk
    if talk is None:
        raise Refused("no_talk", _("There is nothing to suggest this month."))
    meeting = plan_meeting(tandem, actor=actor, at=at)
    prompts = "\n".join(f"– {prompt}" for prompt in talk.prompts)
    text = f"{_now('Pulse')}: {WORDS[talk.key]}\n{prompts}"
    return write_item(meeting, kind=ItemKind.TOPIC, text=text, actor=actor, at=at)


@transaction.atomic
def choose_helper(tandem: Tandem, *, helper: Employee, actor: Actor, at: datetime) -> Event | None:
    """Whom one would ask; it counts once both have chosen the same. None when nothing differs."""
    require(can_answer_pulse, actor, tandem)
    tandem = lock(tandem)
    people = home_of_tandem(tandem, actor.today).people
    known = employees_here(actor.today).filter(pk=helper.pk).exists()
    if not known or helper.pk in {person.pk for person in people}:
        text = _("Choose somebody of the company who is neither of you.")
        raise Invalid("helper", text, {"helper": text})
    me = signed_in(actor)
    former = HelpChoice.objects.filter(tandem=tandem, employee=me).first()
    if former and former.helper_id == helper.pk:
        return None
    HelpChoice.objects.update_or_create(tandem=tandem, employee=me, defaults={"helper": helper})
    return record("helper.chosen", tandem, actor=actor, at=at)


@transaction.atomic
def ask_for_help(tandem: Tandem, *, actor: Actor, at: datetime) -> HelpCall:
    """Either of the two calls the person whom both have chosen; nothing of the pulse goes along."""
    require(can_answer_pulse, actor, tandem)
    tandem = lock(tandem)
    helper, _chosen = helper_of(tandem, home_of_tandem(tandem, actor.today).people)
    if helper is None:
        raise Refused("no_helper", _("First both of you choose the same person."))
    if open_call(tandem):
        raise Refused("asked_already", _("You have asked already. It waits for an answer."))
    me = signed_in(actor)
    assert me is not None  # noqa: S101  the rule knows a person
    call = HelpCall.objects.create(tandem=tandem, helper=helper, asked_by=me, asked_at=at)
    record("help_call.asked", call, tandem, actor=actor, at=at)
    return call


@transaction.atomic
def end_help(call: HelpCall, *, actor: Actor, at: datetime) -> Event:
    """It was talked about."""
    require(can_end_help, actor, call)
    call = lock(call)
    if call.ended_at:
        raise Refused("ended", _("This was settled already."))
    call.ended_at = at
    call.save(update_fields=["ended_at"])
    return record("help_call.ended", call, call.tandem, actor=actor, at=at)


def require_on(actor: Actor) -> None:
    """Refused while no works agreement allows it."""
    if not is_pulse_on(actor):
        raise Refused("no_agreement", _("The pulse is off until a works agreement about it is recorded."))


def _the_two(tandem: Tandem, actor: Actor) -> tuple[Employee, Employee]:
    home, me = home_of_tandem(tandem, actor.today), signed_in(actor)
    partner = home.partner_of(me.pk if me else None)
    if me is None or partner is None:
        raise Refused("alone", _("The pulse takes two, and one seat is vacant."))
    return me, partner


def _checked(scores: Mapping[str, int]) -> dict[str, object]:
    wrong = {name: _("Choose 1 to 5.") for name in QUESTIONS if not LOWEST <= scores.get(name, 0) <= HIGHEST}
    if wrong:
        raise Invalid("scores", _("Each question takes an answer from 1 to 5."), wrong)
    return {name: scores[name] for name in QUESTIONS}

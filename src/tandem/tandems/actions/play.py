"""Rules of play: proposed by one of the two, changed by either, in force when both have agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import RulesConsent, RulesOfPlay, Tandem
from tandem.tandems.rules import can_agree_rules
from tandem.tandems.terms import Lists, Terms, check_terms, company_terms, terms_from

from .rows import changed_since


@transaction.atomic
def propose_rules(
    tandem: Tandem, *, terms: Terms | None = None, note: str = "", actor: Actor, at: datetime
) -> RulesOfPlay:
    """A new version, which who proposes has agreed to; without terms, the company's own.

    Conflict with the proposal of the partner who was faster; Invalid where nothing would change.
    """
    require(can_agree_rules, actor, tandem)
    tandem = lock(tandem)
    waiting = _open_of(tandem)
    if waiting:
        text = _("There is a proposal already. Compare and change that one.")
        raise Conflict("proposed_meanwhile", text, current=waiting)
    lists = Lists.load()
    wanted = terms or company_terms(lists)
    check_terms(wanted)
    current = tandem.rules_of_play.filter(in_force_at__isnull=False, ended_at=None).first()
    if current and terms_from(current.terms, lists).as_json() == wanted.as_json():
        raise Invalid("same_rules", _("That is what you have agreed on already."))
    rules = RulesOfPlay.objects.create(
        tandem=tandem,
        number=(tandem.rules_of_play.aggregate(last=Max("number"))["last"] or 0) + 1,
        terms=wanted.as_json(),
        note=note,
        proposed_by=signed_in(actor),
        proposed_at=at,
    )
    _consent(rules, actor, at)
    record("rules.proposed", rules, tandem, actor=actor, at=at, data=_told(rules))
    _settle(rules, actor, at)
    return rules


@transaction.atomic
def change_proposal(
    rules: RulesOfPlay, *, terms: Terms, note: str = "", version: int, actor: Actor, at: datetime
) -> Event | None:
    """Other terms, by either of the two; the partner's consent falls away. None when nothing differs."""
    require(can_agree_rules, actor, rules.tandem)
    rules = _lock(rules, version)
    check_terms(terms)
    if rules.terms == terms.as_json() and rules.note == note:
        return None
    changed = sorted(key for key, value in terms.as_json().items() if rules.terms.get(key) != value)
    rules.terms, rules.note, rules.version = terms.as_json(), note, rules.version + 1
    rules.save(update_fields=["terms", "note", "version"])
    rules.consents.all().delete()
    _consent(rules, actor, at)
    event = record("rules.changed", rules, rules.tandem, actor=actor, at=at, data={**_told(rules), "terms": changed})
    return _settle(rules, actor, at) or event


@transaction.atomic
def agree_to_rules(rules: RulesOfPlay, *, version: int, actor: Actor, at: datetime) -> Event:
    """Agree to what one has read, which is what `version` stands for; with both, it holds from now on."""
    require(can_agree_rules, actor, rules.tandem)
    rules = _lock(rules, version)
    if not _consent(rules, actor, at):
        event = _settle(rules, actor, at)  # the partner's seat may have become vacant since
        if event is None:
            raise Refused("agreed_already", _("You have agreed already. It waits for your partner."))
        return event
    event = record("rules.agreed", rules, rules.tandem, actor=actor, at=at, data=_told(rules))
    return _settle(rules, actor, at) or event


@transaction.atomic
def withdraw_proposal(rules: RulesOfPlay, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Leave everything as it is."""
    require(can_agree_rules, actor, rules.tandem)
    rules = _lock(rules, version)
    return _withdraw(rules, actor, at)


def undo_agreed(event: Event, actor: Actor, at: datetime) -> tuple[RulesOfPlay | Tandem, ...]:
    """Take one's consent back while the partner's is still missing."""
    rules = _subject(event, actor)
    found = rules.consents.filter(employee=event.actor_id) if rules.is_open else rules.consents.none()
    if not found.delete()[0]:
        raise changed_since()
    return (rules, rules.tandem)


def undo_proposed(event: Event, actor: Actor, at: datetime) -> tuple[RulesOfPlay | Tandem, ...]:
    """Withdraw a proposal that nobody has touched."""
    rules = _subject(event, actor)
    if not rules.is_open or rules.version != 1 or rules.consents.exclude(employee=event.actor_id).exists():
        raise changed_since()
    rules.withdrawn_at = at
    rules.save(update_fields=["withdrawn_at"])
    return (rules, rules.tandem)


def undo_withdrawn(event: Event, actor: Actor, at: datetime) -> tuple[RulesOfPlay | Tandem, ...]:
    """Let it wait again, unless there is another proposal or version by now."""
    rules = _subject(event, actor)
    tandem = lock(rules.tandem)
    if rules.withdrawn_at is None or tandem.rules_of_play.filter(number__gt=rules.number).exists():
        raise changed_since()
    rules.withdrawn_at = None
    rules.save(update_fields=["withdrawn_at"])
    return (rules, tandem)


def _settle(rules: RulesOfPlay, actor: Actor, at: datetime) -> Event | None:
    """In force once everybody who sits in the tandem today has agreed: both, or the one who is there."""
    day = actor.today
    sitting = set(rules.tandem.seats.filter(on_day(day)).values_list("employee", flat=True))
    if not sitting or sitting - set(rules.consents.values_list("employee", flat=True)):
        return None
    former = rules.tandem.rules_of_play.filter(in_force_at__isnull=False, ended_at=None).first()
    if former:
        former.ended_at = at
        former.save(update_fields=["ended_at"])
    rules.in_force_at = at
    rules.save(update_fields=["in_force_at"])
    people = Employee.objects.filter(pk__in=sitting)
    told = _told(rules) | {"former": former.number if former else 0}
    return record("rules.in_force", rules, rules.tandem, *people, actor=actor, at=at, data=told)


def _withdraw(rules: RulesOfPlay, actor: Actor, at: datetime) -> Event:
    rules.withdrawn_at = at
    rules.save(update_fields=["withdrawn_at"])
    return record("rules.withdrawn", rules, rules.tandem, actor=actor, at=at, data=_told(rules))


def _consent(rules: RulesOfPlay, actor: Actor, at: datetime) -> bool:
    """Whether the actor's consent is new; the system agrees for nobody."""
    person = signed_in(actor)
    if person is None:
        return False
    return RulesConsent.objects.get_or_create(rules=rules, employee=person, defaults={"at": at})[1]


def _lock(rules: RulesOfPlay, version: int | None) -> RulesOfPlay:
    """The proposal, locked after its tandem as everywhere; Refused once it is decided."""
    lock(rules.tandem)
    found = lock(rules, version=None)
    if not found.is_open:
        text = _("Version %d has been withdrawn.") if found.withdrawn_at else _("Version %d is in force already.")
        raise Refused("decided", text % found.number)
    return lock(rules, version=version)


def _open_of(tandem: Tandem) -> RulesOfPlay | None:
    return tandem.rules_of_play.filter(in_force_at=None, withdrawn_at=None).first()


def _subject(event: Event, actor: Actor) -> RulesOfPlay:
    rules = RulesOfPlay.objects.get(pk=event.subjects.get(kind=RulesOfPlay.ref_kind).object_id)
    require(can_agree_rules, actor, rules.tandem)
    lock(rules.tandem)
    return lock(rules)


def _told(rules: RulesOfPlay) -> dict[str, Any]:
    return {"tandem": rules.tandem.name, "number": rules.number}

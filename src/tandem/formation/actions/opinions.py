"""What people say of themselves and of each other. Events tell that somebody said something, never of whom or what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.formation.models import Opinion, Profile
from tandem.formation.queries import own_opinions
from tandem.formation.rules import can_speak_for_pairing, can_speak_of, can_take_back
from tandem.people.models import Employee
from tandem.people.queries import signed_in

AREA = re.compile(r"\d{2}")
MOST = 100


@transaction.atomic
def give_opinion(about: Employee, *, rating: int | None, veto: bool, actor: Actor, at: datetime) -> Opinion:
    """How it was to work together, from 0 to 3; or not with this person, without a reason. The last word counts."""
    require(can_speak_of, actor, about)
    person = _person(actor)
    if rating is None and not veto:
        raise Invalid("nothing_said", _("Choose one of the answers."), {"rating": _("Choose one of the answers.")})
    if rating is not None and not 0 <= rating <= 3:
        raise Invalid("rating", _("From 0 to 3."), {"rating": _("From 0 to 3.")})
    lock(person)
    values = {"rating": rating, "veto": veto, "given_on": actor.today}
    opinion, _made = Opinion.objects.update_or_create(author=person, about=about, defaults=values)
    record("pairing.spoke", actor=actor, at=at)
    return opinion


@transaction.atomic
def forget_opinion(opinion: Opinion, *, actor: Actor, at: datetime) -> Event:
    """Delete what one said; nothing of it stays. Open at any time, also after pairing was switched off."""
    require(can_take_back, actor)
    if not own_opinions(actor).filter(pk=opinion.pk).delete()[0]:
        raise Refused("gone", _("This has been deleted already."))
    return record("pairing.forgot", actor=actor, at=at)


@transaction.atomic
def forget_all(*, actor: Actor, at: datetime) -> Event:
    """Delete everything one said of others and of oneself."""
    require(can_take_back, actor)
    own_opinions(actor).delete()
    Profile.objects.filter(employee=_person(actor)).delete()
    return record("pairing.forgot", actor=actor, at=at)


@transaction.atomic
def describe_self(*, knows: Sequence[str], regions: Sequence[str], actor: Actor, at: datetime) -> Profile:
    """Product groups one knows, areas one works in: readable by the manager."""
    require(can_speak_for_pairing, actor)
    wrong = [area for area in regions if not AREA.fullmatch(area)]
    if wrong or len(regions) > MOST:
        text = _("Areas are the first two digits of postcodes, such as 20 21 24.")
        raise Invalid("area", text, {"regions": text})
    person = lock(_person(actor))
    profile, _made = Profile.objects.get_or_create(employee=person)
    values: dict[str, object] = {"knows": sorted(set(knows))[:MOST], "regions": sorted(set(regions))}
    if save_changes(profile, values):
        record("pairing.described", person, actor=actor, at=at)
    return profile


def _person(actor: Actor) -> Employee:
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only a person can say that."))
    return Employee.objects.get(pk=person.pk)  # the row itself, not the request's lazy stand-in

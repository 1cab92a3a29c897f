"""What work tells on the pages of apps below."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.sections import Section
from tandem.people.models import Absence

from .leaving import pieces_left
from .rules import can_hand_over_absence


@dataclass(frozen=True)
class Leaving:
    """How much is open while somebody is away, and where it is passed on."""

    count: int
    url: str


def work_of_absence(absence: Absence, actor: Actor) -> Section | None:
    """What the person holds for these days, for who may pass it on; two statements at most."""
    if (absence.end and absence.end <= actor.today) or not allows(can_hand_over_absence, actor, absence):
        return None
    url = reverse("work:absence_handoffs", args=[absence.pk])
    return Section("work/_of_absence.html", Leaving(pieces_left(absence, actor).count(), url))

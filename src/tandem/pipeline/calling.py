"""New leads in the call session: whom to ring, the one that came in first ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from tandem.core.actor import Actor
from tandem.core.http import Request
from tandem.core.sections import Section
from tandem.tandems.queries import scope_of
from tandem.work.call_sources import CallSource
from tandem.work.days import local
from tandem.work.models import NextStep

from .actions.calling import take_lead_call
from .lead_listing import visible_leads
from .models import Lead, LeadNote, LeadState

SHOWN = 20
SKIPPED = "leads_skipped"


@dataclass(frozen=True)
class WaitingLeads:
    """The first of them, and how many there are."""

    leads: list[Lead]
    count: int


def leads_to_call(actor: Actor) -> QuerySet[Lead]:
    """New leads of one's tandems and of the team's queue that nobody else holds, nothing is planned for, and nobody
    has rung today."""
    scope = scope_of(actor)
    mine = Q(tandem__in=scope.acting_ids) | Q(tandem=None, team__in=scope.team_ids)
    free = Q(holder=None) | Q(holder=actor.id)
    planned = NextStep.objects.filter(about_kind=Lead.ref_kind, about_id=OuterRef("pk"))
    today = local(actor.today, time())
    noted = LeadNote.objects.filter(lead=OuterRef("pk"), at__gte=today, at__gt=F("lead__created_at"))
    rows = visible_leads(actor).filter(mine, free, state=LeadState.NEW, ended_at=None)
    return rows.exclude(Exists(planned)).exclude(Exists(noted)).order_by("created_at", "pk")


def leads_waiting(actor: Actor) -> Section | None:
    """What the page of the queue tells; two statements at most."""
    leads = list(leads_to_call(actor).prefetch_related("people")[: SHOWN + 1])
    if not leads:
        return None
    count = len(leads) if len(leads) <= SHOWN else leads_to_call(actor).count()
    return Section("pipeline/_leads_to_call.html", WaitingLeads(leads[:SHOWN], count))


def take_next(request: Request) -> str | None:
    """The page of the next lead, held by who rings it from now on."""
    actor = request.actor
    while lead := leads_to_call(actor).exclude(pk__in=skipped(request)).first():
        if take_lead_call(lead, actor=actor, at=actor.at):
            return reverse("pipeline:lead_call", args=[lead.pk])
    return None


def skipped(request: Request) -> list[int]:
    """Leads that this person passed over today."""
    day, keys = request.session.get(SKIPPED, ["", []])
    return list(keys) if day == request.actor.today.isoformat() else []


def skip(request: Request, lead: Lead) -> None:
    """Not this one any more today."""
    request.session[SKIPPED] = [request.actor.today.isoformat(), [*skipped(request), lead.pk][-500:]]


NEW_LEADS = CallSource(leads_waiting, take_next)

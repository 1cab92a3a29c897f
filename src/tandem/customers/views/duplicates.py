"""The list of pairs that look like one, deciding about them, and warning while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.models import Job, JobState
from tandem.core.rules import require
from tandem.customers.actions import ask_for_scan, dismiss_pair, propose_merge
from tandem.customers.actions.pairs import SCAN
from tandem.customers.models import DuplicatePair
from tandem.customers.pairs import PAIRS, pairs_for, visible_pairs
from tandem.people.rules import sells


@require_GET
def list_pairs(request: Request) -> HttpResponse:
    """Undecided pairs, likeliest first; decided ones by their filter."""
    require(sells, request.actor)
    page = build_page(PAIRS, pairs_for(request.GET, request.actor), request.GET, request.actor)
    scan = Job.objects.filter(name=SCAN).order_by("-pk").first()
    running = scan is not None and scan.state in (JobState.WAITING, JobState.RUNNING)
    return render(request, "customers/duplicates.html", {"page": page, "scan": scan, "running": running})


@require_POST
def scan(request: Request) -> HttpResponse:
    """Have the whole book looked through; the job's page tells how far it is."""
    job = ask_for_scan(actor=request.actor, at=request.actor.at)
    return done(request, reverse("job", args=[job.pk]), _("The search has begun."))


@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """The two are not the same."""
    event = dismiss_pair(_pair(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, _back(request), _("Noted that these two are not the same."), event)


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Somebody who owns both should make one of them."""
    propose_merge(_pair(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, _back(request), _("Proposed to those who own both."))


def _pair(request: Request, pk: int) -> DuplicatePair:
    names = ("left_customer", "right_customer", "left_contact", "right_contact")
    return get_object_or_404(visible_pairs(request.actor).select_related(*names), pk=pk)


def _back(request: Request) -> str:
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if safe else "customers:duplicates"

"""Settlement runs: preview, approve, lock, release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tandem.commissions import actions
from tandem.commissions.currencies import HOME
from tandem.commissions.models import Run
from tandem.commissions.months import month_label, next_month
from tandem.commissions.queries.runs import earned_by, ledger_head, run_page
from tandem.commissions.queries.statement import visible_runs
from tandem.commissions.rules import can_make_run, can_read_runs
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.rules import require


@require_safe
def list_runs(request: Request) -> HttpResponse:
    """All months that were settled, and the one that is next."""
    require(can_read_runs, request.actor)
    month = next_month()
    runs = list(visible_runs(request.actor)[:60])
    earned = earned_by(runs)
    rows = [(run, month_label(run.period.name), earned.get(run.pk, [(run.currency or HOME, 0)])) for run in runs]
    ahead = month_label(month.name) if month and month.start <= request.actor.today else ""
    return render(request, "commissions/runs.html", {"runs": rows, "next": ahead, "head": ledger_head()})


@require_safe
def head_file(request: Request) -> HttpResponse:
    """Number and seal of the last posting, as `tandem check ledger --head` reads them."""
    require(can_read_runs, request.actor)
    head = ledger_head()
    if head is None:
        raise Http404
    answer = JsonResponse({"number": head.number, "seal": head.seal, "at": request.actor.at.isoformat()})
    answer.headers["Content-Disposition"] = f'attachment; filename="ledger-head-{head.number}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def new_run(request: Request) -> HttpResponse:
    """A preview of the next month."""
    require(can_make_run, request.actor)
    run = actions.preview_run(actor=request.actor, at=request.actor.at)
    return done(request, _url(run), _("The preview is being made. This page shows it when it is ready."))


@require_safe
def show_run(request: Request, pk: int) -> HttpResponse:
    """One run: by person, beside the month before."""
    require(can_read_runs, request.actor)
    run = get_object_or_404(visible_runs(request.actor), pk=pk)
    return render(request, "commissions/run.html", {"page": run_page(run, request.actor)})


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """The second pair of eyes."""
    return _act(request, pk, actions.approve_run, _("Approved. The run can be locked now."))


@require_POST
def lock(request: Request, pk: int) -> HttpResponse:
    """Into the books."""
    return _act(request, pk, actions.lock_run, _("The run is in the books, and its month is closed."))


@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    """To be paid."""
    return _act(request, pk, actions.release_run, _("Released: everybody reads their statement, payroll can pay."))


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Put away."""
    return _act(request, pk, actions.discard_run, _("The run is put away. Nothing was posted."))


def _act(request: Request, pk: int, action: Callable[..., Event], text: str) -> HttpResponse:
    require(can_make_run, request.actor)
    run = get_object_or_404(visible_runs(request.actor), pk=pk)
    version: Any = key_in(request.POST, "version") or 0
    action(run, version=version, actor=request.actor, at=request.actor.at)
    return done(request, _url(run), text)


def _url(run: Run) -> str:
    return reverse("commissions:run", args=[run.pk])

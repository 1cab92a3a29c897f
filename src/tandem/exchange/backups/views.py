"""Backups for administration: what is there, and one more now. Restoring is done at the console."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tandem.core.http import Request
from tandem.core.rules import require

from .actions import start_backup
from .queries import backups_page
from .rules import can_manage_backups


@require_safe
def list_backups(request: Request) -> HttpResponse:
    """What lies in the folder; never for download, because administration reads no customers."""
    require(can_manage_backups, request.actor)
    return render(request, "exchange/backups.html", {"page": backups_page(request.actor)})


@require_POST
def back_up(request: Request) -> HttpResponse:
    """Make one now, and show how far it is."""
    job = start_backup(actor=request.actor, at=request.actor.at)
    return redirect(reverse("job", args=[job.pk]))

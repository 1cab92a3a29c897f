"""The history of any object."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request, key_in
from tandem.desk.queries.history import history_of


@require_GET
def show_history(request: Request, kind: str, pk: int) -> HttpResponse:
    """Who changed what from what to what; visible to whoever may see the object."""
    history = history_of(kind, pk, request.actor, before=key_in(request.GET, "before"))
    return render(request, "desk/history.html", {"history": history})

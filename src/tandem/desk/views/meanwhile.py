"""Back from an absence."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.desk.queries.meanwhile import meanwhile_of, own_returns


@require_safe
def show_meanwhile(request: Request, pk: int) -> HttpResponse:
    """What happened with my customers; for two weeks, and for nobody else."""
    absence = get_object_or_404(own_returns(request.actor), pk=pk)
    return render(request, "desk/meanwhile.html", {"meanwhile": meanwhile_of(absence, request.actor)})

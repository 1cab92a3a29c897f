"""The part of the tandem room that is only for the two, fetched by the page itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.tandems.queries import visible_tandems
from tandem.together.beside import beside_of
from tandem.together.rules import can_meet


@require_safe
def show_beside(request: Request, pk: int) -> HttpResponse:
    """Pulse, swap day, activities, open hand-offs, what went well."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_meet, request.actor, tandem)
    return render(request, "together/_beside.html", {"beside": beside_of(tandem, request.actor)})

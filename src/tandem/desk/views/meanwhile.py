"""Back from an absence."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tandem.core.http import Request, done
from tandem.desk.queries.meanwhile import is_told, meanwhile_of, own_returns


@require_safe
def show_meanwhile(request: Request, pk: int) -> HttpResponse:
    """What happened with my customers; for two weeks, and for nobody else."""
    absence = get_object_or_404(own_returns(request.actor), pk=pk)
    if not is_told(absence, request.actor.today):
        return done(request, reverse("people:absence", args=[pk]), _("The summary was there for two weeks."))
    return render(request, "desk/meanwhile.html", {"meanwhile": meanwhile_of(absence, request.actor)})

"""The first page, the tandem bar, and the sign of life."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.desk.queries.home import home_of
from tandem.people.models import Role
from tandem.people.rules import has_role, sells


@require_GET
def show_home(request: Request) -> HttpResponse:
    """Today for sales; those who read no customers start at their own work."""
    if not sells(request.actor):
        return redirect("people:agreements" if has_role(request.actor, Role.COUNCIL) else "people:employees")
    return render(request, "desk/home.html", {"home": home_of(request.actor)})


@require_GET
def show_bar(request: Request) -> HttpResponse:
    """The tandem bar alone, for refresh."""
    return render(request, "desk/_bar.html")


@login_not_required
@require_GET
def say_healthy(request: HttpRequest) -> HttpResponse:
    """Whether the web answers; says nothing about the house."""
    return HttpResponse("ok", content_type="text/plain")

"""The overview of a sales manager, and the workload that is fetched after it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.desk.queries.overview import overview_of
from tandem.desk.queries.workload import LEAST_PEOPLE, LEAST_TANDEMS, workload_of
from tandem.desk.rules import can_read_overview


@require_safe
def show_overview(request: Request) -> HttpResponse:
    """Clocks, hand-offs, queue and cover of the viewer's teams."""
    require(can_read_overview, request.actor)
    return render(request, "desk/overview.html", {"overview": overview_of(request.actor)})


@require_safe
def show_workload(request: Request) -> HttpResponse:
    """The two weeks to come: a part of the overview for htmx, a page of its own without."""
    require(can_read_overview, request.actor)
    context = {"workload": workload_of(request.actor), "least": (LEAST_TANDEMS, LEAST_PEOPLE)}
    return render(request, "desk/_workload.html" if request.htmx else "desk/workload.html", context)

"""The board, its further cards, and what ended."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.rules import require
from tandem.people.rules import sells
from tandem.pipeline.board import board_of, closed_rows, more_cards
from tandem.pipeline.listing import OPPORTUNITIES
from tandem.pipeline.models import State
from tandem.pipeline.queries import listed_opportunities, visible_stages

from .common import views_of


@require_GET
def show_board(request: Request) -> HttpResponse:
    """Stages side by side; htmx gets what is inside alone."""
    require(sells, request.actor)
    board = board_of(request.GET, request.actor)
    context = {"board": board, "here": request.get_full_path(), "query": request.GET.urlencode()}
    if request.htmx:
        return render(request, "pipeline/_board.html", context)
    return render(request, "pipeline/board.html", {**context, "views": views_of(request, "board"), "links": _links()})


@require_GET
def show_cards(request: Request, pk: int) -> HttpResponse:
    """The next cards of one stage."""
    require(sells, request.actor)
    stage = get_object_or_404(visible_stages(request.actor), pk=pk)
    cards, more = more_cards(stage, request.GET, request.actor)
    return render(request, "pipeline/_cards.html", {"cards": cards, "more": more, "stage": stage})


@require_GET
def show_closed(request: Request, state: str) -> HttpResponse:
    """What was won or lost in this quarter."""
    require(sells, request.actor)
    if state not in (State.WON, State.LOST):
        raise Http404
    return render(request, "pipeline/_closed.html", {"rows": closed_rows(state, request.GET, request.actor)})


@require_GET
def list_opportunities(request: Request) -> HttpResponse:
    """All of them, narrowed as the URL asks."""
    require(sells, request.actor)
    url = reverse("pipeline:new")
    new = {"new_url": url, "new_label": _("New opportunity")}
    page = build_page(OPPORTUNITIES, listed_opportunities, request.GET, request.actor, **new)
    return render(request, "pipeline/list.html", {"page": page, "views": views_of(request, "list"), "links": _links()})


def _links() -> list[tuple[str, str, str]]:
    return [("pipeline:pipelines", "columns", _("Pipelines"))]

"""Change of partner, vacant seats, weights."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request
from tandem.core.pages import form_page
from tandem.people.queries import employees_here
from tandem.tandems import actions
from tandem.tandems.forms import SeatForm, VacancyForm, WeightsForm
from tandem.tandems.models import SeatRole
from tandem.tandems.queries import seat_history
from tandem.tandems.queries.page import halves_on

from .tandems import FORM, changeable


@require_http_methods(FORM)
def seat(request: Request, pk: int, role: str) -> HttpResponse:
    """Who sits there from a day on."""
    actor, tandem = request.actor, changeable(request, pk)
    form = SeatForm(
        request.POST or None, instance=tandem, role=_role(role), day=actor.today, people=employees_here(actor.today)
    )
    half = next(half for half in halves_on(list(seat_history(tandem)), actor.today) if half.role == role)
    return form_page(
        request,
        "tandems/seat.html",
        form,
        lambda: actions.seat_employee(
            tandem, role=role, **form.seating(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=tandem.get_absolute_url(),
        text=_("The seat is taken."),
        context={"tandem": tandem, "half": half},
    )


@require_http_methods(FORM)
def vacate(request: Request, pk: int, role: str) -> HttpResponse:
    """Nobody sits there from a day on."""
    actor, tandem = request.actor, changeable(request, pk)
    form = VacancyForm(request.POST or None, instance=tandem, day=actor.today)
    half = next(half for half in halves_on(list(seat_history(tandem)), actor.today) if half.role == _role(role))
    return form_page(
        request,
        "tandems/vacancy.html",
        form,
        lambda: actions.vacate_seat(
            tandem, role=role, **form.values(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=tandem.get_absolute_url(),
        text=_("The seat is vacant from that day on."),
        context={"tandem": tandem, "half": half},
    )


@require_http_methods(FORM)
def weights(request: Request, pk: int) -> HttpResponse:
    """How the two share from a day on."""
    actor, tandem = request.actor, changeable(request, pk)
    form = WeightsForm(request.POST or None, instance=tandem, day=actor.today)
    return form_page(
        request,
        "tandems/weights.html",
        form,
        lambda: actions.set_weights(tandem, **form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=tandem.get_absolute_url(),
        text=_("The weights were set."),
        context={"tandem": tandem},
    )


def _role(word: str) -> str:
    if word not in SeatRole.values:
        raise Http404
    return word

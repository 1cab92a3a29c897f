"""List, page, forming, renaming, closing, and the choice for the bar."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.pages import form_page
from tandem.core.rules import allows, require
from tandem.core.sections import sections_of
from tandem.people.models import Team
from tandem.people.queries import employees_here, visible_teams
from tandem.tandems import actions
from tandem.tandems.forms import ClosingForm, FormingForm, NameForm
from tandem.tandems.listing import TANDEMS, tandems_for
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of, visible_tandems
from tandem.tandems.queries.page import tandem_page
from tandem.tandems.rules import can_change_tandem, can_choose_tandem, can_form_tandem, can_see_rules

FORM = ["GET", "HEAD", "POST"]


@require_safe
def list_tandems(request: Request) -> HttpResponse:
    """Who sells with whom."""
    actor = request.actor
    new = reverse("tandems:new") if allows(can_form_tandem, actor) else ""
    page = build_page(
        TANDEMS, tandems_for(request.GET, actor), request.GET, actor, new_url=new, new_label=_("Form a tandem")
    )
    return render(request, "core/listing.html", {"page": page})


@require_safe
def show_tandem(request: Request, pk: int) -> HttpResponse:
    """The two of them, now and over time."""
    actor, tandem = request.actor, get_object_or_404(visible_tandems(request.actor), pk=pk)
    context = {
        "page": tandem_page(tandem, actor, before=key_in(request.GET, "before")),
        "sections": sections_of(tandem, actor),
        "may_change": allows(can_change_tandem, actor, tandem),
        "may_see_rules": allows(can_see_rules, actor, tandem),
        "may_choose": scope_of(actor).current_id != tandem.pk and can_choose_tandem(actor, tandem),
    }
    return render(request, "tandems/tandem.html", context)


@require_safe
def show_peek(request: Request, pk: int) -> HttpResponse:
    """The short of it, beside a list."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    context = {"page": tandem_page(tandem, request.actor), "sections": sections_of(tandem, request.actor)}
    return render(request, "tandems/_peek.html", context)


@require_http_methods(FORM)
def new_tandem(request: Request) -> HttpResponse:
    """Two people begin to sell as one."""
    actor = request.actor
    require(can_form_tandem, actor)
    teams = _teams(request)
    form = FormingForm(
        request.POST or None,
        teams=teams,
        people=employees_here(actor.today),
        team=teams.filter(pk=actor.employee.team_id).first() or teams.first(),
        initial={"team": actor.employee.team_id, "founded_on": actor.today},
    )
    return form_page(
        request,
        "tandems/form.html",
        form,
        lambda: actions.form_tandem(**form.cleaned_data, actor=actor, at=actor.at)[1],
        to=_page_of,
        text=_("The tandem was formed."),
        context={"title": _("Form a tandem"), "cancel_url": reverse("tandems:tandems")},
    )


@require_http_methods(FORM)
def edit(request: Request, pk: int) -> HttpResponse:
    """Name and team."""
    actor, tandem = request.actor, changeable(request, pk)
    form = NameForm(request.POST or None, instance=tandem, teams=_teams(request))
    return form_page(
        request,
        "tandems/form.html",
        form,
        lambda: actions.edit_tandem(tandem, **form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=tandem.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"title": tandem.name, "tandem": tandem, "cancel_url": tandem.get_absolute_url()},
    )


@require_http_methods(FORM)
def close(request: Request, pk: int) -> HttpResponse:
    """The tandem sells no more from a day on."""
    actor, tandem = request.actor, changeable(request, pk)
    form = ClosingForm(request.POST or None, instance=tandem, day=actor.today)
    return form_page(
        request,
        "tandems/closing.html",
        form,
        lambda: actions.close_tandem(tandem, **form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=tandem.get_absolute_url(),
        text=_("The tandem was closed."),
        context={"tandem": tandem, "sections": sections_of(tandem, actor)},
    )


@require_POST
def choose(request: Request, pk: int) -> HttpResponse:
    """Put the tandem into the bar and stay where one is."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    actions.choose_tandem(tandem, actor=request.actor, at=request.actor.at)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return done(request, back if safe else tandem.get_absolute_url())


def changeable(request: Request, pk: int) -> Tandem:
    """The tandem, if this viewer decides about it."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_change_tandem, request.actor, tandem)
    return tandem


def _teams(request: Request) -> QuerySet[Team]:
    """The teams for which this viewer decides."""
    keys = [team.pk for team in visible_teams(request.actor) if allows(can_form_tandem, request.actor, team)]
    return visible_teams(request.actor).filter(pk__in=keys)


def _page_of(event: Event) -> str:
    return reverse("tandems:tandem", args=[event.subjects.get(kind=Tandem.ref_kind).object_id])

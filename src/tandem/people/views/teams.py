"""Teams: list, page, founding, editing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.core.sections import sections_of
from tandem.people import actions
from tandem.people.forms import TeamForm
from tandem.people.holidays import region_label
from tandem.people.listing import TEAMS
from tandem.people.models import Employee, Role, Team
from tandem.people.queries import absence_on, employees_here, visible_teams, with_sizes
from tandem.people.rules import can_manage_people

from .employees import FORM


@require_safe
def list_teams(request: Request) -> HttpResponse:
    """All teams."""
    actor = request.actor
    new = reverse("people:team_new") if allows(can_manage_people, actor) else ""
    rows = with_sizes(visible_teams(actor))
    page = build_page(TEAMS, rows, request.GET, actor, new_url=new, new_label=_("New team"))
    return render(request, "core/listing.html", {"page": page})


@require_safe
def show_team(request: Request, pk: int) -> HttpResponse:
    """One team with its people."""
    team = get_object_or_404(visible_teams(request.actor), pk=pk)
    people: list[Any] = list(employees_here(request.actor.today).filter(team=team).order_by("name_key", "pk"))
    away = absence_on([person.pk for person in people], request.actor.today)
    for person in people:
        person.absence = away.get(person.pk)
    context = {
        "team": team,
        "region": region_label(team.region),
        "people": people,
        "sections": sections_of(team, request.actor),
        "may_edit": allows(can_manage_people, request.actor, team),
    }
    return render(request, "people/team.html", context)


@require_http_methods(FORM)
def new_team(request: Request) -> HttpResponse:
    """Found a team."""
    actor = request.actor
    require(can_manage_people, actor)
    form = TeamForm(sent(request), managers=_managers(request))

    def create() -> Team:
        return actions.create_team(**form.values(), actor=actor, at=actor.at)

    return form_page(
        request,
        "people/form.html",
        form,
        lambda: once(Team, form.once_key, create, actor=actor, at=actor.at),
        to=_url,
        text=_("The team was created."),
        context={"title": _("New team"), "cancel_url": reverse("people:teams")},
    )


@require_http_methods(FORM)
def edit_team(request: Request, pk: int) -> HttpResponse:
    """Name and manager."""
    actor, team = request.actor, get_object_or_404(visible_teams(request.actor), pk=pk)
    require(can_manage_people, actor, team)
    form = TeamForm(sent(request), instance=team, managers=_managers(request))
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.edit_team(team, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=_url(team),
        text=_("Saved."),
        context={"title": team.name, "cancel_url": _url(team)},
    )


def _managers(request: Request) -> QuerySet[Employee]:
    return employees_here(request.actor.today).filter(roles__contains=Role.MANAGER).order_by("name_key")


def _url(team: Team) -> str:
    return reverse("people:team", args=[team.pk])

"""For whom a viewer may propose goals, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.models import Company
from tandem.core.rules import allows
from tandem.people.models import Role, Team
from tandem.people.rules import has_role
from tandem.tandems.models import SeatRole, Tandem
from tandem.tandems.queries import scope_of

from .actions import Wanted
from .models import MONEY_METRICS, Goal, Metric, Scope
from .rules import can_propose_half_goal, can_set_company_goal
from .spans import period_of


def choices_for(actor: Actor) -> list[tuple[str, str]]:
    """(key, label) of tandems, halves, teams and the company; two statements."""
    scope = scope_of(actor)
    found = []
    rows = Tandem.objects.filter(closed_on=None).select_related("team").order_by("name")
    wanted = [row for row in rows if row.pk in scope.tandem_ids or row.team_id in scope.led_team_ids]
    for tandem in wanted:
        found.append((f"tandem:{tandem.pk}", tandem.name))
        if allows(can_propose_half_goal, actor, tandem):
            found += [(f"{role}:{tandem.pk}", f"{tandem.name}, {label}") for role, label in SeatRole.choices]
    teams = Team.objects.order_by("name")
    found += [
        (f"team:{team.pk}", _("Team %s") % team.name)
        for team in teams
        if team.pk in scope.led_team_ids or has_role(actor, Role.ADMIN)
    ]
    return [*found, ("company:0", _("Company"))] if allows(can_set_company_goal, actor) else found


def wanted_from(data: Mapping[str, Any], actor: Actor) -> Wanted:
    """What was chosen; the form has seen to it that the viewer may choose it."""
    kind, _colon, key = str(data["whose"]).partition(":")
    scope = kind if kind in Scope.values else Scope.ROLE
    company = Company.objects.first() if data["metric"] in MONEY_METRICS else None
    return Wanted(
        scope=str(scope),
        metric=data["metric"],
        span=data["span"],
        start=data["start"],
        tandem=Tandem.objects.select_related("team").get(pk=key) if kind not in (Scope.TEAM, Scope.COMPANY) else None,
        seat=kind if scope == Scope.ROLE else "",
        team=Team.objects.get(pk=key) if kind == Scope.TEAM else None,
        name=data.get("name", ""),
        currency=company.currency if company else "EUR",
    )


def goal_from(wanted: Wanted) -> Goal:
    """The goal as it would be, unsaved: to show figures beside its target."""
    period = period_of(wanted.span, wanted.start)
    return Goal(
        scope=wanted.scope,
        tandem=wanted.tandem,
        seat=wanted.seat,
        team=wanted.team,
        metric=wanted.metric,
        name=wanted.name if wanted.metric == Metric.OWN else "",
        currency=wanted.currency if wanted.metric in MONEY_METRICS else "",
        span=wanted.span,
        start=period.start,
        end=period.end,
    )

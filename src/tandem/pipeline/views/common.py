"""What the pages of opportunities share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.http import Request, one_or_404
from tandem.core.prepared import prepared
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.pipeline.models import Opportunity
from tandem.pipeline.queries import visible_opportunities, with_heads
from tandem.work.belonging import home_for
from tandem.work.holders import holders_for

USUAL = timedelta(days=60)  # until a new one is expected to close
CARRIED = ("scope", "q", "pipeline", "stage", "close", "moving", "held", "class", "source", "of")


@dataclass(frozen=True)
class View:
    """One way to look at the same opportunities."""

    label: str
    icon: str
    url: str
    current: bool


def views_of(request: Request, current: str) -> list[View]:
    """Board, list and forecast, each with the filters of the address."""
    kept = urlencode({name: request.GET[name] for name in CARRIED if request.GET.get(name)})
    named = (
        ("board", _("Board"), "layout-kanban"),
        ("list", _("List"), "list"),
        ("forecast", _("Forecast"), "trending-up"),
    )
    return [View(label, icon, f"{reverse(f'pipeline:{key}')}?{kept}", key == current) for key, label, icon in named]


def one_opportunity(request: Request, number: str) -> Opportunity:
    """The opportunity with all that its pages name, if this viewer may see it."""
    return one_or_404(_rows(request.actor, number))


@prepared
def _rows(actor: Actor, number: str) -> QuerySet[Opportunity]:
    return with_heads(visible_opportunities(actor)).filter(number=number)


def people_for(customer: Customer, actor: Actor) -> list[Employee]:
    """Who may hold it, likeliest first."""
    return holders_for(home_for(customer, actor), actor)


def next_address(request: Request, otherwise: str) -> str:
    """Where the page was that the form stood on."""
    there = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return there if safe and there.startswith("/") else otherwise

"""Pages of the customer groups."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.catalogue.rules import can_edit_price_list, can_see_price_lists
from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.customers.actions.groups import create_group, edit_group, remove_group
from tandem.customers.forms import CustomerGroupForm
from tandem.customers.groups import GROUPS, rows_of, visible_groups
from tandem.customers.models import CustomerGroup
from tandem.people.rules import sells

METHODS = ["GET", "HEAD", "POST"]
FORM = "core/form.html"


@require_safe
def list_groups(request: Request) -> HttpResponse:
    """All customer groups."""
    require(can_see_price_lists, request.actor)
    new = reverse("customers:group_new") if allows(can_edit_price_list, request.actor) else ""
    rows = visible_groups(request.actor)
    page = build_page(GROUPS, rows, request.GET, request.actor, new_url=new, new_label=_("New customer group"))
    return render(request, "customers/groups.html", {"page": page})


@require_safe
def show_group(request: Request, number: str) -> HttpResponse:
    """One group: what it is, how many are in it, by which lists they buy."""
    actor, group = request.actor, _group(request, number)
    uses = list(group.price_lists.select_related("price_list"))
    context = {
        "row": rows_of([group], actor)[0],
        "group": group,
        "uses": uses,
        "may_edit": allows(can_edit_price_list, actor, group),
        "may_list": allows(sells, actor),
    }
    return render(request, "customers/group.html", context)


@require_http_methods(METHODS)
def new_group(request: Request) -> HttpResponse:
    """Begin a group."""
    actor = request.actor
    require(can_edit_price_list, actor)
    form = CustomerGroupForm(sent(request))

    def create() -> CustomerGroup:
        return create_group(values=form.values(), actor=actor, at=actor.at)

    return form_page(
        request,
        FORM,
        form,
        lambda: once(CustomerGroup, form.once_key, create, actor=actor, at=actor.at),
        to=CustomerGroup.get_absolute_url,
        text=lambda group: _("%s was added.") % group,
        context={"title": _("New customer group"), "cancel_url": reverse("customers:groups")},
    )


@require_http_methods(METHODS)
def edit_one(request: Request, number: str) -> HttpResponse:
    """Change a group."""
    actor, group = request.actor, _group(request, number)
    require(can_edit_price_list, actor, group)
    form = CustomerGroupForm(sent(request), instance=group)
    return form_page(
        request,
        FORM,
        form,
        lambda: edit_group(group, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=lambda _event: reverse("customers:group", args=[form.values()["number"]]),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"title": group.name, "cancel_url": group.get_absolute_url()},
    )


@require_POST
def remove(request: Request, number: str) -> HttpResponse:
    """Remove a group that nobody needs any more."""
    actor, group = request.actor, _group(request, number)
    remove_group(group, actor=actor, at=actor.at)
    return done(request, reverse("customers:groups"), _("%s was removed.") % group.name)


def _group(request: Request, number: str) -> CustomerGroup:
    return get_object_or_404(visible_groups(request.actor), number=number)

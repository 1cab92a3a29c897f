"""Comparing two, making one of them, and taking it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.actor import Actor
from tandem.core.http import Request, done
from tandem.core.rules import allows, require
from tandem.customers.actions import merge_contacts, merge_customers, undo_merge
from tandem.customers.merging.history import merge_page, visible_merges
from tandem.customers.merging.loading import two_contacts, two_customers
from tandem.customers.merging.pages import MergePage, people_of, rows_of, side_of
from tandem.customers.merging.sent import choices_in, same_in, versions_in
from tandem.customers.models import Contact, Customer, PairKind
from tandem.customers.pairs import compare_url, pair_of
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.customers.rules import can_merge_contacts, can_merge_customers

TEMPLATE = "customers/merge.html"


@require_http_methods(["GET", "POST"])
def merge(request: Request, number: str, other: str) -> HttpResponse:
    """Two customers side by side: which value is kept, which people are the same."""
    actor = request.actor
    survivor, loser = two_customers(visible_customers(actor), [number, other], actor)
    if request.method == "POST":
        require(can_merge_customers, actor, (survivor, loser))
        data = request.POST
        made, event = merge_customers(
            survivor,
            loser,
            choices=choices_in(data),
            same=same_in(data),
            versions=versions_in(data),
            actor=actor,
            at=actor.at,
        )
        text = _one_now(_("%(one)s is part of %(two)s now."), loser.label, survivor.label)
        return done(request, made.survivor.get_absolute_url(), text, event)
    return render(request, TEMPLATE, {"page": _customers_page(request, survivor, loser)})


@require_http_methods(["GET", "POST"])
def merge_people(request: Request, number: str, pk: int, other: int) -> HttpResponse:
    """Two contacts side by side."""
    actor = request.actor
    survivor, loser = two_contacts(visible_contacts(actor), number, [pk, other])
    if request.method == "POST":
        require(can_merge_contacts, actor, survivor.customer)
        choices, versions = choices_in(request.POST), versions_in(request.POST)
        _made, event = merge_contacts(survivor, loser, choices=choices, versions=versions, actor=actor, at=actor.at)
        text = _one_now(_("%(one)s and %(two)s are one now."), str(loser), str(survivor))
        return done(request, survivor.customer.get_absolute_url(), text, event)
    return render(request, TEMPLATE, {"page": _contacts_page(request, survivor, loser)})


@require_GET
def show_merge(request: Request, pk: int) -> HttpResponse:
    """What was merged when and by whom, what went over, and taking it back."""
    found = get_object_or_404(visible_merges(request.actor), pk=pk)
    return render(request, "customers/merged.html", {"page": merge_page(found, request.actor)})


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Both are there again."""
    found = get_object_or_404(visible_merges(request.actor), pk=pk)
    undo_merge(found, actor=request.actor, at=request.actor.at)
    return done(request, reverse("customers:merged", args=[pk]), _("Taken back."))


def _one_now(text: str, one: str, two: str) -> str:
    """Those who look like one are often called the same: then the name stands there once."""
    return _("Both are one now: %s.") % two if one.casefold() == two.casefold() else text % {"one": one, "two": two}


def _customers_page(request: Request, survivor: Customer, loser: Customer) -> MergePage:
    people, choices = people_of(survivor, loser)
    return MergePage(
        survivor=side_of(survivor),
        other=side_of(loser),
        rows=rows_of(survivor, loser),
        people=people,
        choices=choices,
        pair=pair_of(PairKind.CUSTOMER, survivor.pk, loser.pk, request.actor),
        may_merge=survivor != loser and allows(can_merge_customers, request.actor, (survivor, loser)),
        swap_url=compare_url(loser, survivor),
        here=request.path,
    )


def _contacts_page(request: Request, survivor: Contact, loser: Contact) -> MergePage:
    together = survivor.customer_id == loser.customer_id and survivor != loser
    apart = _("These two belong to different customers. Merge the customers first.")
    return MergePage(
        survivor=side_of(survivor),
        other=side_of(loser),
        rows=rows_of(survivor, loser),
        people=(),
        choices=(),
        pair=pair_of(PairKind.CONTACT, survivor.pk, loser.pk, request.actor),
        may_merge=together and allows(can_merge_contacts, request.actor, survivor.customer),
        swap_url=compare_url(loser, survivor),
        here=request.path,
        refused="" if together else apart,
        first=None if together else _undecided(survivor.customer, loser.customer, request.actor),
    )


def _undecided(one: Customer, two: Customer, actor: Actor) -> tuple[str, str] | None:
    """Where the customers of two contacts are compared, if they wait for a decision that the viewer may see."""
    pair = pair_of(PairKind.CUSTOMER, one.pk, two.pk, actor)
    return (compare_url(one, two), str(pair)) if pair and pair.undecided else None

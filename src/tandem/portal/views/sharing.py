"""The desk: a link to one quote for a contact, and taking it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.http import Request, done, key_in
from tandem.core.once import FIELD, once
from tandem.customers.queries import visible_contacts
from tandem.portal.actions.quotes import share_quote, stop_sharing
from tandem.portal.models import Link
from tandem.portal.queries.desk import shared_links
from tandem.quotes.queries import visible_quotes


@require_POST
def share(request: Request, number: str) -> HttpResponse:
    """Send a contact the link to one quote."""
    actor = request.actor
    quotes = visible_quotes(actor).select_related("customer", "tandem")
    quote = get_object_or_404(quotes, customer__number=number, pk=key_in(request.POST, "quote") or 0)
    contacts = visible_contacts(actor).filter(customer__number=number)
    contact = get_object_or_404(contacts, pk=key_in(request.POST, "contact") or 0)
    key = request.POST.get(FIELD, "")
    once(Link, key, lambda: share_quote(quote, contact, actor=actor, at=actor.at), actor=actor, at=actor.at)
    return done(request, reverse("access:list", args=[number]), _("The link is on its way to %s.") % contact.email)


@require_POST
def unshare(request: Request, number: str, pk: int) -> HttpResponse:
    """Withdraw it."""
    actor = request.actor
    links = shared_links(timezone.now()).filter(contact__customer__number=number)
    link = get_object_or_404(links, pk=pk)
    quotes = visible_quotes(actor).select_related("customer", "tandem")
    quote = get_object_or_404(quotes, pk=link.about_id)
    stop_sharing(link, quote, actor=actor, at=actor.at)
    return done(request, reverse("access:list", args=[number]), _("The link shows nothing any more."))

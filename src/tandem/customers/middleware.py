"""Old addresses of what has been merged lead to where it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.middleware import Door

from .models import Contact, Customer
from .queries import visible_contacts, visible_customers

C = TypeVar("C", Customer, Contact)
LINKS = 20  # from one to the next; nobody merges in longer chains


class Merged:
    """Where a customer's or contact's page is not there any more, because it has become another's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A way on for who only looks; who wrote something hears that nothing of it was kept."""
        there = _new_address(request) if isinstance(error, Http404) else ""
        if not there:
            return None
        if request.method in ("GET", "HEAD"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{there}?{query}" if query else there)
        text = _("This has been merged with another entry meanwhile. Nothing was changed; open it anew to go on.")
        return Door(self.get_response).process_exception(request, Refused("merged_meanwhile", text))


def _new_address(request: HttpRequest) -> str:
    """The same page of the survivor, if the viewer may see it."""
    match, actor = request.resolver_match, getattr(request, "actor", None)
    number = match.kwargs.get("number") if match else None
    if actor is None or number is None or not request.path.startswith(f"/customers/{number}/"):
        return ""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return ""
    survivor, rest = _end(customer), request.path.removeprefix(f"/customers/{number}/")
    key: int | None = match.kwargs.get("pk") if match else None
    if key is not None and rest.startswith(f"contacts/{key}/"):
        return _contact_address(key, rest, actor, moved=survivor != customer)
    if survivor == customer or not visible_customers(actor).filter(pk=survivor.pk).exists():
        return ""
    return f"{survivor.get_absolute_url()}{rest}"


def _contact_address(key: int, rest: str, actor: Actor, *, moved: bool) -> str:
    """A contact may have become another, or have gone along with its customer; else it is not there at all."""
    contact = Contact.objects.filter(pk=key).first()
    if contact is None or not (moved or contact.merged_into_id):
        return ""
    found = visible_contacts(actor).filter(pk=_end(contact).pk).first()
    if found is None:
        return ""
    address = f"{found.customer.get_absolute_url()}contacts/{found.pk}/"
    return address + rest.removeprefix(f"contacts/{key}/")


def _end(thing: C) -> C:
    for _link in range(LINKS):
        if thing.merged_into is None:
            break
        thing = thing.merged_into
    return thing

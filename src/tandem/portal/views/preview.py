"""The desk: the portal as one contact sees it. The same views, for looking only."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.portal.queries.accesses import visible_accesses
from tandem.portal.rules import can_look_as
from tandem.portal.viewer import PortalRequest, Viewer

PAGES = {
    *("home", "photo", "requests", "request", "request_new", "orders", "order", "documents"),
    *("appointments", "appointment_new", "quotes", "quote", "contracts", "contract"),
}


@require_safe
def show(request: Request, number: str, pk: int, rest: str) -> HttpResponse:
    """One page, in the contact's language; nothing is sent, opened or noted by looking."""
    access = get_object_or_404(visible_accesses(request.actor), pk=pk, contact__customer__number=number)
    require(can_look_as, request.actor, access)
    try:
        match = resolve(reverse("portal:home") + rest)
    except Resolver404 as error:
        raise Http404 from error
    if match.url_name not in PAGES:
        raise Http404
    base = reverse("access:preview", args=[number, pk])
    looked = cast(PortalRequest, request)
    looked.viewer = Viewer(access, request.actor.at, base=base)
    with translation.override(looked.viewer.language):
        answer: HttpResponse = match.func(looked, *match.args, **match.kwargs)
    return answer

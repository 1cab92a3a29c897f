"""The portal's door: a host of its own where one is set, and its own viewer in place of whoever else is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation

from tandem.core.errors import Refused, TandemError
from tandem.core.events import trail

from .queries.accesses import viewer_of
from .viewer import LANGUAGES, PortalRequest

PATH = "/portal/"
COOKIE, SHARED_COOKIE, LANGUAGE_COOKIE = "tandem_portal", "tandem_portal_shared", "tandem_portal_language"
Answer = Callable[[HttpRequest], HttpResponse]


class OwnHost:
    """Where the portal has a host of its own, it is there and nowhere else, and nothing else is there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PORTAL_HOST:
            return self.get_response(request)
        there = request.get_host().partition(":")[0].lower() == settings.PORTAL_HOST
        if there and request.path == "/":
            return HttpResponseRedirect(PATH)
        if there != request.path.startswith(PATH) and not request.path.startswith(settings.STATIC_URL):
            return HttpResponseNotFound("404", content_type="text/plain")
        return self.get_response(request)


class PortalDoor:
    """Runs innermost. Inside the portal nobody is an employee, whatever their browser carries."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return self.get_response(request)
        entered = cast(PortalRequest, request)
        request.user = AnonymousUser()
        request.__dict__.pop("actor", None)
        viewer = viewer_of(request.COOKIES.get(COOKIE, ""), timezone.now())
        if viewer is not None:
            entered.viewer = viewer
        with trail(), translation.override(language_of(request)):
            answer = self.get_response(request)
        answer.headers["Cache-Control"] = answer.headers.get("Cache-Control", "no-store")
        answer.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the portal says no to, in its own words and with its own way on."""
        if not request.path.startswith(PATH) or not isinstance(error, TandemError | Http404):
            return None
        status = error.status if isinstance(error, TandemError) else 404
        known = isinstance(error, TandemError) and not (isinstance(error, Refused) and error.code.startswith("can_"))
        text = error.text if isinstance(error, TandemError) and known else ""
        return render(request, "portal/error.html", {"text": text, "code": status}, status=status)


def language_of(request: HttpRequest) -> str:
    """What this browser has chosen, else the contact's language, else what the browser asks for."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        return str(viewer.language)
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        if (code := part.strip()[:2].lower()) in LANGUAGES:
            return code
    return settings.LANGUAGE_CODE

"""The door: gives the request its actor, its trail and its language, and answers what actions refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from .actor import Actor
from .errors import Conflict, TandemError
from .events import trail
from .http import Request


class Door:
    """Runs innermost, so that sign-in is known and errors of views reach it first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404  # no text of ours holds a NUL, and PostgreSQL refuses to look for one
        entered = cast(Request, request)
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        entered.actor = Actor.of(user, timezone.now())
        with trail(), translation.override(getattr(user, "language", "") or translation.get_language()):
            answer = self.get_response(request)
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page, or for htmx a toast, that says what happened and what is safe."""
        if not isinstance(error, TandemError):
            return None
        htmx = bool(getattr(request, "htmx", False))
        template = "core/_error_toast.html" if htmx else "core/error.html"
        current = error.current if isinstance(error, Conflict) else None
        context = {"error": error, "current": current, "code": error.status}
        answer = render(request, template, context, status=error.status)
        if htmx:
            answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
        return answer

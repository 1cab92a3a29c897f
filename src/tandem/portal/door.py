"""What every route of the portal goes through: who may come, by which method, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tandem.core.errors import Refused

from .limits import WRITING, within
from .viewer import PortalRequest
from .wording import TOO_OFTEN

View = Callable[..., HttpResponseBase]


def anybody(*methods: str) -> Callable[[View], View]:
    """For who has not signed in."""

    def wrap(view: View) -> View:
        made: View = login_not_required(require_http_methods(methods)(view))
        return made

    return wrap


def contacts(*methods: str, right: str = "") -> Callable[[View], View]:
    """For contacts who have signed in; without the right there is no such page."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return redirect("portal:sign_in")
            if right and not viewer.may(right):
                raise Http404
            if request.method == "POST":
                _bound(request)
            return view(request, *args, **kwargs)

        made: View = login_not_required(require_http_methods(methods)(inner))
        made.__dict__["right"] = right
        return made

    return wrap


def _bound(request: PortalRequest) -> None:
    """Nobody fills the house by a program; and who only looks changes nothing."""
    if request.viewer.preview:
        raise Http404
    if not within(WRITING, str(request.viewer.contact.pk)):
        raise Refused("too_often", TOO_OFTEN)

"""What views share: the request with its actor, answers as page or fragment, forms around actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails

from .actor import Actor
from .errors import Invalid
from .models import Event

T = TypeVar("T")


class Request(HttpRequest):
    """A request that has passed the door."""

    actor: Actor
    htmx: HtmxDetails


def key_in(params: QueryDict, name: str) -> int | None:
    """The id that a parameter of an address names; None for what cannot be one."""
    found = re.fullmatch("[0-9]{1,18}", params.get(name, ""))
    return int(found[0]) if found else None


def text_in(params: QueryDict, name: str, most: int) -> str:
    """The text of a parameter that no form field cleans, without what no database takes."""
    return params.get(name, "").replace("\0", "")[:most]


def one_or_404(rows: Sequence[T]) -> T:
    """The one row of a prepared query; Http404 where there is none."""
    if not rows:
        raise Http404
    return rows[0]


def notify(request: Request, text: Any, undo: Event | None = None) -> None:
    """Say what was done, with undo where there is one."""
    messages.success(request, text, extra_tags=f"undo:{undo.pk}" if undo else "")


def done(request: Request, to: Any, text: Any = "", undo: Event | None = None) -> HttpResponse:
    """After a successful change: say so and go on; htmx follows by a redirect of its own."""
    if text:
        notify(request, text, undo)
    answer = redirect(to)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Run an action for a valid form; what the action finds Invalid becomes errors at the fields."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name if name in form.fields else None, str(text))
        if not error.fields:
            form.add_error(None, str(error.text))
        return None

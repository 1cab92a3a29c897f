"""The page around an action: a form that is shown, sent, and shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from .errors import Conflict, Invalid, Text
from .forms import EditForm, VersionedForm, conflict_rows
from .http import Request, done
from .models import Event
from .undo import undoers

T = TypeVar("T")


def sent(request: Request) -> QueryDict | None:
    """What a form is bound to: what was sent, be it empty; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def sent_files(request: Request) -> MultiValueDict[str, UploadedFile[Any]] | None:
    """The files that came along."""
    return request.FILES if request.method == "POST" else None


def form_page(
    request: Request,
    template: str,
    form: BaseForm,
    act: Callable[[], T],
    *,
    to: str | Callable[[T], str],
    text: Text | Callable[[T], Text],
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; sent, run the action and go on, or show what is wrong with nothing typed lost.

    An action that returns an event which can be undone offers just that.
    """
    more: dict[str, Any] = dict(context or {})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except Invalid as error:
            add_errors(form, error)
        except Conflict as error:
            if not isinstance(form, EditForm | VersionedForm):
                raise
            status = 409
            more |= conflict_rows(form, error)
        else:
            undo = made if isinstance(made, Event) and made.verb in undoers() else None
            there = to(made) if callable(to) else to
            return done(request, there, text(made) if callable(text) else text, undo)
    return render(request, template, {"form": form, **more}, status=status)


def add_errors(form: BaseForm, error: Invalid) -> None:
    """What an action finds wrong, at the fields it names."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not error.fields:
        form.add_error(None, str(error.text))

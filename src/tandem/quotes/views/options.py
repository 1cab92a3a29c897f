"""The options of a draft: one more, another name, the recommendation."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, attempt, done, text_in
from tandem.core.once import FIELD, once
from tandem.quotes.actions import add_option, edit_option, remove_option
from tandem.quotes.builder_forms import OptionForm
from tandem.quotes.models import Option

from .builder import draft


@require_POST
def options(request: Request, number: str) -> HttpResponse:
    """One more, empty or as a copy."""
    quote, revision = draft(request, number)
    actor, text = request.actor, request.POST.get("copy_of", "")
    copy_of = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    name = text_in(request.POST, "name", 200).strip() or _("Option %d") % (revision.options.count() + 1)
    key = request.POST.get(FIELD, "")
    once(
        Option,
        key,
        lambda: add_option(quote, name=name, copy_of=copy_of, actor=actor, at=actor.at),
        actor=actor,
        at=actor.at,
    )
    return done(request, reverse("quotes:build", args=[number]), _("One more option."))


@require_http_methods(["GET", "POST"])
def option(request: Request, number: str, pk: int) -> HttpResponse:
    """Its name, and whether and why we recommend it."""
    quote, revision = draft(request, number)
    row = revision.options.filter(pk=pk).first()
    if row is None:
        raise Http404
    form = OptionForm(request.POST or None, instance=row)

    def save() -> bool:
        version = form.shown_version
        edit_option(quote, pk, values=form.values(), version=version, actor=request.actor, at=request.actor.at)
        return True

    if form.is_bound and attempt(form, save):
        return done(request, reverse("quotes:build", args=[number]), _("Saved."))
    context = {"quote": quote, "option": row, "form": form}
    return render(request, "quotes/option.html", context, status=422 if form.is_bound else 200)


@require_POST
def option_remove(request: Request, number: str, pk: int) -> HttpResponse:
    """Take it out with its lines."""
    quote, _revision = draft(request, number)
    remove_option(quote, pk, actor=request.actor, at=request.actor.at)
    return done(request, reverse("quotes:build", args=[number]), _("The option is out, with its lines."))

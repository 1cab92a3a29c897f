"""The evening of a swap day: one's own note, what becomes of it, and what came of it a month later."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, done
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.together.models import SwapNote
from tandem.together.swaps import notes
from tandem.together.swaps.forms import NoteForm, NoteTodoForm, OutcomeForm
from tandem.together.swaps.queries import visible_notes
from tandem.together.swaps.rules import can_note_swap
from tandem.work.belonging import home_of_tandem

from .meetings import FORM
from .swaps import swap_of


@require_http_methods(FORM)
def write(request: Request, swap: int) -> HttpResponse:
    """Three sentences, new or changed."""
    actor, one = request.actor, swap_of(request, swap)
    require(can_note_swap, actor, one)
    own = SwapNote.objects.filter(swap=one, author=signed_in(actor)).first()
    form = NoteForm(sent(request), instance=own)
    version = form.data.get("version") if form.is_bound else None

    def act() -> object:
        shown = form.shown_version if own or version else None
        return notes.write_note(one, values=form.values(), version=shown, actor=actor, at=actor.at)

    return form_page(
        request,
        "together/swap_note.html",
        form,
        act,
        to=one.get_absolute_url(),
        text=_("Written. Each of you reads the other once both have written."),
        context={"swap": one, "title": _("How was the day?"), "cancel_url": one.get_absolute_url()},
    )


@require_POST
def remove(request: Request, swap: int, note: int) -> HttpResponse:
    """Delete one's own note."""
    one = _note(request, swap, note)
    notes.remove_note(one, actor=request.actor, at=request.actor.at)
    return done(request, one.swap.get_absolute_url(), _("Your note is deleted."))


@require_http_methods(FORM)
def turn(request: Request, swap: int, note: int) -> HttpResponse:
    """What should change becomes a to-do."""
    actor, one = request.actor, _note(request, swap, note)
    keys = [person.pk for person in home_of_tandem(one.swap.tandem, actor.today).people]
    people = Employee.objects.filter(pk__in=keys).order_by("name_key", "pk")
    form = NoteTodoForm(sent(request), note=one, people=people, day=actor.today)
    return form_page(
        request,
        "together/swap_note.html",
        form,
        lambda: notes.turn_note_into_todo(one, **form.cleaned_data, actor=actor, at=actor.at),
        to=one.swap.get_absolute_url(),
        text=_("It is a to-do now."),
        context={"swap": one.swap, "title": _("Make it a to-do"), "cancel_url": one.swap.get_absolute_url()},
    )


@require_http_methods(FORM)
def outcome(request: Request, swap: int) -> HttpResponse:
    """What came of it."""
    actor, one = request.actor, swap_of(request, swap)
    require(can_note_swap, actor, one)
    form = OutcomeForm(sent(request), instance=one)
    return form_page(
        request,
        "together/swap_note.html",
        form,
        lambda: notes.tell_outcome(
            one, outcome=form.cleaned_data["outcome"], version=form.shown_version, actor=actor, at=actor.at
        ),
        to=one.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"swap": one, "title": _("What came of it"), "cancel_url": one.get_absolute_url()},
    )


def _note(request: Request, swap: int, note: int) -> SwapNote:
    """A note that this viewer reads."""
    return get_object_or_404(visible_notes(request.actor), pk=note, swap__pk=swap)

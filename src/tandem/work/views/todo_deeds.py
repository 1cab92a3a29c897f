"""What one does with a to-do, by one button each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.http import Request, attempt
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.rules import require
from tandem.people.openings import region_of
from tandem.work.actions.checklist import add_item, remove_item, tick_item, untick_item
from tandem.work.actions.todos import (
    finish_todo,
    give_todo,
    remove_todo,
    reopen_todo,
    snooze_todo,
    take_todo,
)
from tandem.work.days import presets
from tandem.work.forms.todos import GiveForm, ItemForm, SeenForm, SnoozeForm
from tandem.work.holders import holders_for
from tandem.work.models import TodoItem
from tandem.work.rules import can_work_on

from .common import act_once, back
from .todos import home_of, one_todo


@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Hold it oneself."""
    todo, actor = one_todo(request, pk), request.actor
    form = SeenForm(request.POST)
    form.is_valid()
    seen = form.cleaned_data.get("seen")
    event = act_once(request, lambda: take_todo(todo, seen=seen, actor=actor, at=actor.at))
    return back(request, todo, _("It is yours now."), event)


@require_POST
def give(request: Request, pk: int) -> HttpResponse:
    """Let somebody else hold it."""
    todo, actor = one_todo(request, pk), request.actor
    require(can_work_on, actor, todo)
    form = GiveForm(request.POST, people=holders_for(home_of(todo, request), actor), prefix="give")
    if form.is_valid():
        data = form.cleaned_data
        given = {"reason": data["reason"], "seen": data["seen"]}

        def hand() -> Event:
            return give_todo(todo, data["holder"], **given, actor=actor, at=actor.at)

        event = once(Event, form.once_key, hand, actor=actor, at=actor.at)
        return back(request, todo, _("%s holds it now.") % data["holder"], event)
    return _wrong(request, form, str(todo), todo.get_absolute_url())


@require_POST
def snooze(request: Request, pk: int) -> HttpResponse:
    """Have it come back later."""
    todo, actor = one_todo(request, pk), request.actor
    form = SnoozeForm(request.POST, presets=presets(actor.at, region_of(actor.employee)))
    event = attempt(form, lambda: snooze_todo(todo, until=form.instant(), actor=actor, at=actor.at))
    if event:
        return back(request, todo, _("Put off."), event)
    return _wrong(request, form, str(todo), todo.get_absolute_url())


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """Done."""
    todo, actor = one_todo(request, pk), request.actor
    event = act_once(request, lambda: finish_todo(todo, actor=actor, at=actor.at))
    return back(request, "work:todos", _("Done."), event)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """It was not done after all."""
    todo, actor = one_todo(request, pk), request.actor
    event = act_once(request, lambda: reopen_todo(todo, actor=actor, at=actor.at))
    return back(request, todo, _("It is open again."), event)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Nobody will do it."""
    todo, actor = one_todo(request, pk), request.actor
    event = act_once(request, lambda: remove_todo(todo, actor=actor, at=actor.at))
    return back(request, "work:todos", _("The to-do was removed."), event)


@require_POST
def add_line(request: Request, pk: int) -> HttpResponse:
    """One more line of the checklist."""
    todo, actor = one_todo(request, pk), request.actor
    form = ItemForm(request.POST)

    def add() -> TodoItem:
        return add_item(todo, text=form.cleaned_data["text"], actor=actor, at=actor.at)

    if attempt(form, lambda: once(TodoItem, form.once_key, add, actor=actor, at=actor.at)):
        return back(request, todo, "")
    return _wrong(request, form, str(todo), todo.get_absolute_url())


@require_POST
def tick(request: Request, pk: int, item: int) -> HttpResponse:
    """Tick a line, or untick it."""
    actor, line = request.actor, _line(request, pk, item)
    if request.POST.get("ticked") == "1":
        return back(request, line.todo, "", tick_item(line, actor=actor, at=actor.at))
    return back(request, line.todo, "", untick_item(line, actor=actor, at=actor.at))


@require_POST
def remove_line(request: Request, pk: int, item: int) -> HttpResponse:
    """Take a line out."""
    actor, line = request.actor, _line(request, pk, item)
    event = remove_item(line, actor=actor, at=actor.at)
    return back(request, line.todo, _("The line was removed."), event)


def _line(request: Request, pk: int, item: int) -> TodoItem:
    todo = one_todo(request, pk)
    line = get_object_or_404(todo.items.all(), pk=item)
    line.todo = todo
    return line


def _wrong(request: Request, form: object, title: str, url: str) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": url}
    return render(request, "work/form.html", context, status=422)

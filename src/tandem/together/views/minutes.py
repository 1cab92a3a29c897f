"""Lines of the minutes: writing, changing, taking out, turning into to-dos, looking back on promises."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, attempt, done
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.together import actions
from tandem.together.forms import ItemForm, TextForm, TodoForm
from tandem.together.models import ItemKind, MinuteItem
from tandem.together.queries import minutes_of, the_two, visible_items
from tandem.together.rules import can_change_item

from .meetings import FORM, context_of, meeting_of


@require_http_methods(FORM)
def show_minutes(request: Request, pk: int, meeting: int) -> HttpResponse:
    """The lines alone, for refresh; sent, one more."""
    actor, one = request.actor, meeting_of(request, pk, meeting)
    form = ItemForm(sent(request))

    def write() -> MinuteItem:
        values = {"text": form.cleaned_data["text"], "actor": actor, "at": actor.at}
        if form.cleaned_data["kind"] == ItemKind.PROMISE:
            return actions.make_promise(one, **values)
        return actions.write_item(one, kind=form.cleaned_data["kind"], **values)

    if request.method != "POST":
        return render(request, "together/_minutes.html", context_of(request, one, minutes_of(one)))
    item = attempt(form, lambda: once(MinuteItem, form.once_key, write, actor=actor, at=actor.at))
    if item and not request.htmx:
        event = event_of("promise.made", item) or event_of("minute.written", item)
        return done(request, f"{one.get_absolute_url()}#write", _("Written."), event)
    fresh = ItemForm(initial={"kind": item.kind}) if item else form
    context = {**context_of(request, one, minutes_of(one)), "form": fresh, "sent": True}
    status = 200 if item or request.htmx else 422
    return render(request, "together/_written.html" if request.htmx else "together/write.html", context, status=status)


@require_http_methods(FORM)
def edit(request: Request, pk: int, meeting: int, item: int) -> HttpResponse:
    """Other words."""
    actor, one = request.actor, item_of(request, pk, meeting, item)
    require(can_change_item, actor, one)
    form = TextForm(sent(request), instance=one)

    def act() -> Event | None:
        text, version = form.cleaned_data["text"], form.shown_version
        return actions.edit_item(one, text=text, version=version, actor=actor, at=actor.at)

    return form_page(
        request,
        "together/item.html",
        form,
        act,
        to=one.meeting.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"item": one, "cancel_url": one.meeting.get_absolute_url()},
    )


@require_POST
def remove(request: Request, pk: int, meeting: int, item: int) -> HttpResponse:
    """Take a line out."""
    one = item_of(request, pk, meeting, item)
    event = actions.remove_item(one, actor=request.actor, at=request.actor.at)
    return done(request, one.meeting.get_absolute_url(), _("Taken out of the minutes."), event)


@require_http_methods(FORM)
def turn(request: Request, pk: int, meeting: int, item: int) -> HttpResponse:
    """A line becomes a to-do of one of the two."""
    actor, one = request.actor, item_of(request, pk, meeting, item)
    people = the_two(one.meeting.tandem, actor)
    form = TodoForm(sent(request), item=one, people=people, day=actor.today)
    return form_page(
        request,
        "together/todo.html",
        form,
        lambda: actions.turn_into_todo(one, **form.cleaned_data, actor=actor, at=actor.at),
        to=one.meeting.get_absolute_url(),
        text=_("It is a to-do now."),
        context={"item": one, "cancel_url": one.meeting.get_absolute_url()},
    )


@require_POST
def judge(request: Request, pk: int, meeting: int, item: int) -> HttpResponse:
    """Whether the partner kept the promise."""
    actor, one = request.actor, item_of(request, pk, meeting, item)
    kept = {"yes": True, "no": False}.get(request.POST.get("kept", ""))
    event = actions.judge_promise(one, kept=kept, actor=actor, at=actor.at)
    back = one.meeting.next or one.meeting
    return done(request, back.get_absolute_url(), _("Noted."), event)


def item_of(request: Request, pk: int, meeting: int, item: int) -> MinuteItem:
    """A line of a meeting of this tandem, if the viewer is one of the two."""
    rows = visible_items(request.actor).select_related("meeting__tandem__team", "meeting__next", "author", "todo")
    return get_object_or_404(rows, pk=item, meeting__pk=meeting, meeting__tandem__pk=pk)

"""Meetings: the list with planning, one with agenda and minutes, moving and closing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.once import event_of
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.tandems.models import Tandem
from tandem.tandems.queries import visible_tandems
from tandem.together import actions
from tandem.together.agenda import agenda_of
from tandem.together.forms import ItemForm, TimeForm
from tandem.together.models import ItemKind, Meeting
from tandem.together.queries import Minutes, minutes_of, the_two, visible_meetings
from tandem.together.rules import can_meet

FORM = ["GET", "HEAD", "POST"]
PAGE = 20


@require_http_methods(FORM)
def list_meetings(request: Request, pk: int) -> HttpResponse:
    """The next one and those that were; sent, the next one is planned."""
    actor, tandem = request.actor, get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_meet, actor, tandem)
    if request.method == "POST":
        meeting = actions.plan_meeting(tandem, actor=actor, at=actor.at)
        return done(request, meeting, _("The next meeting is set."), event_of("meeting.planned", meeting))
    rows = visible_meetings(actor).filter(tandem=tandem)
    before = key_in(request.GET, "before")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    context = {"tandem": tandem, "meetings": found[:PAGE], "before": found[PAGE - 1].pk if len(found) > PAGE else None}
    return render(request, "together/meetings.html", context)


@require_safe
def show_meeting(request: Request, pk: int, meeting: int) -> HttpResponse:
    """Agenda on the left, fetched by itself; minutes on the right."""
    one = meeting_of(request, pk, meeting)
    context = {
        **context_of(request, one, minutes_of(one)),
        "form": ItemForm(initial={"kind": ItemKind.NOTE if one.starts_at <= request.actor.at else ItemKind.TOPIC}),
    }
    return render(request, "together/meeting.html", context)


@require_safe
def show_agenda(request: Request, pk: int, meeting: int) -> HttpResponse:
    """The agenda alone for refresh; `?short`, one line per section for the tandem room."""
    one = meeting_of(request, pk, meeting)
    context: dict[str, Any] = {"meeting": one, "agenda": agenda_of(one, request.actor)}
    if "short" not in request.GET:
        return render(request, "together/_agenda.html", context)
    context["topics"] = minutes_of(one).topics
    return render(request, "together/_agenda_short.html", context)


@require_http_methods(FORM)
def move(request: Request, pk: int, meeting: int) -> HttpResponse:
    """Another time."""
    actor, one = request.actor, meeting_of(request, pk, meeting)
    form = TimeForm(sent(request), instance=one)
    return form_page(
        request,
        "together/time.html",
        form,
        lambda: actions.move_meeting(
            one,
            starts_at=form.starts,
            minutes=form.cleaned_data["minutes"],
            version=form.shown_version,
            actor=actor,
            at=actor.at,
        ),
        to=one.get_absolute_url(),
        text=lambda event: _("The meeting was moved.") if event else _("Nothing was different."),
        context={"meeting": one, "cancel_url": one.get_absolute_url()},
    )


@require_POST
def close(request: Request, pk: int, meeting: int) -> HttpResponse:
    """The talk is over, or was left out."""
    actor, one = request.actor, meeting_of(request, pk, meeting)
    event = actions.close_meeting(one, held=request.POST.get("held") != "no", actor=actor, at=actor.at)
    return done(request, one.get_absolute_url(), _("The meeting is closed, and the next one set."), event)


def meeting_of(request: Request, pk: int, meeting: int) -> Meeting:
    """The meeting with the one before, if this viewer is one of the two."""
    rows = visible_meetings(request.actor).select_related("former", "next")
    return get_object_or_404(rows, pk=meeting, tandem__pk=pk)


def context_of(request: Request, meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    """What the minutes need, as page or fragment."""
    people = the_two(meeting.tandem, request.actor)
    return {
        "meeting": meeting,
        "minutes": minutes,
        "promises": [(person, minutes.promises.get(person.pk)) for person in people],
    }


def meetings_url(tandem: Tandem) -> str:
    """All meetings of a tandem."""
    return reverse("together:meetings", args=[tandem.pk])

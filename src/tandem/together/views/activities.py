"""Activities: ideas and the list, asking, voting, fixing, replying, cancelling, as a calendar file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.models import Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.together.activities import actions
from tandem.together.activities.forms import ActivityForm, DayForm, ReplyForm, VoteForm
from tandem.together.activities.ideas import ideas_for
from tandem.together.activities.mails import calendar_of
from tandem.together.activities.pages import BUDGETS, activity_page, circles_of, list_page
from tandem.together.activities.queries import visible_activities
from tandem.together.activities.rules import can_organise, is_asked
from tandem.together.models import Circle, TeamActivity
from tandem.together.swaps.forms import ReasonForm

from .meetings import FORM


@require_safe
def list_activities(request: Request) -> HttpResponse:
    """What is to come, ideas by who comes and budget (`?circle=…&most=cents`), and what was."""
    circles = circles_of(request.actor)
    asked = request.GET.get("circle", "")
    circle = asked if asked in dict(circles) else circles[0][0] if circles else ""
    most = key_in(request.GET, "most")
    most = most if most in BUDGETS else None
    context = {
        **list_page(request.actor),
        "circles": circles,
        "circle": circle,
        "budgets": BUDGETS,
        "most": most,
        "ideas": ideas_for(circle, day=request.actor.today, most_cents=most) if circle else [],
    }
    return render(request, "together/activities.html", context)


@require_http_methods(FORM)
def propose(request: Request) -> HttpResponse:
    """What, with whom, when."""
    actor, circles = request.actor, circles_of(request.actor)
    if not circles:
        require(lambda actor, thing: False, actor)  # who may ask nobody
    initial = {
        "circle": request.GET.get("circle") or circles[0][0],
        "title": request.GET.get("title", "")[:120],
        "minutes": min(key_in(request.GET, "minutes") or 120, 4320),
        "clock": "17:00",
    }
    form = ActivityForm(sent(request), circles=circles, initial=initial)

    def make() -> TeamActivity:
        values = {name: form.cleaned_data[name] for name in ("circle", "title", "place", "text", "minutes")}
        tandem, team = _whose(values["circle"], request)
        return actions.propose_activity(**values, tandem=tandem, team=team, days=form.days, actor=actor, at=actor.at)

    return form_page(
        request,
        "together/activity_form.html",
        form,
        lambda: once(TeamActivity, form.once_key, make, actor=actor, at=actor.at),
        to=lambda activity: activity.get_absolute_url(),
        text=lambda activity: (
            _("Everybody is invited.") if activity.is_fixed else _("Everybody is asked which day suits.")
        ),
        context={"cancel_url": reverse("together:activities"), "title": _("Propose an activity")},
    )


@require_safe
def show_activity(request: Request, activity: int) -> HttpResponse:
    """Poll or invitation, who comes."""
    one = activity_of(request, activity)
    page = activity_page(one, request.actor)
    own = page["own"]
    chosen = own.days.values_list("pk", flat=True) if own and one.is_poll else ()
    page["vote_form"] = VoteForm(None, rows=one.days.all(), chosen=chosen)
    page["reply_form"] = ReplyForm(None, guest=own)
    return render(request, "together/activity.html", page)


@require_POST
def vote(request: Request, activity: int) -> HttpResponse:
    """Which days suit."""
    one = activity_of(request, activity)
    require(is_asked, request.actor, one)
    form = VoteForm(request.POST, rows=one.days.all())
    days = form.cleaned_data["days"] if form.is_valid() else []
    actions.vote(one, days=days, actor=request.actor, at=request.actor.at)
    return done(request, one, _("Noted."))


@require_http_methods(FORM)
def fix(request: Request, activity: int) -> HttpResponse:
    """The day of the poll (`day` in what is sent), or another time."""
    actor, one = request.actor, activity_of(request, activity)
    require(can_organise, actor, one)
    key = key_in(request.POST, "proposal")
    if key is not None:
        day = get_object_or_404(one.days, pk=key)
        actions.fix_day(one, starts_at=day.starts_at, actor=actor, at=actor.at)
        return done(request, one, _("Fixed, and everybody is invited."))
    local = timezone.localtime(one.starts_at) if one.starts_at else None
    form = DayForm(sent(request), initial={"day": local.date(), "clock": local.time()} if local else None)
    return form_page(
        request,
        "together/activity_form.html",
        form,
        lambda: actions.fix_day(one, starts_at=form.starts_at, actor=actor, at=actor.at),
        to=one.get_absolute_url(),
        text=_("Fixed, and everybody is invited."),
        context={"cancel_url": one.get_absolute_url(), "title": _("Another time")},
    )


@require_POST
def reply(request: Request, activity: int) -> HttpResponse:
    """Whether one comes, and whether photos may show one."""
    one = activity_of(request, activity)
    require(is_asked, request.actor, one)
    form = ReplyForm(request.POST, guest=None)
    answer = form.cleaned_data["reply"] if form.is_valid() else ""
    photos = bool(form.cleaned_data.get("photos"))
    actions.reply_to_activity(one, reply=answer, photos=photos, actor=request.actor, at=request.actor.at)
    return done(request, one, _("Noted."))


@require_http_methods(FORM)
def cancel(request: Request, activity: int) -> HttpResponse:
    """It does not take place."""
    actor, one = request.actor, activity_of(request, activity)
    require(can_organise, actor, one)
    form = ReasonForm(sent(request))
    return form_page(
        request,
        "together/activity_form.html",
        form,
        lambda: actions.cancel_activity(one, reason=form.cleaned_data["reason"], actor=actor, at=actor.at),
        to=reverse("together:activities"),
        text=_("Cancelled, and everybody is told."),
        context={"cancel_url": one.get_absolute_url(), "title": _("Cancel the activity")},
    )


@require_safe
def download(request: Request, activity: int) -> HttpResponse:
    """The invitation as a calendar file."""
    one = activity_of(request, activity)
    if not one.is_fixed:
        raise Http404
    body = calendar_of(one, signed_in(request.actor), request.actor.at)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="activity-{one.pk}.ics"'
    return answer


def activity_of(request: Request, pk: int) -> TeamActivity:
    """The activity, if this viewer is asked, organises it, leads its team or pays."""
    return get_object_or_404(visible_activities(request.actor), pk=pk)


def _whose(circle: str, request: Request) -> tuple[Tandem | None, Team | None]:
    scope, person = scope_of(request.actor), signed_in(request.actor)
    tandem: Any = next((seat.tandem for seat in scope.seats if seat.tandem_id == scope.current_id), None)
    team = None
    if circle == Circle.TEAM and person is not None:
        team = person.team or Team.objects.filter(pk__in=scope.led_team_ids).order_by("pk").first()
    return (tandem if circle == Circle.TANDEM else None), team

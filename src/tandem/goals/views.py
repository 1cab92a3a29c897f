"""Goals: lists by period, one goal, proposing, answering, own figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engines.goals import months_of
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import Rule, allows, require
from tandem.core.undo import undoers
from tandem.tandems.queries import scope_of, visible_tandems

from . import actions
from .before import figures_before, split_of
from .forms import ObjectionForm, TargetForm, ValueForm, WantedForm, typed_target
from .models import Goal, GoalVersion, Scope, Span
from .pages import goal_list, goal_page, tabs
from .proposing import choices_for, goal_from, wanted_from
from .queries import joint_progress, visible_goals
from .rules import can_answer_goal, can_change_goal, can_enter_value, can_read_goals, can_set_company_goal
from .spans import neighbour, period_of, span_label
from .words import figure, percent

FORM = ["GET", "POST"]


def one_goal(request: Request, pk: int, rule: Rule | None = None) -> Goal:
    """The goal, if this viewer may see it."""
    goal = get_object_or_404(visible_goals(request.actor), pk=pk)
    if rule:
        require(rule, request.actor, goal)
    return goal


@require_safe
def list_goals(request: Request) -> HttpResponse:
    """Goals of my tandems, the team or the company, for one period."""
    require(can_read_goals, request.actor)
    actor = request.actor
    of = request.GET.get("of", "")
    of = of if of in Scope.values and of != Scope.ROLE else _default(actor)
    span = request.GET.get("span", "")
    span = span if span in Span.values else Span.QUARTER
    period = period_of(span, _day(request.GET.get("start", ""), actor.today))

    def url(**changes: str) -> str:
        return "?" + urlencode({"of": of, "span": span, "start": period.start.isoformat()} | changes)

    context = {
        "page": goal_list(actor, of=of, span=span, start=period.start),
        "of": of,
        "tabs": [(label, url(of=key), current) for key, label, current in tabs(of)],
        "spans": [(label, url(span=key), key == span) for key, label in Span.choices],
        "label": span_label(span, period.start),
        "before": url(start=neighbour(span, period.start, -1).start.isoformat()),
        "after": url(start=neighbour(span, period.start, 1).start.isoformat()),
        "may_propose": bool(scope_of(actor).tandem_ids) or allows(can_set_company_goal, actor),
        "new_url": f"{reverse('goals:new')}?{urlencode({'span': span, 'start': period.start.isoformat()})}",
    }
    return render(request, "goals/list.html", context)


@require_safe
def show_goal(request: Request, pk: int) -> HttpResponse:
    """One goal: how far, its months, its versions."""
    return render(request, "goals/goal.html", {"page": goal_page(one_goal(request, pk), request.actor)})


@require_safe
def show_progress(request: Request, pk: int) -> HttpResponse:
    """How far the running joint goals of a tandem are: a fragment for Today, the room and the tandem's page."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_read_goals, request.actor)
    found = joint_progress(tandem.pk, request.actor)
    shown = [
        (one, figure(one.goal, one.achieved), figure(one.goal, one.target), percent(one.attainment), _period(one.goal))
        for one in found
    ]
    return render(request, "goals/_progress.html", {"shown": shown, "tandem": tandem})


@require_http_methods(FORM)
def new_goal(request: Request) -> HttpResponse:
    """First whose goal of what for which period, then how much."""
    require(can_read_goals, request.actor)
    actor, choices = request.actor, choices_for(request.actor)
    asked = WantedForm(request.GET if "metric" in request.GET else None, whose=choices, initial=_initial(request))
    if asked.is_bound and request.GET.get("whose", "") not in dict(choices):
        raise Refused("not_yours", _("Goals are proposed by the two of a tandem, or set by sales managers."))
    if not asked.is_bound or not asked.is_valid():
        return render(request, "goals/new.html", {"form": asked}, status=422 if asked.is_bound else 200)
    wanted = wanted_from(asked.cleaned_data, actor)
    goal = goal_from(wanted)
    before = figures_before(goal, actor)
    split = " ".join(map(str, split_of(before)))
    form = TargetForm(sent(request), goal=goal, initial={"weights": split})

    def propose() -> GoalVersion:
        values = form.values()
        make = lambda: actions.propose_goal(wanted, actor=actor, at=actor.at, **values)  # noqa: E731
        return once(GoalVersion, form.once_key, make, actor=actor, at=actor.at)

    context = {"goal": goal, "before": before, "period": _period(goal), "cancel_url": reverse("goals:goals")}
    return form_page(request, "goals/target.html", form, propose, to=_to, text=_proposed, context=context)


@require_http_methods(FORM)
def change(request: Request, pk: int) -> HttpResponse:
    """A new version."""
    actor, goal = request.actor, one_goal(request, pk, can_change_goal)
    last = goal.versions.filter(withdrawn_at=None).first()
    shown = {"target": typed_target(goal, last.target), "weights": " ".join(map(str, last.weights))} if last else {}
    form = TargetForm(sent(request), goal=goal, initial=shown)

    def act() -> GoalVersion:
        make = lambda: actions.change_goal(goal, actor=actor, at=actor.at, **form.values())  # noqa: E731
        return once(GoalVersion, form.once_key, make, actor=actor, at=actor.at)

    before = figures_before(goal, actor)
    context = {"goal": goal, "before": before, "period": _period(goal), "cancel_url": goal.get_absolute_url()}
    return form_page(request, "goals/target.html", form, act, to=_to, text=_proposed, context=context)


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Accept the proposal as it was read."""
    return _act(request, pk, can_answer_goal, actions.accept_goal)


@require_POST
def set_in_force(request: Request, pk: int) -> HttpResponse:
    """Put it in force without the consent of both."""
    return _act(request, pk, can_change_goal, actions.set_goal)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Leave everything as it is."""
    return _act(request, pk, can_change_goal, actions.withdraw_goal)


@require_http_methods(FORM)
def objection(request: Request, pk: int) -> HttpResponse:
    """Say no, with a reason that is kept."""
    actor, goal = request.actor, one_goal(request, pk, can_answer_goal)
    version = _open(goal, set_too=True)
    form = ObjectionForm(sent(request), initial={"version": version.version})

    def act() -> Event:
        values = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"] or 0}
        make = lambda: actions.object_to_goal(version, actor=actor, at=actor.at, **values)  # noqa: E731
        return once(Event, form.once_key, make, actor=actor, at=actor.at)

    context = {"goal": goal, "version": version, "period": _period(goal)}
    to, text = goal.get_absolute_url(), _("Your objection is kept.")
    return form_page(request, "goals/objection.html", form, act, to=to, text=text, context=context)


@require_http_methods(FORM)
def value(request: Request, pk: int) -> HttpResponse:
    """An own figure."""
    actor, goal = request.actor, one_goal(request, pk, can_enter_value)
    months = [month for month in _months(goal) if month <= actor.today]
    form = ValueForm(sent(request), months=months)

    def act() -> Event:
        values = {"month": form.cleaned_data["month"], "value": form.cleaned_data["value"]}
        make = lambda: actions.enter_value(goal, actor=actor, at=actor.at, **values)  # noqa: E731
        return once(Event, form.once_key, make, actor=actor, at=actor.at)

    to, context = goal.get_absolute_url(), {"goal": goal, "period": _period(goal)}
    text = _("The figure is entered.")
    return form_page(request, "goals/value.html", form, act, to=to, text=text, context=context)


def _act(request: Request, pk: int, rule: Rule, action: Callable[..., Event]) -> HttpResponse:
    goal = one_goal(request, pk, rule)
    version, seen = _open(goal), key_in(request.POST, "version") or 0
    event = action(version, seen=seen, actor=request.actor, at=request.actor.at)
    texts = {
        "goal.agreed": _("Both have accepted: version %d holds from now on."),
        "goal.accepted": _("Version %d is accepted by one of the two. It waits for the other."),
        "goal.set": _("Version %d holds from now on. What was said to it stays beside it."),
        "goal.withdrawn": _("Version %d was withdrawn. Everything stays as it was."),
    }
    undo = event if event.verb in undoers() else None
    return done(request, goal, texts[event.verb] % version.number, undo)


def _open(goal: Goal, *, set_too: bool = False) -> GoalVersion:
    rows = list(goal.versions.filter(withdrawn_at=None, ended_at=None))
    found = next((row for row in rows if row.is_open), None)
    if found is None and set_too:
        found = next((row for row in rows if row.set_by_id), None)
    if found is None:
        raise Refused("nothing_waits", _("No version of this goal waits any more. Look at what holds now."))
    found.goal = goal
    return found


def _to(version: GoalVersion) -> str:
    return reverse("goals:goal", args=[version.goal_id])


def _proposed(version: GoalVersion) -> str:
    if version.in_force_at:
        return _("Version %d holds from now on.") % version.number
    return _("Version %d is proposed. It holds once both have accepted.") % version.number


def _period(goal: Goal) -> str:
    return span_label(goal.span, goal.start)


def _months(goal: Goal) -> list[date]:
    return [month.start for month in months_of(goal.period)]


def _default(actor: Actor) -> str:
    scope = scope_of(actor)
    if scope.acting_ids:
        return str(Scope.TANDEM)
    return str(Scope.TEAM if scope.led_team_ids else Scope.COMPANY)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if date(1990, 1, 1) <= day <= date(2190, 1, 1) else today


def _initial(request: Request) -> dict[str, object]:
    return {
        "span": request.GET.get("span", Span.QUARTER),
        "start": _day(request.GET.get("start", ""), request.actor.today),
        "whose": request.GET.get("whose", ""),
    }

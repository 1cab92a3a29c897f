"""Hand over what somebody holds, before they are away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request, done
from tandem.core.models import Job
from tandem.core.once import once
from tandem.core.pages import sent
from tandem.core.rules import require
from tandem.people.queries import visible_absences
from tandem.work.actions.absence import (
    AT_ONCE,
    absence_url,
    hand_over_absence,
    passings_of,
    start_absence_job,
    told,
)
from tandem.work.belonging import Home
from tandem.work.forms.absence import LeavingForm
from tandem.work.holders import holders_for
from tandem.work.leaving import left_behind
from tandem.work.rules import can_hand_over_absence


@require_http_methods(["GET", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponse:
    """All open work of the person, by tandem, to who covers or the partner."""
    actor = request.actor
    absence = get_object_or_404(visible_absences(actor).select_related("employee__team"), pk=pk)
    require(can_hand_over_absence, actor, absence)
    groups, person = left_behind(absence, actor), absence.employee
    team = person.team or (groups[0].pieces[0].team if groups else None)
    others = holders_for(Home(None, team), actor) if team else []
    people = [one for one in dict.fromkeys([*(g.taker for g in groups if g.taker), *others]) if one != person]
    form = LeavingForm(sent(request), absence=absence, groups=groups, people=people)
    if form.is_bound and form.is_valid():
        return _pass_on(request, form)
    context = {"absence": absence, "form": form, "groups": groups, "count": sum(len(g.pieces) for g in groups)}
    return render(request, "work/leaving.html", context, status=422 if form.is_bound else 200)


def _pass_on(request: Request, form: LeavingForm) -> HttpResponse:
    actor, absence = request.actor, form.absence
    takers, expected = form.takers(), form.cleaned_data["expected"]
    pieces = form.pieces()
    if len(pieces) > AT_ONCE:
        keys = {key: person.pk for key, person in takers.items()}

        def start() -> Job:
            return start_absence_job(absence, keys, expected=expected, actor=actor, at=actor.at)

        job = once(Job, form.once_key, start, actor=actor, at=actor.at)
        return done(request, f"/jobs/{job.pk}/")
    passings = passings_of(pieces, takers, actor.at)
    passed = hand_over_absence(absence, passings, expected=expected, actor=actor, at=actor.at)
    text = told(passed.offered, len(passings) - passed.offered)
    return done(request, absence_url(absence), " ".join([text, *passed.refused[:3]]) or _("Nothing was chosen."))

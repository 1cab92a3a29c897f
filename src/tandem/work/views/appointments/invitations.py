"""The page behind the links of an invitation: for who has not signed in, and knows its long random word.

It shows the one appointment and nothing else of us; looking at it changes nothing, the answer is a button.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from tandem.core.models import Company
from tandem.work.actions.appointments import reply_to_appointment
from tandem.work.actions.appointments.replying import actor_of
from tandem.work.forms.appointments import ReplyForm
from tandem.work.invitations import language_of, people_of, place_of
from tandem.work.models import Attendee, Reply


@login_not_required
@require_http_methods(["GET", "POST"])
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say what it is about and how it stands; take the answer."""
    rows = Attendee.objects.exclude(token=None).select_related(
        "appointment__customer", "appointment__site", "appointment__holder", "contact", "employee"
    )
    attendee = get_object_or_404(rows, token=token)
    with translation.override(language_of(attendee)):
        answer = _answer(request, attendee) if request.method == "POST" else _page(request, attendee)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _answer(request: HttpRequest, attendee: Attendee) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, attendee, status=422)
    now = timezone.now()
    reply_to_appointment(attendee, reply=form.cleaned_data["reply"], actor=actor_of(attendee, now), at=now)
    return redirect(reverse("work:invitation", args=[attendee.token]))


def _page(request: HttpRequest, attendee: Attendee, *, status: int = 200) -> HttpResponse:
    appointment = attendee.appointment
    wanted = request.GET.get("reply", "")
    context = {
        "attendee": attendee,
        "appointment": appointment,
        "start": timezone.localtime(appointment.start),
        "end": timezone.localtime(appointment.end),
        "off": bool(appointment.cancelled_at or attendee.removed_at),
        "over": appointment.end <= timezone.now(),
        "place": place_of(appointment),
        "people": people_of(appointment),
        "company": Company.objects.first(),
        "wanted": wanted if wanted in Reply.values else "",
        "choices": [pair for pair in Reply.choices if pair[0] != Reply.WAITING],
    }
    return render(request, "work/invitation.html", context, status=status)

"""What people say of themselves: profile, working time, photo, language of the screens."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as choose_by_cookie

from tandem.core.http import Request, done
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people import actions
from tandem.people.forms import PhotoForm, ProfileForm, WeekForm
from tandem.people.models import Employee
from tandem.people.pages import page_of
from tandem.people.photos import photo_path, photo_url
from tandem.people.rules import can_edit_profile, is_self

from .employees import FORM, about, found, page_url


@require_safe
def show_own(request: Request) -> HttpResponse:
    """My own data, display and security."""
    person = found(request, request.actor.employee.pk)
    return render(request, "people/me.html", {"page": page_of(person, request.actor), "form": PhotoForm()})


@require_http_methods(FORM)
def edit_profile(request: Request, pk: int) -> HttpResponse:
    """Phone and languages."""
    actor, person = request.actor, found(request, pk)
    require(can_edit_profile, actor, person)
    form = ProfileForm(sent(request), instance=person)
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.edit_profile(
            person, values=form.values(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=_home(request, person),
        text=_("Saved."),
        context={**about(person, _("Profile")), "cancel_url": _home(request, person)},
    )


@require_http_methods(FORM)
def edit_week(request: Request, pk: int) -> HttpResponse:
    """Working time."""
    actor, person = request.actor, found(request, pk)
    require(can_edit_profile, actor, person)
    form = WeekForm(sent(request), instance=person)
    return form_page(
        request,
        "people/week.html",
        form,
        lambda: actions.set_working_times(
            person, stretches=form.stretches(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=_home(request, person),
        text=_("Saved."),
        context={**about(person, _("Working time")), "cancel_url": _home(request, person)},
    )


@require_http_methods(FORM)
def edit_photo(request: Request, pk: int) -> HttpResponse:
    """Choose a picture."""
    actor, person = request.actor, found(request, pk)
    require(can_edit_profile, actor, person)
    form = PhotoForm(sent(request), request.FILES or None)
    return form_page(
        request,
        "people/photo.html",
        form,
        lambda: actions.set_photo(person, upload=form.cleaned_data["photo"], actor=actor, at=actor.at),
        to=_home(request, person),
        text=_("Saved."),
        context={**about(person, _("Photo")), "cancel_url": _home(request, person), "photo_url": photo_url(person)},
    )


@require_POST
def remove_photo(request: Request, pk: int) -> HttpResponse:
    """Back to initials."""
    actor, person = request.actor, found(request, pk)
    actions.set_photo(person, upload=None, actor=actor, at=actor.at)
    return done(request, _home(request, person), _("The photo was removed."))


@require_safe
def show_photo(request: Request, pk: int) -> FileResponse:
    """The picture itself; a new one has a new address, so browsers may keep it."""
    person = found(request, pk)
    path = photo_path(person.photo)
    if not person.photo or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/webp")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Language of the screens: for this browser, and for the person where one has signed in."""
    language = request.POST.get("language", "")
    actor = getattr(request, "actor", None)
    if actor is not None and language in dict(settings.LANGUAGES):
        actions.choose_language(actor.employee, language=language, actor=actor, at=actor.at)
    answer: HttpResponse = choose_by_cookie(request)
    return answer


def _home(request: Request, person: Employee) -> str:
    """Where this form was opened: one's own profile, or the page of a colleague."""
    return reverse("people:profile") if is_self(request.actor, person) else page_url(person)

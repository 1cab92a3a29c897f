"""What one says of oneself and of others: seen and deleted by nobody but oneself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.formation import actions
from tandem.formation.forms import OpinionForm, ProfileForm
from tandem.formation.queries import colleagues_of, own_opinions, own_profile, product_groups
from tandem.formation.rules import can_speak_for_pairing, can_speak_of, is_agreed
from tandem.people.queries import visible_employees
from tandem.people.rules import sells

FORM = ["GET", "HEAD", "POST"]


@require_safe
def show_own(request: Request) -> HttpResponse:
    """Colleagues of the other half with what one said of each, and oneself."""
    actor = request.actor
    require(sells, actor)
    context = {
        "agreed": is_agreed(actor),
        "may_speak": allows(can_speak_for_pairing, actor),
        "colleagues": colleagues_of(actor),
        "profile": own_profile(actor),
    }
    return render(request, "formation/own.html", context)


@require_http_methods(FORM)
def speak(request: Request, person: int) -> HttpResponse:
    """One person, one answer."""
    actor, about = request.actor, get_object_or_404(visible_employees(request.actor), pk=person)
    require(can_speak_of, actor, about)
    form = OpinionForm(sent(request), own_opinions(actor).filter(about=about).first())
    return form_page(
        request,
        "formation/opinion.html",
        form,
        lambda: actions.give_opinion(about, **form.answer, actor=actor, at=actor.at),
        to=reverse("formation:own"),
        text=_("Kept, and only you can see it."),
        context={"about": about, "cancel_url": reverse("formation:own")},
    )


@require_POST
def forget(request: Request, person: int) -> HttpResponse:
    """Delete what one said of this person."""
    actor = request.actor
    opinion = get_object_or_404(own_opinions(actor), about__pk=person)
    actions.forget_opinion(opinion, actor=actor, at=actor.at)
    return done(request, "formation:own", _("Deleted. Nothing of it is kept."))


@require_POST
def forget_everything(request: Request) -> HttpResponse:
    """Delete all one said."""
    require(sells, request.actor)
    actions.forget_all(actor=request.actor, at=request.actor.at)
    return done(request, "formation:own", _("Deleted. Nothing of it is kept."))


@require_http_methods(FORM)
def describe(request: Request) -> HttpResponse:
    """Product groups and areas of one's own."""
    actor = request.actor
    require(can_speak_for_pairing, actor)
    form = ProfileForm(sent(request), groups=product_groups(), profile=own_profile(actor))
    return form_page(
        request,
        "formation/profile.html",
        form,
        lambda: actions.describe_self(**form.values(), actor=actor, at=actor.at),
        to=reverse("formation:own"),
        text=_("Saved."),
        context={"cancel_url": reverse("formation:own")},
    )

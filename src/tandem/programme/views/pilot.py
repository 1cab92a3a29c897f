"""The pilot group and the waves after it."""

from __future__ import annotations

import secrets

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, done
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.customers.actions import end_freeze
from tandem.customers.models import AssignmentFreeze
from tandem.programme import actions
from tandem.programme.forms import DrawForm, PilotForm, WaveForm
from tandem.programme.models import Draw, Wave, WaveTandem
from tandem.programme.queries import draws_of
from tandem.programme.rules import can_plan_programme
from tandem.programme.strata import shares_told
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems

from .checks import FORM
from .plan import one_programme


@require_http_methods(FORM)
def draw_pilot(request: Request, pk: int) -> HttpResponse:
    """Draw, and see all that was drawn before."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    form = DrawForm(sent(request))
    draws = list(draws_of(programme))

    def act() -> Draw:
        def make() -> Draw:
            seed = secrets.token_hex(4)
            return actions.draw_pilot(programme, size=form.cleaned_data["size"], seed=seed, actor=actor, at=actor.at)

        return once(Draw, form.once_key, make, actor=actor, at=actor.at)

    newest = draws[0] if draws else None
    context = {
        "programme": programme,
        "draws": draws,
        "newest": newest,
        "shares": shares_told(newest) if newest else [],
        "chosen": Tandem.objects.filter(pk__in=newest.chosen).select_related("team") if newest else [],
        "pilot": Wave.objects.filter(programme=programme, draw__isnull=False).first(),
        "cancel_url": programme.get_absolute_url(),
    }
    text = _("The group is drawn. Set it as the pilot, or draw again; every draw stays in the list.")
    return form_page(request, "programme/pilot.html", form, act, to=request.path, text=text, context=context)


@require_http_methods(FORM)
def set_pilot(request: Request, pk: int, number: int) -> HttpResponse:
    """Make a draw the pilot."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    drawn = get_object_or_404(draws_of(programme), number=number)
    form = PilotForm(sent(request))
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: once(
            Wave,
            form.once_key,
            lambda: actions.set_pilot(drawn, **form.values(), actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        ),
        to=programme.get_absolute_url(),
        text=_("The pilot is set."),
        context={"title": _("Set the pilot"), "cancel_url": programme.get_absolute_url()},
    )


@require_http_methods(FORM)
def new_wave(request: Request, pk: int) -> HttpResponse:
    """Tandems that begin next."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    taken = WaveTandem.objects.filter(programme=programme).values("tandem")
    left = open_tandems(actor.today).exclude(pk__in=taken)
    form = WaveForm(sent(request), tandems=left)

    def add() -> Wave:
        values = form.values() | {"tandems": list(form.cleaned_data["tandems"])}
        return actions.add_wave(programme, **values, actor=actor, at=actor.at)

    return form_page(
        request,
        "core/form.html",
        form,
        lambda: once(Wave, form.once_key, add, actor=actor, at=actor.at),
        to=programme.get_absolute_url(),
        text=_("The wave is in the plan."),
        context={"title": _("New wave"), "cancel_url": programme.get_absolute_url()},
    )


@require_POST
def thaw(request: Request, freeze: int) -> HttpResponse:
    """Customers may change hands again."""
    actor = request.actor
    require(can_plan_programme, actor)
    end_freeze(get_object_or_404(AssignmentFreeze, pk=freeze), actor=actor, at=actor.at)
    return done(request, "programme:programmes", _("Customers may change hands again."))

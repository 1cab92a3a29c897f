"""The texts for mails: the list, one, a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.letters import actions
from tandem.letters.forms import TextForm
from tandem.letters.models import TextKind, TextTemplate
from tandem.letters.placeholders import ALLOWED
from tandem.letters.queries import visible_texts
from tandem.letters.rules import can_edit_texts, can_see_texts

FORM = ["GET", "POST"]


@require_safe
def list_texts(request: Request) -> HttpResponse:
    """All texts by what they are for."""
    require(can_see_texts, request.actor)
    rows = list(visible_texts(request.actor))
    context = {
        "kinds": [(kind.label, [row for row in rows if row.kind == kind]) for kind in TextKind],
        "may_edit": allows(can_edit_texts, request.actor),
    }
    return render(request, "letters/texts.html", context)


@require_http_methods(FORM)
def new_text(request: Request) -> HttpResponse:
    """Write a new one."""
    actor = request.actor
    require(can_edit_texts, actor)
    form = TextForm(sent(request))
    return form_page(
        request,
        "letters/text.html",
        form,
        lambda: once(
            TextTemplate,
            form.once_key,
            lambda: actions.add_text(values=form.values(), actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        ),
        to=reverse("letters:texts"),
        text=_("The text can be used now."),
        context=_frame(_("New text")),
    )


@require_http_methods(FORM)
def edit_text(request: Request, pk: int) -> HttpResponse:
    """Change one."""
    actor = request.actor
    row = get_object_or_404(visible_texts(actor), pk=pk)
    require(can_edit_texts, actor, row)
    form = TextForm(sent(request), instance=row)
    return form_page(
        request,
        "letters/text.html",
        form,
        lambda: actions.edit_text(row, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=reverse("letters:texts"),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={**_frame(row.name), "row": row},
    )


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Offer it no longer."""
    row = get_object_or_404(visible_texts(request.actor), pk=pk)
    event = actions.retire_text(row, actor=request.actor, at=request.actor.at)
    return done(request, "letters:texts", _("%s is no longer offered.") % row.name, event)


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Offer it again."""
    row = get_object_or_404(visible_texts(request.actor), pk=pk)
    actions.restore_text(row, actor=request.actor, at=request.actor.at)
    return done(request, "letters:texts", _("%s is offered again.") % row.name)


def _frame(title: str) -> dict[str, object]:
    placeholders = [(kind.label, list(ALLOWED[kind].items())) for kind in TextKind]
    return {"title": title, "cancel_url": reverse("letters:texts"), "placeholders": placeholders}

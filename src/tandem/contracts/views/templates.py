"""The templates of contracts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.contracts import actions
from tandem.contracts.clauses import ALLOWED
from tandem.contracts.forms import TemplateForm
from tandem.contracts.models import ContractTemplate
from tandem.contracts.queries import visible_templates
from tandem.contracts.rules import can_edit_templates, can_see_templates
from tandem.core.http import Request, done
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.rules import sells

FORM = ["GET", "POST"]


@require_safe
def list_templates(request: Request) -> HttpResponse:
    """All templates."""
    require(can_see_templates, request.actor)
    may_edit = allows(can_edit_templates, request.actor)
    context = {"rows": list(visible_templates(request.actor)), "may_edit": may_edit, "sells": sells(request.actor)}
    return render(request, "contracts/templates.html", context)


@require_http_methods(FORM)
def new_template(request: Request) -> HttpResponse:
    """Write a new one."""
    actor = request.actor
    require(can_edit_templates, actor)
    form = TemplateForm(sent(request))

    def add() -> ContractTemplate:
        return actions.add_template(values=form.values(), actor=actor, at=actor.at)

    return form_page(
        request,
        "contracts/template.html",
        form,
        lambda: once(ContractTemplate, form.once_key, add, actor=actor, at=actor.at),
        to=reverse("contracts:templates"),
        text=_("The template can be used now."),
        context=_frame(_("New template")),
    )


@require_http_methods(FORM)
def edit_template(request: Request, pk: int) -> HttpResponse:
    """Change one."""
    actor = request.actor
    row = get_object_or_404(visible_templates(actor), pk=pk)
    require(can_edit_templates, actor, row)
    form = TemplateForm(sent(request), instance=row)
    return form_page(
        request,
        "contracts/template.html",
        form,
        lambda: actions.edit_template(row, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=reverse("contracts:templates"),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context=_frame(row.name),
    )


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Offer it no longer."""
    row = get_object_or_404(visible_templates(request.actor), pk=pk)
    actions.retire_template(row, actor=request.actor, at=request.actor.at)
    return done(request, "contracts:templates", _("%s is no longer offered.") % row.name)


def _frame(title: str) -> dict[str, object]:
    return {"title": title, "cancel_url": reverse("contracts:templates"), "placeholders": list(ALLOWED.items())}

"""Building a draft: the frame, one block after the other, or all of it as TOML. Each saves the same document."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.commissions.models import PlanStatus, PlanVersion
from tandem.commissions.plans import actions
from tandem.commissions.plans.blocks import KIND_NAMES, KINDS
from tandem.commissions.plans.blocktexts import short_name
from tandem.commissions.plans.documents import from_toml, normal
from tandem.commissions.plans.forms import BlockForm, FrameForm, TomlForm
from tandem.commissions.plans.framing import FRAME
from tandem.commissions.plans.queries import nameable, names_in, visible_versions
from tandem.commissions.plans.rules import can_read_plans, can_write_plan
from tandem.commissions.plans.toml import to_toml
from tandem.core.errors import Invalid, Refused
from tandem.core.http import Request, done, key_in
from tandem.core.once import FIELD, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require

FORM = ["GET", "POST"]
SPAN = {"start", "end", "note"}


def one_draft(request: Request, pk: int) -> PlanVersion:
    """A version that may still be changed; else it says what to do."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    require(can_read_plans, request.actor)
    require(can_write_plan, request.actor)
    if version.status != PlanStatus.DRAFT:
        raise Refused("plan_not_draft", _("Only a draft can be changed. Make a new version of the plan."))
    return version


def _url(version: PlanVersion) -> str:
    return reverse("commissions:plan_version", args=[version.pk])


def _save(request: Request, version: PlanVersion, form: Any, document: dict[str, Any], **values: Any) -> PlanVersion:
    """Once for each form that was shown."""
    actor, key = request.actor, str(form.cleaned_data.get(FIELD, ""))
    act = lambda: actions.edit_version(  # noqa: E731
        version, document=document, values=values, version=form.shown_version, actor=actor, at=actor.at
    )
    return once(PlanVersion, key, act, actor=actor, at=actor.at)


@require_http_methods(FORM)
def frame(request: Request, pk: int) -> HttpResponse:
    """Dates, target pay, draws, clawback."""
    version = one_draft(request, pk)
    base = normal(version.document)
    form = FrameForm(sent(request), instance=version, sections=FRAME, base=base)

    def act() -> PlanVersion:
        values = {name: form.cleaned_data[name] for name in SPAN}
        try:
            return _save(request, version, form, form.block(), **values)
        except Invalid as error:
            raise form.at_fields(error, "") from error

    context = {"version": version, "sections": form.shown_sections, "cancel_url": _url(version)}
    return form_page(
        request, "commissions/plans/frame.html", form, act, to=_url, text=_("The draft is saved."), context=context
    )


@require_http_methods(FORM)
def new_block(request: Request, pk: int) -> HttpResponse:
    """One more building block of the kind that the address names."""
    version = one_draft(request, pk)
    kind = request.GET.get("kind", "commission")
    if kind not in KINDS:
        raise Http404
    return _block(request, version, kind, {} if kind == "commission" else {"kind": kind}, None)


@require_http_methods(FORM)
def block(request: Request, pk: int, place: int) -> HttpResponse:
    """A building block that stands there already."""
    version = one_draft(request, pk)
    rows = normal(version.document).get("components", [])
    if place >= len(rows):
        raise Http404
    kind = rows[place].get("kind", "commission")
    return _block(request, version, kind if kind in KINDS else "commission", rows[place], place)


def _block(request: Request, version: PlanVersion, kind: str, base: dict[str, Any], place: int | None) -> HttpResponse:
    form = BlockForm(
        sent(request), instance=version, sections=KINDS[kind], base=base, names=nameable() | names_in(base)
    )
    rows = list(normal(version.document).get("components", []))
    number = len(rows) if place is None else place

    def act() -> PlanVersion:
        made = form.block()
        made["id"] = made.get("id") or _free(short_name(made.get("title", "")), rows)
        document = normal(version.document) | {"components": [*rows[:number], made, *rows[number + 1 :]]}
        try:
            return _save(request, version, form, document)
        except Invalid as error:
            raise form.at_fields(error, f"components[{number}].") from error

    context = {
        "version": version, "place": place, "kind": KIND_NAMES[kind],
        "sections": form.shown_sections, "cancel_url": _url(version),
    }  # fmt: skip
    return form_page(
        request, "commissions/plans/block.html", form, act, to=_url, text=_("The draft is saved."), context=context
    )


def _free(name: str, rows: list[dict[str, Any]]) -> str:
    taken = {row.get("id") for row in rows}
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(rows) + 3))
    return next(one for one in names if one not in taken)


@require_POST
def remove_block(request: Request, pk: int, place: int) -> HttpResponse:
    """Take a building block out of the draft."""
    version = one_draft(request, pk)
    rows = list(version.document.get("components", []))
    if place >= len(rows):
        raise Http404
    document = version.document | {"components": [*rows[:place], *rows[place + 1 :]]}
    seen = key_in(request.POST, "version") or 0
    actor = request.actor
    actions.edit_version(version, document=document, values={}, version=seen, actor=actor, at=actor.at)
    return done(request, _url(version), _("The block is taken out of the draft."))


@require_http_methods(FORM)
def toml(request: Request, pk: int) -> HttpResponse:
    """The whole plan as it is written in `docs/settle.md`."""
    version = one_draft(request, pk)
    text = to_toml(normal(version.document), version.start, version.end)
    form = TomlForm(sent(request), instance=version, shown_text=text)

    def act() -> PlanVersion:
        try:
            document, start, end = from_toml(form.cleaned_data["text"])
            return _save(request, version, form, document, start=start or version.start, end=end)
        except Invalid as error:
            raise form.at_text(error) from error

    context = {"version": version, "cancel_url": _url(version)}
    return form_page(
        request, "commissions/plans/toml.html", form, act, to=_url, text=_("The draft is saved."), context=context
    )

"""Putting a file in: upload, columns with a live preview, progress, errors, taking back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.errors import Invalid
from tandem.core.http import Request, attempt, done
from tandem.core.jobs import cancel_job
from tandem.core.listing import build_page
from tandem.core.rules import allows, require
from tandem.exchange import actions
from tandem.exchange.files import Opened, Options, open_file
from tandem.exchange.forms import MappingForm, ReadingForm, UploadForm
from tandem.exchange.models import Import, ImportRefusal, ImportState
from tandem.exchange.queries import IMPORTS, error_file, first_refusals, preview_of, visible_imports
from tandem.exchange.rules import can_import, can_revert_import
from tandem.exchange.values import Unreadable, shorten
from tandem.exchange.wizard.reverting import told
from tandem.exchange.wizard.running import CHECK, summary

SAMPLES = 3


def _one(request: Request, pk: int) -> Import:
    return get_object_or_404(visible_imports(request.actor).select_related("job"), pk=pk)


def _mapping_url(one: Import) -> str:
    return reverse("exchange:mapping", args=[one.pk])


@require_GET
def list_imports(request: Request) -> HttpResponse:
    """One's own imports."""
    require(can_import, request.actor)
    url = reverse("exchange:new")
    page = build_page(
        IMPORTS, visible_imports(request.actor), request.GET, request.actor, new_url=url, new_label=_("New import")
    )
    return render(request, "core/listing.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new_import(request: Request) -> HttpResponse:
    """Choose a file."""
    require(can_import, request.actor)
    form = (
        UploadForm(request.POST, request.FILES, actor=request.actor)
        if request.method == "POST"
        else UploadForm(actor=request.actor)
    )
    one = attempt(form, lambda: _create(form, request)) if form.is_bound else None
    if one:
        return done(request, _mapping_url(one))
    return render(request, "exchange/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _create(form: UploadForm, request: Request) -> Import:
    file, at = form.cleaned_data["file"], request.actor.at
    kind = form.cleaned_data["kind"]
    return actions.create_import(file_name=file.name, chunks=file.chunks(), kind=kind, actor=request.actor, at=at)


@require_GET
def show_import(request: Request, pk: int) -> HttpResponse:
    """How far it is and what came of it."""
    one = _one(request, pk)
    if one.state == ImportState.DRAFT:
        return done(request, _mapping_url(one))
    stage = ImportRefusal.REVERT if one.undone_to is not None else ImportRefusal.RUN
    context = {
        "one": one,
        "job": one.job,
        "owns": True,
        "summary": summary(one),
        "undone": told(one) if one.undone_to is not None else "",
        "refusals": first_refusals(one, ImportRefusal.RUN),
        "kept": first_refusals(one, ImportRefusal.REVERT) if stage == ImportRefusal.REVERT else [],
        "may_revert": allows(can_revert_import, request.actor, one),
        "may_resume": one.state == ImportState.STOPPED and one.undone_to is None,
    }
    return render(request, "exchange/import.html", context)


@require_http_methods(["GET", "POST"])
def mapping(request: Request, pk: int) -> HttpResponse:
    """Which column is which field; on POST keep it and start, or check the whole file."""
    one = _one(request, pk)
    if one.state != ImportState.DRAFT:
        return done(request, one.get_absolute_url())
    form = MappingForm(request.POST if request.method == "POST" else None, one=one, actor=request.actor)
    act = request.POST.get("act", "start")
    job = attempt(form, lambda: _go_on(form, one, act, request)) if form.is_bound else None
    if job:
        return done(request, one.get_absolute_url() if act == "start" else reverse("job", args=[job.pk]))
    context = _mapping_context(request, one, form)
    return render(request, "exchange/mapping.html", context, status=422 if form.is_bound else 200)


def _go_on(form: MappingForm, one: Import, act: str, request: Request) -> Any:
    actor, at, version = request.actor, request.actor.at, form.cleaned_data["version"]
    one = actions.set_mapping(one, values=form.values(), version=version, actor=actor, at=at)
    if act == "check":
        return actions.start_check(one, actor=actor, at=at)
    return actions.start_import(one, version=one.version, actor=actor, at=at)


def _mapping_context(request: Request, one: Import, form: MappingForm) -> dict[str, Any]:
    opened = _opened(one)
    reading = ReadingForm(one=one, opened=opened, actor=request.actor)
    columns = [
        (name, bound, [shorten(row.cells[index]) for row in opened.sample[:SAMPLES] if index < len(row.cells)])
        for index, name, bound in form.columns
    ]
    refusals = first_refusals(one, CHECK)
    return {"one": one, "form": form, "reading": reading, "columns": columns, "opened": opened, "refusals": refusals}


def _opened(one: Import) -> Opened:
    return open_file(one.path, one.file_name, Options.from_dict(one.options))


@require_POST
def show_preview(request: Request, pk: int) -> HttpResponse:
    """What becomes of the first lines with the columns as they are chosen now; nothing is kept or written."""
    one = _one(request, pk)
    form = MappingForm(request.POST, one=one, actor=request.actor)
    if not form.is_valid():
        return render(request, "exchange/_preview.html", {"errors": form.errors.values()})
    for name, value in form.values().items():
        if name == "formats":
            one.options = {**one.options, **value}
        else:
            setattr(one, name, value)
    try:
        preview = preview_of(one, request.actor)
    except Unreadable as error:
        return render(request, "exchange/_preview.html", {"errors": [[str(error)]]})
    return render(request, "exchange/_preview.html", {"preview": preview})


@require_POST
def reading(request: Request, pk: int) -> HttpResponse:
    """Read the file in another way."""
    one = _one(request, pk)
    form = ReadingForm(request.POST, one=one, opened=_opened(one), actor=request.actor)
    if not form.is_valid():
        raise Invalid("reading_wrong", " ".join(str(text) for texts in form.errors.values() for text in texts))
    data = form.cleaned_data
    actions.set_reading(
        one,
        kind=data["kind"],
        options=form.options(),
        version=data["version"],
        actor=request.actor,
        at=request.actor.at,
    )
    return done(request, _mapping_url(one))


@require_GET
def errors(request: Request, pk: int) -> HttpResponseBase:
    """The refused lines, to be mended and put in again."""
    one = _one(request, pk)
    stage = CHECK if one.state == ImportState.DRAFT else ImportRefusal.RUN
    name = f"{slugify(one.file_name.rsplit('.', 1)[0]) or 'import'}-{_('refused')}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(error_file(one, stage), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Stop at the next lot; what is written stays until it is taken back."""
    one = _one(request, pk)
    if one.job:
        cancel_job(one.job, actor=request.actor, at=request.actor.at)
    return done(request, one.get_absolute_url(), _("It stops at its next step."))


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Go on behind the last line that is done."""
    one = _one(request, pk)
    actions.resume_import(one, actor=request.actor, at=request.actor.at)
    return done(request, one.get_absolute_url(), _("It goes on."))


@require_POST
def revert(request: Request, pk: int) -> HttpResponse:
    """Take everything back."""
    one = _one(request, pk)
    actions.start_revert(one, actor=request.actor, at=request.actor.at)
    return done(request, one.get_absolute_url(), _("The import is being taken back."))


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    one = _one(request, pk)
    actions.discard_import(one, actor=request.actor, at=request.actor.at)
    return done(request, "exchange:imports", _("The file was thrown away; nothing was imported."))

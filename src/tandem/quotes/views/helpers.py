"""What helps to write quotes: text blocks and templates."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.forms import VersionedForm
from tandem.core.http import Request, attempt, done
from tandem.core.once import FIELD, once
from tandem.core.rules import allows, require
from tandem.people.rules import sells
from tandem.quotes.actions import save_template
from tandem.quotes.actions.blocks import add_block, edit_block, retire_block
from tandem.quotes.forms import TemplateForm
from tandem.quotes.models import QuoteTemplate, TextBlock
from tandem.quotes.rules import can_edit_quote, can_keep_blocks

from .quotes import one_quote

METHODS = ["GET", "POST"]


class BlockForm(VersionedForm):
    """A ready-made text."""

    class Meta:
        model = TextBlock
        fields = ("place", "language", "name", "text", "position")


@require_GET
def blocks(request: Request) -> HttpResponse:
    """All that are offered, by place and language."""
    may_keep = allows(can_keep_blocks, request.actor)
    if not may_keep:
        require(sells, request.actor)
    context = {"blocks": list(TextBlock.objects.filter(retired_at=None)), "may_keep": may_keep}
    return render(request, "quotes/blocks.html", context)


@require_http_methods(METHODS)
def block_new(request: Request) -> HttpResponse:
    """One more."""
    actor = request.actor
    require(can_keep_blocks, actor)
    form = BlockForm(request.POST or None)

    def add() -> bool:
        key = form.once_key
        once(
            TextBlock, key, lambda: add_block(values=form.values(), actor=actor, at=actor.at), actor=actor, at=actor.at
        )
        return True

    if form.is_bound and attempt(form, add):
        return done(request, "quotes:blocks", _("The text block is saved."))
    return _page(request, form)


@require_http_methods(METHODS)
def block(request: Request, pk: int) -> HttpResponse:
    """Change it."""
    actor = request.actor
    require(can_keep_blocks, actor)
    row = get_object_or_404(TextBlock, pk=pk, retired_at=None)
    form = BlockForm(request.POST or None, instance=row)

    def save() -> bool:
        edit_block(row, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)
        return True

    if form.is_bound and attempt(form, save):
        return done(request, "quotes:blocks", _("The text block is saved."))
    return _page(request, form, row)


@require_POST
def block_retire(request: Request, pk: int) -> HttpResponse:
    """Offer it no more."""
    require(can_keep_blocks, request.actor)
    row = get_object_or_404(TextBlock, pk=pk)
    retire_block(row, actor=request.actor, at=request.actor.at)
    return done(request, "quotes:blocks", _("It is offered no more."))


@require_http_methods(METHODS)
def template(request: Request, number: str) -> HttpResponse:
    """Keep the content of a quote under a name."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    form = TemplateForm(request.POST or None, initial={"name": quote.subject})

    def save() -> bool:
        name = form.cleaned_data["name"]
        key = form.cleaned_data[FIELD]
        once(
            QuoteTemplate,
            key,
            lambda: save_template(quote, name=name, actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        )
        return True

    if form.is_bound and attempt(form, save):
        return done(request, quote, _("The template is saved."))
    context = {"quote": quote, "form": form}
    return render(request, "quotes/template.html", context, status=422 if form.is_bound else 200)


def _page(request: Request, form: BlockForm, row: TextBlock | None = None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "quotes/block.html", context, status=422 if form.is_bound else 200)

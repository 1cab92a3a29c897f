"""Building a draft: every row saves itself, and answers with what it has changed elsewhere on the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.forms import BaseForm, BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.catalogue.models import Product
from tandem.catalogue.queries import sold_on, visible_products
from tandem.core.errors import Conflict, Invalid
from tandem.core.forms import conflict_rows
from tandem.core.http import Request, done
from tandem.core.once import FIELD, once
from tandem.core.rules import require
from tandem.customers.pickers import best_of
from tandem.customers.prices import prices_for
from tandem.quotes.actions import add_line, edit_head, edit_line, move_line, remove_line
from tandem.quotes.actions.lines import input_of
from tandem.quotes.builder import Row, builder_of, part_for, row_of, sums_for
from tandem.quotes.builder_forms import HeadForm, LineForm, WholeLineForm
from tandem.quotes.models import Line, Quote, Revision, TextBlock
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import content_of
from tandem.quotes.rules import can_edit_quote

from .quotes import one_quote


@require_http_methods(["GET", "POST"])
def build(request: Request, number: str) -> HttpResponse:
    """The builder; a POST saves the head."""
    quote, revision = draft(request, number)
    if revision.sent_at is not None:
        return done(request, quote, _("A quote that was sent stays as it is. Make a revision to change it."))
    if request.method == "GET":
        return _page(request, quote, revision, HeadForm(instance=revision))
    form = HeadForm(request.POST, instance=revision)
    clash = _save_head(request, quote, form)
    if form.errors or clash:
        return _page(request, quote, revision, form, status=409 if clash else 422, **clash)
    if request.htmx:
        return _head_saved(request, number)
    return done(request, reverse("quotes:build", args=[number]), _("Saved."))


@require_POST
def lines(request: Request, number: str) -> HttpResponse:
    """One more line, of the option that the address names."""
    quote, _revision = draft(request, number)
    actor, option = request.actor, _option(request)
    form = LineForm(request.POST, key=f"new-{option or 'all'}")
    line = None
    if form.is_valid():
        try:
            typed = form.input()
            typed = replace(typed, option_id=option)
            key = request.POST.get(FIELD, "")
            line = once(Line, key, lambda: add_line(quote, typed, actor=actor, at=actor.at), actor=actor, at=actor.at)
        except Invalid as error:
            _refuse(form, error)
    if not request.htmx:
        if line is None:
            return _page(request, quote, current_revision(quote), None, status=422, refused=form)
        return redirect(reverse("quotes:build", args=[number]))
    return _fragment(request, quote, "quotes/_added.html", line_id=line.pk if line else None, option=option, form=form)


@require_http_methods(["GET", "POST"])
def line(request: Request, number: str, pk: int) -> HttpResponse:
    """Change one line: from its row, or on a page of its own with all that a row has no room for."""
    quote, revision = draft(request, number)
    row = _line(revision, pk)
    kind = LineForm if request.htmx else WholeLineForm
    more: dict[str, Any] = {} if request.htmx else {"options": list(revision.options.all())}
    form = kind(request.POST or None, line=row, **more)
    saved = form.is_bound and form.is_valid() and _save(request, quote, row, form)
    if request.htmx:
        return _row_answer(request, quote, pk, form)
    if saved:
        return done(request, reverse("quotes:build", args=[number]), _("Saved."))
    status = 422 if form.is_bound else 200
    return render(request, "quotes/line.html", {"quote": quote, "line": row, "form": form}, status=status)


@require_POST
def line_remove(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a line out; the toast brings it back."""
    quote, _revision = draft(request, number)
    event = remove_line(quote, pk, actor=request.actor, at=request.actor.at)
    return done(request, reverse("quotes:build", args=[number]), _("The line is out."), event)


@require_POST
def line_move(request: Request, number: str, pk: int) -> HttpResponse:
    """One place on or back among the lines of its option."""
    quote, _revision = draft(request, number)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    move_line(quote, pk, by=by, actor=request.actor, at=request.actor.at)
    return done(request, f"{reverse('quotes:build', args=[number])}#line-{pk}")


@require_GET
def products(request: Request, number: str) -> HttpResponse:
    """Products as one types, with what this customer pays for one."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    rows = visible_products(actor).filter(sold_on(actor.today))
    found = list(best_of(request.GET.get("product", "")[:100], Product.ref_kind, rows))
    prices = prices_for(quote.customer, found, actor.today, quote.currency)
    options = [(product, prices.price(product, 1000)) for product in found]
    return render(request, "quotes/_product_options.html", {"options": options, "quote": quote})


def draft(request: Request, number: str) -> tuple[Quote, Revision]:
    """The quote and its current revision, for who may write on it."""
    quote = one_quote(request, number)
    require(can_edit_quote, request.actor, quote)
    revision = current_revision(quote)
    revision.quote = quote
    return quote, revision


def _save_head(request: Request, quote: Quote, form: HeadForm) -> dict[str, Any]:
    """Save it; what is wrong goes to the fields, and what somebody else has written meanwhile comes back."""
    if not form.is_valid():
        return {}
    try:
        edit_head(quote, values=form.values(), version=form.shown_version, actor=request.actor, at=request.actor.at)
    except Invalid as error:
        _refuse(form, error)
    except Conflict as error:
        if not isinstance(error.current, Revision):
            raise
        error.current.quote = quote
        return conflict_rows(form, error)
    return {}


def _save(request: Request, quote: Quote, row: Line, form: LineForm) -> bool:
    """Save what was typed; a price nobody touched follows the list when product or quantity change."""
    try:
        typed = form.input(input_of(row))
        follows = "unit_price" not in form.changed_data and row.unit_price == row.base_price
        if follows and {"quantity", "product"} & set(form.changed_data) and typed.product_id:
            typed = replace(typed, unit_price=None)
        if "product" in form.changed_data and "text" not in form.changed_data:
            typed = replace(typed, text="")
        version = form.cleaned_data.get("version")
        edit_line(quote, row.pk, typed, version=version, actor=request.actor, at=request.actor.at)
    except Invalid as error:
        _refuse(form, error)
        return False
    except Conflict as error:
        if not isinstance(error.current, Line):
            raise
        form.theirs = error.current  # type: ignore[attr-defined]
        form.add_error(None, str(error.text))
        return False
    return True


def _row_answer(request: Request, quote: Quote, pk: int, form: LineForm) -> HttpResponse:
    """Only what has changed is exchanged: what is typed meanwhile in another field stays."""
    content = content_of(_current(quote))
    row = row_of(content, pk)
    theirs = getattr(form, "theirs", None)
    sums = sums_for(_again(quote), content, request.actor)
    fresh = [] if row is None or form.errors else _fresh(row, form)
    context = {"quote": quote, "row": row, "form": form, "theirs": theirs, "sums": sums, "fresh": fresh}
    return render(request, "quotes/_row_saved.html", context, status=422 if form.errors else 200)


def _fresh(row: Row, form: LineForm) -> list[BoundField]:
    """The fields whose value is another one now than was typed: the price by the list, the name of the product."""
    found = []
    for name in ("text", "unit_price"):
        now = row.form[name]
        if str(now.value() if name == "text" else now.field.prepare_value(now.initial)) != str(
            form[name].value() or ""
        ):
            now.field.widget.attrs["hx-swap-oob"] = "true"
            found.append(now)
    return found


def _fragment(request: Request, quote: Quote, template: str, **more: Any) -> HttpResponse:
    content = content_of(_current(quote))
    line_id = more.pop("line_id")
    row = row_of(content, line_id) if line_id else None
    part = part_for(content, more.pop("option"))
    sums = sums_for(_again(quote), content, request.actor)
    context = {"quote": quote, "row": row, "part": part, "sums": sums, **more}
    return render(request, template, context, status=200 if row else 422)


def _head_saved(request: Request, number: str) -> HttpResponse:
    quote, revision = draft(request, number)
    sums = sums_for(quote, content_of(revision), request.actor)
    return render(request, "quotes/_head_saved.html", {"quote": quote, "revision": revision, "sums": sums})


def _page(
    request: Request, quote: Quote, revision: Revision, head: HeadForm | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    revision.quote = quote
    context = {"quote": quote, "builder": builder_of(quote, revision, request.actor)}
    blocks = list(TextBlock.objects.filter(language=quote.language, retired_at=None))
    context |= {"head": head or HeadForm(instance=revision), "blocks": blocks, **more}
    return render(request, "quotes/build.html", context, status=status)


def _current(quote: Quote) -> Revision:
    revision = current_revision(quote)
    revision.quote = quote
    return revision


def _again(quote: Quote) -> Quote:
    """As it stands after the action."""
    quote.refresh_from_db(fields=["version", "net_cents", "status"])
    return quote


def _line(revision: Revision, pk: int) -> Line:
    row = revision.lines.select_related("product", "section").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _option(request: Request) -> int | None:
    text = request.GET.get("option", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _refuse(form: BaseForm, error: Invalid) -> None:
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))

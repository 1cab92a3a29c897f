"""Marks of opportunities: a card of the board, and when one is expected to close."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.addresses import address
from tandem.core.templatetags.tandem import day, money_short, percent
from tandem.core.templatetags.tandem_ui import face, icon
from tandem.pipeline.board import Card
from tandem.work.templatetags.work_ui import due_mark

register = template.Library()

# A board carries 240 of them: one string each costs a third of a template that is included.
CARD = (
    '<li><article class="t-card" tabindex="0" id="card-{id}" data-card data-peek="{url}peek/"'
    ' data-move="{url}stage/" data-version="{version}"{movable} aria-label="{customer}, {title}">'
    '<div class="t-between flex-nowrap"><strong>{customer}</strong>{holder}</div>'
    '<a class="t-2nd" href="{url}">{title}</a>'
    '<div class="t-between"><span class="t-num">{value}</span><span class="t-meta">{chance}</span></div>'
    '<div class="t-meta">{close}</div>'
    '<div class="t-foot t-between flex-nowrap"><span>{step}{still}</span>{menu}</div></article></li>'
)
MENU = (  # its id keeps the focus where it is when the board shows itself anew
    '<a class="btn btn-icon btn-quiet btn-sm" id="move-{}" href="{}stage/" data-move-menu aria-label="{}"'
    ' title="{}">{}</a>'
)


@register.simple_tag
def card(card: Card) -> SafeString:
    """One opportunity on the board; everything that people have typed is escaped here."""
    url = address("pipeline:opportunity", card.number)
    customer, title = conditional_escape(card.customer), conditional_escape(card.title)
    return mark_safe(  # noqa: S308  put together from escaped parts
        CARD.format(
            id=card.id,
            url=conditional_escape(url),
            version=card.version,
            movable=' draggable="true"' if card.movable else "",
            customer=customer,
            title=title,
            holder=_holder(card),
            value=money_short(card.value_cents, card.currency),
            chance=percent(card.chance_ppm),
            close=_closes(card.close_on, overdue=card.is_overdue),
            step=_step(card),
            still=_still(card),
            menu=format_html(
                MENU,
                card.id,
                url,
                f"{_('Move to another stage')}: {card.title}",
                _("Move to another stage"),
                icon("arrow-right"),
            )
            if card.movable
            else "",
        )
    )


@register.simple_tag
def close_mark(opportunity: Any) -> SafeString:
    """When it is expected to close; with sign and word where that day has passed."""
    if not opportunity.is_open:
        return conditional_escape(day(opportunity.closed_on))
    told = day(opportunity.close_on)
    if opportunity.close_on >= timezone.localdate():
        return conditional_escape(told)
    return format_html('<span class="t-state t-late">{}{}</span>', icon("alert-circle", _("overdue")), told)


@register.simple_tag
def change_mark(cents: int | None, currency: str) -> SafeString:
    """How much more or less, with sign and icon: up, down, as before."""
    if not cents:
        return format_html('<span class="t-2nd">{}</span>', "±0")
    told = money_short(abs(cents), currency)
    sign, name, label = ("+", "arrow-up", _("more")) if cents > 0 else ("−", "arrow-down", _("less"))
    return format_html('<span class="t-state">{}{}{}</span>', icon(name, label), sign, told)


def _closes(close_on: date, *, overdue: bool) -> SafeString:
    if overdue:
        told = _("expected %s, overdue") % day(close_on)
        return format_html('<span class="t-state t-late">{}{}</span>', icon("alert-circle"), told)
    return conditional_escape(_("expected %s") % day(close_on))


def _holder(card: Card) -> SafeString:
    if card.holder is None:
        return format_html('<span class="visually-hidden">{}</span>', _("held by nobody"))
    told = format_html('<span class="visually-hidden">{}</span>', _("held by %s") % card.holder)
    return face(str(card.holder), card.holder.half, card.holder.photo_url) + told


def _step(card: Card) -> SafeString:
    if card.step is None:
        return format_html('<span class="t-state t-late">{}{}</span>', icon("circle-dashed"), _("no step"))
    return due_mark(card.step.due_at, card.step.timed)


def _still(card: Card) -> SafeString:
    if not card.still_days:
        return mark_safe("")
    days = ngettext("%d day without a move", "%d days without a move", card.still_days) % card.still_days
    return format_html('<div class="t-state t-soon">{}{}</div>', icon("hourglass"), days)

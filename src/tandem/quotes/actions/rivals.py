"""What a competitor offers, as far as we know it: to be set beside our own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.quotes.models import CompetitorOffer, Quote
from tandem.quotes.rules import can_edit_quote

from .common import record_quote


@transaction.atomic
def add_offer(quote: Quote, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> CompetitorOffer:
    """Write down somebody else's offer; where we know it from and as of when always goes with it."""
    require(can_edit_quote, actor, quote)
    _check(values, actor)
    offer = CompetitorOffer.objects.create(quote=quote, at=at, by=signed_in(actor), **values)
    record_quote("quote.rival_added", quote, actor=actor, at=at, name=offer.competitor)
    return offer


@transaction.atomic
def edit_offer(
    offer: CompetitorOffer, *, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Correct it; None when nothing differs."""
    require(can_edit_quote, actor, offer.quote)
    quote = offer.quote
    offer = lock(offer, version=version)
    _check({"competitor": offer.competitor, "source": offer.source, "seen_on": offer.seen_on, **values}, actor)
    changes = save_changes(offer, dict(values))
    if not changes:
        return None
    return record_quote("quote.rival_edited", quote, actor=actor, at=at, changes=changes, name=offer.competitor)


@transaction.atomic
def remove_offer(offer: CompetitorOffer, *, actor: Actor, at: datetime) -> Event:
    """It is of no use any more."""
    require(can_edit_quote, actor, offer.quote)
    quote = offer.quote
    lock(offer).delete()
    return record_quote("quote.rival_removed", quote, actor=actor, at=at, name=offer.competitor)


def _check(values: Mapping[str, Any], actor: Actor) -> None:
    wrong: dict[str, Text] = {}
    if not str(values.get("competitor", "")).strip():
        wrong["competitor"] = _("Say who.")
    if not str(values.get("source", "")).strip():
        wrong["source"] = _("Say where we know it from.")
    if values["seen_on"] > actor.today:
        wrong["seen_on"] = _("This day has not come yet.")
    if (values.get("net_cents") or 0) < 0:
        wrong["net_cents"] = _("The price must not be negative.")
    if wrong:
        raise Invalid("offer_wrong", _("This offer is not right yet."), wrong)

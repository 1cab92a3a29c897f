"""The library of ready-made texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.quotes.models import BlockPlace, TextBlock
from tandem.quotes.rules import can_keep_blocks

SHORT = {BlockPlace.DELIVERY, BlockPlace.PAYMENT}  # these go into one line of a quote
LINE = 200


@transaction.atomic
def add_block(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> TextBlock:
    """One more text: place, language, name, text, position."""
    require(can_keep_blocks, actor)
    _check(values)
    block = TextBlock.objects.create(**values)
    record("text_block.added", block, actor=actor, at=at, data={"name": block.name})
    return block


@transaction.atomic
def edit_block(
    block: TextBlock, *, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Change it; quotes that took it over keep what they have. None when nothing differs."""
    require(can_keep_blocks, actor, block)
    block = lock(block, version=version)
    _check(values)
    changes = save_changes(block, dict(values))
    return record("text_block.edited", block, actor=actor, at=at, changes=changes) if changes else None


@transaction.atomic
def retire_block(block: TextBlock, *, actor: Actor, at: datetime) -> Event:
    """Offer it no more."""
    require(can_keep_blocks, actor, block)
    block = lock(block)
    if block.retired_at is not None:
        raise Conflict("retired_already", _("Somebody else removed this meanwhile."), current=block)
    save_changes(block, {"retired_at": at})
    return record("text_block.retired", block, actor=actor, at=at, data={"name": block.name})


def _check(values: Mapping[str, Any]) -> None:
    if values["place"] in SHORT and len(values["text"]) > LINE:
        text = _("At most %d characters, for it is one line of the quote.") % LINE
        raise Invalid("too_long", text, {"text": text})

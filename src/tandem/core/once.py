"""The same form sent twice does its work once: a key per form, kept in the transaction of the deed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .errors import Refused
from .models import Event, EventSubject, Once

M = TypeVar("M", bound=models.Model)
KEPT = timedelta(days=30)
FIELD = "once"  # the hidden field of a form


def new_key() -> str:
    """A key for a form that is shown."""
    return secrets.token_urlsafe(18)


def once(kind: type[M], key: str, act: Callable[[], M], *, actor: Actor, at: datetime) -> M:
    """What `act` makes; a key this actor has used before gives what came of it then.

    Where `act` fails, its key is as unused as before. Two at the same time: the second waits for the first.
    """
    name = f"{actor.kind}:{actor.id}:{kind._meta.label_lower}:{key}"[:120]
    if not key:
        return act()
    try:
        with transaction.atomic():
            row = Once.objects.create(key=name, at=at)
            made = act()
            row.object_id = made.pk
            row.save(update_fields=["object_id"])
    except IntegrityError:
        done = Once.objects.filter(key=name).first()
        if done is None:
            raise
        found = kind._default_manager.filter(pk=done.object_id).first()
        if found is None:
            raise Refused(
                "sent_before", _("This was sent before, and what came of it has been removed since.")
            ) from None
        return found
    return made


def event_of(verb: str, thing: models.Model) -> Event | None:
    """The event by which this was made, so that the second answer offers the same undo as the first."""
    # From the thing to its few events: by verb alone there are very many.
    about = EventSubject.objects.filter(kind=thing.ref_kind, object_id=thing.pk)  # type: ignore[attr-defined]
    row = about.filter(event__verb=verb).select_related("event").order_by("event").first()
    return row.event if row else None


def forget_old(event: Event, at: datetime) -> None:
    """Every morning: drop keys of forms that nobody sends any more."""
    Once.objects.filter(at__lt=at - KEPT).delete()

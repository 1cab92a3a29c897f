"""The mailbox for administration: whether it is set, how it goes, and a try. What is in it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tandem.core.errors import Refused, Text
from tandem.core.http import Request
from tandem.core.rules import require

from .fetching import told
from .imap import AWAY, opened
from .models import Mail, Mailbox, MailState
from .place import place_set
from .rules import can_manage_mailbox


@dataclass(frozen=True)
class Tried:
    """What a try of the connection gave."""

    ok: bool
    text: Text


@require_safe
def show_mailbox(request: Request) -> HttpResponse:
    """Where it is, when it was looked into, what went wrong."""
    require(can_manage_mailbox, request.actor)
    return _page(request)


@require_POST
def try_mailbox(request: Request) -> HttpResponse:
    """Sign in and open the folder, now; nothing is read."""
    require(can_manage_mailbox, request.actor)
    return _page(request, _try())


def _page(request: Request, tried: Tried | None = None) -> HttpResponse:
    place, wrong = None, ""
    try:
        place = place_set()
    except Refused as error:
        wrong = str(error.text)
    context: dict[str, Any] = {
        "place": place,
        "wrong": wrong,
        "mailbox": Mailbox.objects.filter(place=place.name if place else "").first(),
        "waiting": Mail.objects.filter(state=MailState.WAITING).count(),
        "tried": tried,
    }
    return render(request, "exchange/mailbox.html", context)


def _try() -> Tried:
    try:
        place = place_set()
        if place is None:
            return Tried(ok=False, text=_("No mailbox is set."))
        with opened(place) as folder:
            text = ngettext(
                "The connection works. The folder holds %(count)d mail.",
                "The connection works. The folder holds %(count)d mails.",
                folder.count,
            )
            return Tried(ok=True, text=text % {"count": folder.count})
    except Refused as error:
        return Tried(ok=False, text=error.text)
    except AWAY as error:
        return Tried(ok=False, text=_("The mailbox could not be opened: %s") % told(error))

"""Acting on a row of Today without leaving it: each act is the action of the piece's own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.http import Request, done
from tandem.core.kinds import kinds
from tandem.core.models import Event
from tandem.people.openings import region_of
from tandem.work.actions.handoffs import accept_handoff, finish_handoff, withdraw_handoff
from tandem.work.actions.request_holding import claim_request, give_request
from tandem.work.actions.requests import close_request, snooze_request
from tandem.work.actions.todos import finish_todo, snooze_todo, take_todo
from tandem.work.days import presets
from tandem.work.models import Request as WorkRequest
from tandem.work.models import Todo

Act = Callable[[Any, Actor, Mapping[str, str]], Event | None]


def _plain(action: Callable[..., Event | None]) -> Act:
    return lambda piece, actor, sent: action(piece, actor=actor, at=actor.at)


def _seen(sent: Mapping[str, str]) -> int:
    """The holder that the row showed, 0 for nobody: who was faster is told, never overruled unseen."""
    text = sent.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _claim(piece: WorkRequest, actor: Actor, sent: Mapping[str, str]) -> Event | None:
    """Unheld it is claimed; held by somebody else it is taken over, with this as the reason."""
    if not _seen(sent):
        return claim_request(piece, actor=actor, at=actor.at)
    why = _("Taken over: free now.")
    return give_request(piece, actor.employee, reason=str(why), seen=_seen(sent), actor=actor, at=actor.at)


def _take(piece: Todo, actor: Actor, sent: Mapping[str, str]) -> Event | None:
    return take_todo(piece, seen=_seen(sent), actor=actor, at=actor.at)


def _until(action: Callable[..., Event | None]) -> Act:
    """Put off until one of the presets."""

    def act(piece: Any, actor: Actor, sent: Mapping[str, str]) -> Event | None:
        value = sent.get("until", "")
        known = {preset.key: preset.at for preset in presets(actor.at, region_of(actor.employee))}
        if value not in known:
            raise Invalid("no_such_time", _("Choose until when it is put off."))
        return action(piece, until=known[value], actor=actor, at=actor.at)

    return act


ACTS: dict[tuple[str, str], tuple[Act, Text]] = {
    ("request", "claim"): (_claim, _("You hold this request now.")),
    ("request", "close"): (_plain(close_request), _("The request is closed.")),
    ("request", "snooze"): (_until(snooze_request), _("Put off.")),
    ("handoff", "accept"): (_plain(accept_handoff), _("Accepted. You hold it now.")),
    ("handoff", "finish"): (_plain(finish_handoff), _("Done, and the other one knows.")),
    ("handoff", "withdraw"): (_plain(withdraw_handoff), _("Withdrawn.")),
    ("todo", "take"): (_take, _("You hold this to-do now.")),
    ("todo", "done"): (_plain(finish_todo), _("Done.")),
    ("todo", "snooze"): (_until(snooze_todo), _("Put off.")),
}


@require_POST
def act(request: Request, kind: str, pk: int, name: str) -> HttpResponse:
    """Do it and go back to the list; `until` names how long something is put off."""
    if (kind, name) not in ACTS:
        raise Http404
    piece = get_object_or_404(kinds()[kind].visible(request.actor), pk=pk)
    deed, text = ACTS[kind, name]
    event = deed(piece, request.actor, request.POST)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return done(request, back if safe else "home", text, event)

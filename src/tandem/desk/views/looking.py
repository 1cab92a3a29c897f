"""The beat of a page that is being looked at, and who else looks at it."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tandem.core.http import Request
from tandem.core.kinds import visible_objects
from tandem.core.looking import Ref, look, look_away, lookers


@require_POST
def beat(request: Request) -> HttpResponse:
    """Renew one's own lease (or end it), and show the others; only for what one may see."""
    ref, actor = _ref(request.POST.get("ref", "")), request.actor
    if ref is None or not visible_objects([ref], actor):
        raise Http404
    if request.POST.get("leaving"):
        look_away(ref, actor=actor)
        return HttpResponse(status=204)
    look(ref, writing=request.POST.get("writing") == "1", actor=actor, at=actor.at)
    return render(request, "desk/_lookers.html", {"lookers": lookers(ref, actor=actor, at=actor.at)})


def _ref(text: str) -> Ref | None:
    found = re.fullmatch("([a-z_]{1,20}):([0-9]{1,18})", text)
    return (found[1], int(found[2])) if found else None

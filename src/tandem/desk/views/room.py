"""The tandem room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.desk.queries.room import room_of
from tandem.people.rules import sells


@require_safe
def show_room(request: Request) -> HttpResponse:
    """The pair's own place."""
    require(sells, request.actor)
    return render(request, "desk/room.html", {"room": room_of(request.actor)})

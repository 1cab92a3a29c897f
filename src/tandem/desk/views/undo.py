"""Taking back one's own change."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.actor import EMPLOYEE
from tandem.core.http import Request, done
from tandem.core.models import Event
from tandem.core.undo import undo_event


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Undo and go back to where one was. Somebody else's event is not there at all."""
    own = Event.objects.filter(actor_kind=EMPLOYEE, actor_id=request.actor.id)
    undo_event(get_object_or_404(own, pk=pk), actor=request.actor, at=request.actor.at)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return done(request, back if safe else "home", _("Taken back."))

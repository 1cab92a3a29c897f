"""The demo's post."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.core.kept_mail import kept_mails


@require_GET
def list_mails(request: Request) -> HttpResponse:
    """Mails that would have left, for everybody who tries the demo; nowhere else is there such a page."""
    if settings.KEPT_MAIL is None:
        raise Http404
    return render(request, "desk/kept_mails.html", {"mails": kept_mails()})

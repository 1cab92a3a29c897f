"""The palette's answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.desk.queries.palette import Option, palette_groups
from tandem.desk.shell import places_of


@require_GET
def show_palette(request: Request) -> HttpResponse:
    """Options for what has been typed so far."""
    query = request.GET.get("q", "").strip()[:100]
    places = [Option(item.url, item.icon, item.label, key=item.key.upper()) for item in places_of(request.actor)]
    groups = palette_groups(query, request.actor, places)
    return render(request, "core/_palette_options.html", {"groups": groups})

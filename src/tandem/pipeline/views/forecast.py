"""The forecast by month."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.people.rules import sells
from tandem.pipeline.forecast import forecast_of

from .common import views_of


@require_GET
def show_forecast(request: Request) -> HttpResponse:
    """What is expected when, and how that has changed."""
    require(sells, request.actor)
    forecast = forecast_of(request.GET, request.actor)
    context = {"forecast": forecast, "views": views_of(request, "forecast")}
    return render(request, "pipeline/forecast.html", context)

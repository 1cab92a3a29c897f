"""Routes of open work; each kind has its own file in `routes`."""

from __future__ import annotations

from django.urls import URLPattern

from .routes import appointments, handoffs, requests, talks, todos

app_name = "work"
urlpatterns: list[URLPattern] = [
    *requests.urlpatterns,
    *handoffs.urlpatterns,
    *todos.urlpatterns,
    *appointments.urlpatterns,
    *talks.urlpatterns,
]

"""Routes of open work; each kind has its own file in `routes`."""

from __future__ import annotations

from django.urls import URLPattern

from .routes import appointments, handoffs, todos

app_name = "work"
urlpatterns: list[URLPattern] = [
    *todos.urlpatterns,
    *handoffs.urlpatterns,
    *appointments.urlpatterns,
]

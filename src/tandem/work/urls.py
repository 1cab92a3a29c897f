"""Routes of open work; each kind has its own file in `routes`."""

from __future__ import annotations

from django.urls import URLPattern

from .routes import handoffs, talks, todos

app_name = "work"
urlpatterns: list[URLPattern] = [
    *todos.urlpatterns,
    *handoffs.urlpatterns,
    *talks.urlpatterns,
]

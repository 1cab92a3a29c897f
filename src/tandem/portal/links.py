"""Addresses of the portal: the contact's own, or those of a colleague's preview of the same pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .viewer import PortalRequest, Viewer


def place(viewer: Viewer | None, name: str, *args: Any) -> str:
    """Where a page of the portal lies for this viewer."""
    path = reverse(name, args=args)
    if viewer is None or not viewer.base:
        return path
    return viewer.base + path.removeprefix(reverse("portal:home"))


def go(request: PortalRequest, name: str, *args: Any, said: str) -> HttpResponse:
    """After a deed: to a page that says what was done."""
    return redirect(f"{place(request.viewer, name, *args)}?said={said}")

"""Photos of people."""

from __future__ import annotations

from django.urls import reverse

from .models import Employee


def photo_url(employee: Employee) -> str:
    """Address of the person's photo; empty when there is none, and initials stand in."""
    return reverse("people:photo", args=[employee.pk]) + f"?{employee.photo[:8]}" if employee.photo else ""

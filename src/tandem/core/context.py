"""What every page needs besides its own: the shell around it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """`actor` and `shell` for signed-in people; the shell is built when the template first asks for it."""
    actor = getattr(request, "actor", None)
    base = {"demo": settings.DEMO}
    if actor is None:
        return base
    build = import_string(settings.TANDEM_SHELL)
    return {**base, "actor": actor, "shell": SimpleLazyObject(lambda: build(request))}

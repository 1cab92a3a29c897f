"""A lost race, shown as mine, theirs and before."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from tandem.core.errors import Conflict

from .forms import VersionedForm


def conflict_rows(form: VersionedForm, error: Conflict) -> dict[str, Any]:
    """Rows for core/_conflict.html; the form keeps what was typed and takes over the new version."""
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed[form.add_prefix("version")] = str(error.current.version)
    form.data = typed
    rows = [
        {
            "label": form.fields[name].label,
            "mine": _shown(value),
            "theirs": _shown(getattr(error.current, name)),
            "before": _shown(form.initial.get(name)),
        }
        for name, value in form.values().items()
        if value != getattr(error.current, name)
    ]
    return {"conflict": rows, "conflict_text": error.text}


def _shown(value: Any) -> str:
    return "–" if value in (None, "", frozenset()) else str(value)

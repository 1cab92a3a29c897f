"""The three ways an action says no. They are caught once, at the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class TandemError(Exception):
    """Base: a stable code for machines and a translated text for people."""

    status = 400

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(str(text))
        self.code = code
        self.text = text


class Refused(TandemError):
    """The actor may not do this, or the state does not allow it. Nothing changed."""

    status = 403

    def __init__(self, code: str, text: Text, *, ask: Text = "") -> None:
        super().__init__(code, text)
        self.ask = ask  # whom to turn to; the customer's tandem where nothing is said

    @property
    def by_state(self) -> bool:
        """Whether it is not about who asks (rules are called can_…), but about how things stand."""
        return not self.code.startswith("can_")


class Invalid(TandemError):
    """The input is wrong; `fields` names where."""

    status = 422

    def __init__(self, code: str, text: Text, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__(code, text)
        self.fields = dict(fields or {})


class Conflict(TandemError):
    """Somebody was faster. `current` is the thing as it stands now."""

    status = 409

    def __init__(self, code: str, text: Text, current: Any = None) -> None:
        super().__init__(code, text)
        self.current = current

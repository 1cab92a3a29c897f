"""Permission: predicates that actions require and templates ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .errors import Refused

Rule = Callable[[Actor, Any], bool]


def allows(rule: Rule, actor: Actor, thing: Any = None) -> bool:
    """Whether the rule lets the actor do it; the system may do everything."""
    return actor.is_system or rule(actor, thing)


def require(rule: Rule, actor: Actor, thing: Any = None) -> None:
    """Raise Refused unless the rule lets the actor do it.

    ASK of the module that the rule stands in says whom to turn to, where that is not the tandem of a customer.
    """
    if not allows(rule, actor, thing):
        text = _("You may not do this. Nothing was changed.")
        raise Refused(rule.__name__, text, ask=getattr(rule, "__globals__", {}).get("ASK", ""))

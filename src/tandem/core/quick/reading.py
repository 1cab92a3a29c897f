"""Variables and expressions of a template, read the usual way first.

Django reads `customer.name` by trying: a key, an attribute, a place in a list, something to call? Each wrong try costs
an exception. Here the usual answer is tried first; whenever it is not the usual one, Django's own reading gives the
answer or the error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.template.base import FilterExpression, Variable, VariableDoesNotExist
from django.template.context import Context
from django.utils.safestring import SafeData, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

Read = Callable[[Context], Any]
Step = Callable[[Any, Context], Any]

MISSING = object()  # a name that no one gave: told apart from None, which somebody gave
NO_KEY = (TypeError, AttributeError, KeyError, ValueError, IndexError)


class Expression(FilterExpression):
    """A value with its filters, as Django parsed it, that knows its shorter way."""

    __slots__ = ("_given", "_read", "_steps")

    def __init__(self, parsed: FilterExpression) -> None:
        self.token, self.filters, self.var, self.is_var = parsed.token, parsed.filters, parsed.var, parsed.is_var
        self._read = reader(parsed.var) if parsed.is_var else None
        self._steps = [_step(function, arguments) for function, arguments in parsed.filters]

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """As Django's: a name that no one gave is None where failures are ignored, else an empty text."""
        if self._read is None:
            value = self.var
        else:
            value = self._read(context)
            if value is MISSING:
                value = None if ignore_failures else ""
        for step in self._steps:
            value = step(value, context)
        return value


def reader(variable: Variable) -> Read:
    """What reads this variable: its value or MISSING."""
    if variable.lookups is None or variable.translate or variable.message_context:
        return partial(_slow, variable)
    first, rest = variable.lookups[0], variable.lookups[1:]

    def read(context: Context) -> Any:
        for names in reversed(context.dicts):
            if first in names:
                value = names[first]
                if callable(value):
                    return _slow(variable, context)
                return _walk(value, rest, variable, context) if rest else value
        return MISSING

    return read


def _walk(value: Any, steps: tuple[str, ...], variable: Variable, context: Context) -> Any:
    """From a value along the path; where the path is not the usual one, Django walks it from its beginning."""
    try:
        for step in steps:
            if hasattr(type(value), "__getitem__"):
                try:
                    value = value[step]
                except NO_KEY:
                    if type(value) is dict and not hasattr(value, step) and not step.isdigit():
                        return MISSING
                    value = getattr(value, step)
            else:
                value = getattr(value, step)
            if callable(value) and not getattr(value, "do_not_call_in_templates", False):
                if getattr(value, "alters_data", False):
                    return _slow(variable, context)
                value = value()
    except Exception:  # noqa: BLE001 - Django's walk says what is wrong, or that this error is a silent one
        return _slow(variable, context)
    return value


def _slow(variable: Variable, context: Context) -> Any:
    try:
        return variable.resolve(context)
    except VariableDoesNotExist:
        return MISSING


def _step(function: Callable[..., Any], arguments: list[tuple[bool, Any]]) -> Step:
    """One filter: a function of the value so far. A text to be translated stays one: each page has its own language."""
    given = [
        (reader(value) if looked_up else None, value if looked_up else mark_safe(value))  # noqa: S308 - the template's
        for looked_up, value in arguments
    ]
    local = getattr(function, "expects_localtime", False)
    escaping = getattr(function, "needs_autoescape", False)
    safe = getattr(function, "is_safe", False)

    def step(value: Any, context: Context) -> Any:
        values = [argument if read is None else _argument(read, argument, context) for read, argument in given]
        if local:
            value = template_localtime(value, context.use_tz)
        found = function(value, *values, autoescape=context.autoescape) if escaping else function(value, *values)
        return mark_safe(found) if safe and isinstance(value, SafeData) else found  # noqa: S308 - the filter promises it

    return step


def _argument(read: Read, variable: Any, context: Context) -> Any:
    value = read(context)
    return variable.resolve(context) if value is MISSING else value  # which raises

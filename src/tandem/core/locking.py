"""One way to lock a row and to notice that somebody else was faster."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from .errors import Conflict

M = TypeVar("M", bound=models.Model)


class Versioned(models.Model):
    """A row that people edit side by side; every save by an action counts up."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802  Django's name for what is behind get_…_display
        """The label of a choice. Django's own makes all labels of the field anew for each row of a list."""
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, "" if value is None else value))


@cache
def _labels(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


def lock(instance: M, *, version: int | None = None) -> M:
    """The row as it stands now, locked until the transaction ends.

    SQLite's IMMEDIATE transactions already hold the one writer lock; PostgreSQL locks the row.
    A row that has gone is a Conflict; with `version`, one that has moved on since is, too.
    """
    rows = type(instance)._default_manager.all()
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",), no_key=True)  # others may go on naming the row meanwhile
    current = rows.filter(pk=instance.pk).first()
    if current is None:
        raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."))
    if version is not None and getattr(current, "version") != version:  # noqa: B009
        raise Conflict(
            "changed_meanwhile",
            _("Somebody else changed this meanwhile. Nothing of yours was saved yet; compare and save again."),
            current=current,
        )
    return current


def lock_name(name: str) -> None:
    """Let only one at a time do what goes by this name, until its transaction ends: for what no row stands for yet.

    On SQLite the transaction itself is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def save_changes(instance: models.Model, values: dict[str, object]) -> dict[str, list[object]]:
    """Set the fields that differ, save just those, count the version up; returns {field: [old, new]}."""
    changes: dict[str, list[object]] = {}
    for name, new in values.items():
        old = getattr(instance, name)
        if old != new:
            changes[name] = [_plain(old), _plain(new)]
            setattr(instance, name, new)
    if changes:
        fields = [*changes]
        if isinstance(instance, Versioned):
            instance.version += 1
            fields.append("version")
        instance.save(update_fields=fields)
    return changes


def _plain(value: object) -> object:
    """A value as JSON keeps it: references by key, sets sorted, dates in ISO form."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, set | frozenset):
        return sorted(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value

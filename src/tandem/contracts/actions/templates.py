"""Keeping the templates of contracts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.contracts.clauses import ALLOWED, check_clauses
from tandem.contracts.models import ContractTemplate
from tandem.contracts.rules import can_edit_templates
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require


@transaction.atomic
def add_template(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> ContractTemplate:
    """A new template; Invalid at the clauses for a placeholder that is not on the list."""
    require(can_edit_templates, actor)
    check_clauses(list(values["clauses"]), ALLOWED)
    row = ContractTemplate.objects.create(**values)
    record("contract_template.added", row, actor=actor, at=at, data={"name": row.name})
    return row


@transaction.atomic
def edit_template(
    row: ContractTemplate, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change a template; contracts that were made from it stay as they are."""
    require(can_edit_templates, actor, row)
    row = lock(row, version=version)
    check_clauses(list(values.get("clauses", row.clauses)), ALLOWED)
    changes = save_changes(row, dict(values))
    if not changes:
        return None
    told = {name: pair for name, pair in changes.items() if name != "clauses"}
    return record("contract_template.edited", row, actor=actor, at=at, changes=told, data={"name": row.name})


@transaction.atomic
def retire_template(row: ContractTemplate, *, actor: Actor, at: datetime) -> Event:
    """Offer it no longer."""
    require(can_edit_templates, actor, row)
    row = lock(row)
    if row.retired_at:
        raise Refused("so_already", _("This is so already."))
    changes = save_changes(row, {"retired_at": at})
    return record("contract_template.retired", row, actor=actor, at=at, changes=changes, data={"name": row.name})

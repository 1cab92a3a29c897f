"""What the actions on contracts share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.contracts.models import Contract, ContractStatus
from tandem.core.actor import Actor
from tandem.core.errors import Conflict
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event

STANDS = {
    ContractStatus.DRAFT: _("This contract is a draft and has not been sent to sign."),
    ContractStatus.SENT: _("This contract is out to be signed. Take it back to change it."),
    ContractStatus.SIGNED: _("This contract has been signed by the customer already."),
    ContractStatus.COUNTERSIGNED: _("This contract has been signed by both already."),
    ContractStatus.IN_FORCE: _("This contract is in force already."),
    ContractStatus.ENDED: _("This contract has ended."),
    ContractStatus.TERMINATED: _("This contract has been terminated."),
}


def lock_contract(contract: Contract, *expected: ContractStatus, version: int | None = None) -> Contract:
    """The contract locked, with its customer at hand; a Conflict when somebody took it out of the expected status."""
    try:
        current = lock(contract, version=version)
    except Conflict as error:
        current = error.current
        if current is None or current.status in expected:
            raise
    if current.status not in expected:
        raise Conflict("contract_moved_on", STANDS[ContractStatus(current.status)], current=current)
    if current.customer_id == contract.customer_id:
        current.customer = contract.customer
    return current


def record_contract(
    verb: str,
    contract: Contract,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the contract, its customer and its tandem."""
    kept = {"contract": contract.number, "title": contract.title, **data}
    subjects = (contract, contract.customer, contract.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data=kept)

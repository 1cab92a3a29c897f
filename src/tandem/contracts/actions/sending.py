"""Sending a contract to be signed, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.contracts.models import Contract, ContractStatus, Sending
from tandem.contracts.printing import TO_SIGN, contract_pdf
from tandem.contracts.queries import current_sending
from tandem.contracts.rules import can_edit_contract
from tandem.core.actor import Actor
from tandem.core.documents.keeping import keep_document
from tandem.core.documents.printing import PLAIN
from tandem.core.errors import Conflict, Invalid
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in

from .common import STANDS, lock_contract, record_contract


def send_contract(contract: Contract, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Print the exact document and let the named contact sign it. Printed before anything is locked."""
    require(can_edit_contract, actor, contract)
    if contract.status != ContractStatus.DRAFT:
        raise Conflict("contract_moved_on", STANDS[ContractStatus(contract.status)], current=contract)
    if contract.contact is None:
        text = _("Say who signs for the customer.")
        raise Invalid("nobody_signs", text, {"contact": text})
    return _send(contract, contract_pdf(contract, at), version=version or contract.version, actor=actor, at=at)


@transaction.atomic
def _send(contract: Contract, content: bytes, *, version: int, actor: Actor, at: datetime) -> Event:
    contact = contract.contact
    contract = lock_contract(contract, ContractStatus.DRAFT, version=version)
    document, _new = keep_document(
        contract, kind=TO_SIGN, language=contract.language, title=f"{contract.title} {contract.number}",
        content=content, standard=PLAIN, actor=actor, at=at, anew=True,
    )  # fmt: skip
    Sending.objects.create(contract=contract, document=document, at=at, by=signed_in(actor))
    changes = save_changes(contract, {"status": ContractStatus.SENT})
    return record_contract(
        "contract.sent", contract, contact, actor=actor, at=at, changes=changes, document=document.pk
    )


@transaction.atomic
def withdraw_contract(
    contract: Contract, *, reason: str, version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """Take it back before it was signed: it is a draft again, and the document that was out can no longer be signed."""
    require(can_edit_contract, actor, contract)
    contract = lock_contract(contract, ContractStatus.SENT, version=version)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    sending = current_sending(contract)
    assert sending is not None  # noqa: S101  what is sent has a sending
    sending.withdrawn_at, sending.withdrawn_by, sending.reason = at, signed_in(actor), reason.strip()[:200]
    sending.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    changes = save_changes(contract, {"status": ContractStatus.DRAFT})
    return record_contract("contract.withdrawn", contract, actor=actor, at=at, changes=changes, reason=sending.reason)

"""Signing: first the customer, then we; what was signed is the exact document that was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.contracts.models import Contract, ContractStatus, Sending, Side, Signature
from tandem.contracts.printing import SIGNED, signed_pdf
from tandem.contracts.queries import current_sending
from tandem.contracts.reminders import end_countersigning, plan_countersigning
from tandem.contracts.rules import can_countersign, can_sign_contract
from tandem.contracts.strokes import check_strokes
from tandem.core.actor import Actor
from tandem.core.documents.keeping import keep_document, read_document
from tandem.core.documents.printing import PLAIN
from tandem.core.documents.words import say
from tandem.core.errors import Invalid, Refused
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Contact
from tandem.people.queries import signed_in

from .common import lock_contract, record_contract


@transaction.atomic
def sign_contract(
    contract: Contract,
    *,
    contact: Contact,
    name: str,
    strokes: Any = None,
    consent: str,
    address: str,
    digest: str,
    actor: Actor,
    at: datetime,
) -> Signature:
    """The customer's signature. `digest` is the SHA-256 of the document that the contact has read.

    `strokes` are those of a drawing, else the typed name stands. Refused where the document is not the one that is
    out; a Conflict where somebody has signed already, or it was taken back.
    """
    require(can_sign_contract, actor, contract)
    contract = lock_contract(contract, ContractStatus.SENT)
    if contact.pk != contract.contact_id or (not actor.is_system and actor.id != contact.pk):
        raise Refused("not_named", _("This contract names somebody else to sign it."))
    if contact.left_at or contact.merged_into_id:
        raise Refused("left", _("This contact is no longer there."))
    sending = _same_document(contract, digest)
    _check(name, consent)
    signature = Signature.objects.create(
        contract=contract, side=Side.CUSTOMER, contact=contact, name=name.strip()[:160],
        strokes=check_strokes(strokes), consent=consent.strip(), address=address[:60],
        digest=sending.document.digest, at=at,
    )  # fmt: skip
    changes = save_changes(contract, {"status": ContractStatus.SIGNED})
    plan_countersigning(contract, at=at)
    told = {"name": signature.name, "digest": signature.digest}
    record_contract("contract.signed", contract, contact, actor=actor, at=at, changes=changes, **told)
    return signature


def countersign_contract(
    contract: Contract, *, consent: str, address: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """Our signature, the page of signatures and the seal; from its first day on the contract is in force."""
    require(can_countersign, actor, contract)
    person, sending = signed_in(actor), current_sending(contract)
    theirs = list(contract.signatures.filter(side=Side.CUSTOMER))
    if sending is None or not theirs or contract.status != ContractStatus.SIGNED:
        lock_contract(contract, ContractStatus.SIGNED)  # says what is the case
        raise Refused("not_signed", _("The customer has not signed yet."))
    _check(actor.label, consent)
    ours = Signature(
        contract=contract, side=Side.US, employee=person, name=actor.label[:160], consent=consent.strip(),
        address=address[:60], digest=sending.document.digest, at=at,
    )  # fmt: skip
    content = signed_pdf(contract, [*theirs, ours], read_document(sending.document), at)
    return _countersign(contract, ours, content, version=version or contract.version, actor=actor, at=at)


@transaction.atomic
def _countersign(
    contract: Contract, ours: Signature, content: bytes, *, version: int, actor: Actor, at: datetime
) -> Event:
    contract = lock_contract(contract, ContractStatus.SIGNED, version=version)
    ours.contract = contract
    ours.save()
    title = f"{contract.title} {contract.number} {say('signed_copy', contract.language)}"
    document, _made = keep_document(
        contract, kind=SIGNED, language=contract.language, title=title,
        content=content, standard=PLAIN, actor=actor, at=at,
    )  # fmt: skip
    begun = contract.starts_on <= actor.today
    status = ContractStatus.IN_FORCE if begun else ContractStatus.COUNTERSIGNED
    changes = save_changes(contract, {"status": status})
    end_countersigning(contract, actor=actor, at=at)
    return record_contract(
        "contract.countersigned", contract, contract.contact, actor=actor, at=at, changes=changes, document=document.pk
    )


def _same_document(contract: Contract, digest: str) -> Sending:
    """The sending whose document was read; its bytes are read once more, so that nobody signs what is not there."""
    sending = current_sending(contract)
    if sending is None or sending.document.digest != digest:
        raise Refused("other_document", _("This is not the document that is to be signed. Open it again and read it."))
    try:
        read_document(sending.document)
    except (ValueError, OSError) as error:
        text = _("The document is damaged and cannot be signed. Please tell your two contacts.")
        raise Refused("document_damaged", text) from error
    return sending


def _check(name: str, consent: str) -> None:
    if len(name.strip()) < 3:
        text = _("Type first and last name.")
        raise Invalid("no_name", text, {"name": text})
    if not consent.strip():
        text = _("Without consent there is no signature.")
        raise Invalid("no_consent", text, {"consent": text})

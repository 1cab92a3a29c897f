"""Reading contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.documents.keeping import documents_of
from tandem.core.models import Document
from tandem.core.rules import allows
from tandem.customers.models import Customer
from tandem.customers.queries import hidden_customers
from tandem.people.rules import sells

from .models import Contract, ContractStatus, ContractTemplate, Sending, Signature
from .rules import can_countersign, can_edit_contract, can_see_templates, can_terminate

RUNNING = (ContractStatus.COUNTERSIGNED, ContractStatus.IN_FORCE)


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Contracts of the customers that the viewer may see."""
    if actor.is_system:
        return Contract.objects.all()
    if not sells(actor):
        return Contract.objects.none()
    return Contract.objects.exclude(customer__in=hidden_customers(actor))


def with_heads(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Contracts with all that their pages name."""
    return rows.select_related(
        "customer__team", "contact", "tandem", "quote", "amends", "created_by", "termination__by"
    )


def visible_templates(actor: Actor) -> QuerySet[ContractTemplate]:
    """All templates, retired ones too."""
    return ContractTemplate.objects.all() if allows(can_see_templates, actor) else ContractTemplate.objects.none()


def contracts_of(customer: Customer) -> QuerySet[Contract]:
    """A customer's contracts, newest first."""
    return Contract.objects.filter(customer=customer).order_by("-pk")


def shown_to_customer(customer: Customer) -> QuerySet[Contract]:
    """What the customer may know of: all but drafts, newest first. For the portal."""
    return contracts_of(customer).exclude(status=ContractStatus.DRAFT).select_related("contact")


def current_sending(contract: Contract) -> Sending | None:
    """The document that is out to be signed, or was."""
    return contract.sendings.filter(withdrawn_at=None).select_related("document", "by").first()


@dataclass(frozen=True)
class ContractPage:
    """All about a contract."""

    contract: Contract
    sending: Sending | None
    signatures: Sequence[Signature]
    documents: Sequence[Document]
    amendments: Sequence[Contract]
    may_edit: bool
    may_send: bool
    may_withdraw: bool
    may_countersign: bool
    may_terminate: bool
    may_amend: bool


def contract_page(contract: Contract, actor: Actor) -> ContractPage:
    """The contract with its story."""
    draft, sent, signed = (contract.status == one for one in ("draft", "sent", "signed"))
    running = contract.status in RUNNING
    owner = allows(can_edit_contract, actor, contract)
    return ContractPage(
        contract=contract,
        sending=current_sending(contract),
        signatures=list(contract.signatures.select_related("contact", "employee")),
        documents=list(documents_of(contract.ref_kind, contract.pk)),
        amendments=list(contract.amendments.order_by("pk")),
        may_edit=draft and owner,
        may_send=draft and owner,
        may_withdraw=sent and owner,
        may_countersign=signed and allows(can_countersign, actor, contract),
        may_terminate=running and not hasattr(contract, "termination") and allows(can_terminate, actor, contract),
        may_amend=running and owner,
    )

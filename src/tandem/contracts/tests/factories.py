"""Contracts for tests, made through the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from tandem.contracts.actions import countersign_contract, create_contract, send_contract, sign_contract
from tandem.contracts.models import Contract, ContractTemplate
from tandem.contracts.queries import current_sending
from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Contact, Customer
from tandem.customers.tests.factories import AT, a_contact

TODAY = date(2026, 11, 24)
CONSENT = "Ich habe den Vertrag gelesen und unterzeichne ihn."
STROKES = [[[10, 10], [40, 60], [90, 20]], [[100, 40], [160, 44]]]

__all__ = ["AT", "CONSENT", "STROKES", "TODAY", "a_contact", "a_draft", "bring_to", "by", "fresh", "sign"]


def fresh(contract: Contract) -> Contract:
    """The contract as it stands now."""
    rows = Contract.objects.select_related("customer__team", "tandem", "contact", "quote", "amends", "created_by")
    return rows.get(pk=contract.pk)


def a_draft(customer: Customer, actor: Actor, **more: Any) -> Contract:
    """From the German template, from the tests' day on for a year."""
    template = more.pop("template", None) or ContractTemplate.objects.filter(language="de").first() or _a_template()
    contact = more.pop("contact", None) or a_contact(customer, first_name="Birte", last_name="Thomsen")
    start = more.pop("starts_on", TODAY)
    made = create_contract(
        customer, template=template, contact=contact, starts_on=start, actor=actor, at=actor.at, **more
    )
    return fresh(made)


def _a_template() -> ContractTemplate:
    """Tests with several connections find none: what migrations brought is gone after the first of them."""
    clauses = [["Gegenstand", "{company} liefert an {customer}."]]
    return ContractTemplate.objects.create(name="Rahmen", language="de", title="Rahmenvertrag", clauses=clauses)


def by(contact: Contact, at: Any = AT) -> Actor:
    """The contact, as the portal lets it act."""
    return Actor(CONTACT, contact.pk, at, str(contact))


def sign(contract: Contract, **more: Any) -> Any:
    """The contact signs what is out."""
    contact, sending = contract.contact, current_sending(contract)
    assert contact is not None
    at = more.pop("at", AT)
    values = {
        "contact": contact, "name": str(contact), "consent": CONSENT, "address": "192.0.2.7",
        "digest": sending.document.digest if sending else "", "actor": by(contact, at), "at": at, **more,
    }  # fmt: skip
    return sign_contract(contract, **values)


def bring_to(contract: Contract, state: str, actor: Actor) -> Contract:
    """Sent, signed or in force."""
    send_contract(fresh(contract), actor=actor, at=actor.at)
    if state != "sent":
        sign(fresh(contract), at=actor.at)
    if state not in ("sent", "signed"):
        countersign_contract(fresh(contract), consent=CONSENT, actor=actor, at=actor.at)
    return fresh(contract)

"""Making a contract from a template, alone or after a quote, and changing it until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.contracts.clauses import check_clauses, fill_clauses
from tandem.contracts.entries import contract_entry
from tandem.contracts.models import Contract, ContractStatus, ContractTemplate
from tandem.contracts.numbering import take_number
from tandem.contracts.rules import can_create_contract, can_edit_contract
from tandem.contracts.terms import last_day, values_of
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import owner_of
from tandem.people.queries import signed_in
from tandem.quotes.models import Quote

from .common import lock_contract, record_contract

FURTHEST = timedelta(days=50 * 366)


@transaction.atomic
def create_contract(
    customer: Customer,
    *,
    template: ContractTemplate,
    starts_on: date,
    contact: Contact | None = None,
    quote: Quote | None = None,
    amends: Contract | None = None,
    actor: Actor,
    at: datetime,
) -> Contract:
    """A draft with the template's clauses, their placeholders filled."""
    require(can_create_contract, actor, customer)
    customer = lock_standing(customer)
    contract = Contract(
        customer=customer, contact=contact, tandem=owner_of(customer, actor.today), quote=quote, amends=amends,
        language=template.language, title=template.title, starts_on=starts_on,
        ends_on=last_day(starts_on, template.months), notice_days=template.notice_days,
        renewal_months=template.renewal_months, created_at=at, created_by=signed_in(actor),
    )  # fmt: skip
    _check(contract, actor)
    for other in (quote, amends):
        if other is not None and other.customer_id != customer.pk:
            raise Invalid("other_customer", _("This belongs to another customer."))
    contract.number = take_number(actor.today)
    contract.clauses = fill_clauses(template.clauses, values_of(contract, actor.today))
    contract.save()
    search.put(contract_entry(contract))
    record_contract("contract.drafted", contract, quote, amends, actor=actor, at=at)
    return contract


@transaction.atomic
def edit_contract(
    contract: Contract, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change a draft: title, contact, days, clauses. None when nothing differs."""
    require(can_edit_contract, actor, contract)
    contract = lock_contract(contract, ContractStatus.DRAFT, version=version)
    before = {name: getattr(contract, name) for name in values}
    for name, value in values.items():
        setattr(contract, name, value)
    _check(contract, actor)
    check_clauses(contract.clauses, None)
    for name, value in before.items():
        setattr(contract, name, value)
    changes = save_changes(contract, dict(values))
    if not changes:
        return None
    search.put(contract_entry(contract))
    told = {name: pair for name, pair in changes.items() if name != "clauses"}
    return record_contract(
        "contract.edited", contract, actor=actor, at=at, changes=told, clauses_changed="clauses" in changes
    )


def _check(contract: Contract, actor: Actor) -> None:
    wrong: dict[str, Text] = {}
    contact = contract.contact
    if contact is not None and (contact.customer_id != contract.customer_id or contact.left_at):
        wrong["contact"] = _("This contact belongs to another customer, or has left.")
    if not contract.title.strip():
        wrong["title"] = _("Say what it is called.")
    if not actor.today - FURTHEST <= contract.starts_on <= actor.today + FURTHEST:
        wrong["starts_on"] = _("Choose a day of our time.")
    if contract.ends_on is not None and contract.ends_on < contract.starts_on:
        wrong["ends_on"] = _("The last day lies before the first.")
    if contract.renewal_months and contract.ends_on is None:
        wrong["renewal_months"] = _("What has no end is not renewed.")
    if contract.notice_days > 3660 or contract.renewal_months > 240:
        wrong["notice_days"] = _("This is too long.")
    if wrong:
        raise Invalid("contract_wrong", _("The contract is not right yet."), wrong)

"""How contracts begin, are renewed, and end: by notice, or by their days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.contracts.models import Contract, ContractStatus, Termination
from tandem.contracts.queries import RUNNING
from tandem.contracts.reminders import plan_reminders
from tandem.contracts.rules import can_terminate
from tandem.contracts.terms import earliest_end, months_on
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in

from .common import lock_contract, record_contract


@transaction.atomic
def terminate_contract(
    contract: Contract,
    *,
    by_customer: bool,
    reason: str,
    ends_on: date,
    received_on: date | None = None,
    early: bool = False,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Event:
    """Notice was given, today or on `received_on`: it ends on that day and is not renewed.

    Sooner than the agreed notice only where somebody says so (`early`): for good cause, or because both want it.
    """
    require(can_terminate, actor, contract)
    contract = lock_contract(contract, *RUNNING, version=version)
    received_on = received_on or actor.today
    wrong: dict[str, Text] = {}
    if not reason.strip():
        wrong["reason"] = _("Say why.")
    if received_on > actor.today:
        wrong["received_on"] = _("Choose today or an earlier day.")
    if ends_on < actor.today:
        wrong["ends_on"] = _("Choose today or a later day.")
    elif contract.ends_on and ends_on > contract.ends_on and not contract.renewal_months:
        wrong["ends_on"] = _("It ends before that day anyway.")
    elif not early and ends_on < (first := earliest_end(contract, received_on)):
        text = _(
            "By the agreed notice it ends on %(day)s at the earliest. If it ends sooner all the same, tick the box."
        )
        wrong["ends_on"] = text % {"day": date_format(first, "SHORT_DATE_FORMAT")}
    if hasattr(contract, "termination"):
        raise Invalid("terminated_already", _("Notice has been given already."))
    if wrong:
        raise Invalid("termination_wrong", _("The notice is not right yet."), wrong)
    Termination.objects.create(
        contract=contract, by_customer=by_customer, reason=reason.strip()[:200], ends_on=ends_on,
        received_on=received_on, early=ends_on < earliest_end(contract, received_on), at=at, by=signed_in(actor),
    )  # fmt: skip
    changes = save_changes(contract, {"ends_on": max(ends_on, contract.starts_on)})
    return record_contract("contract.terminated", contract, actor=actor, at=at, changes=changes, reason=reason.strip())


def run_terms(*, actor: Actor, at: datetime) -> int:
    """Every morning: contracts begin, are renewed or end; both partners are reminded. Returns how many moved."""
    today, moved = actor.today, 0
    due = Contract.objects.filter(status=ContractStatus.COUNTERSIGNED, starts_on__lte=today)
    due = due | Contract.objects.filter(status__in=RUNNING, ends_on__lt=today)
    for contract in due.select_related("customer__team", "tandem").order_by("pk"):
        moved += _move(contract, actor=actor, at=at)
    ahead = Contract.objects.filter(
        status__in=RUNNING, ends_on__gte=today, ends_on__lt=today + timedelta(days=3660), termination=None
    )
    for contract in ahead.select_related("customer__team", "tandem").order_by("pk"):
        plan_reminders(contract, at=at)
    return moved


@transaction.atomic
def _move(contract: Contract, *, actor: Actor, at: datetime) -> int:
    contract = lock_contract(contract, *RUNNING)
    today = actor.today
    if contract.ends_on is None or contract.ends_on >= today:
        return _set(contract, "contract.in_force", {"status": ContractStatus.IN_FORCE}, actor, at)
    if Termination.objects.filter(contract=contract).exists():
        return _set(contract, "contract.ended", {"status": ContractStatus.TERMINATED}, actor, at)
    if not contract.renewal_months:
        return _set(contract, "contract.ended", {"status": ContractStatus.ENDED}, actor, at)
    end = contract.ends_on
    while end < today:  # the house may have slept for a while
        end = months_on(end + timedelta(days=1), contract.renewal_months) - timedelta(days=1)
    return _set(contract, "contract.renewed", {"ends_on": end, "status": ContractStatus.IN_FORCE}, actor, at)


def _set(contract: Contract, verb: str, values: dict[str, object], actor: Actor, at: datetime) -> int:
    changes = save_changes(contract, values)
    if changes:
        record_contract(verb, contract, actor=actor, at=at, changes=changes)
    return int(bool(changes))

"""Exchange rates of the house: entered, never changed."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engines.commission.numbers import read_number
from tandem.commissions.models import ExchangeRate
from tandem.commissions.rules import can_set_rates
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.rules import require
from tandem.people.queries import signed_in


@transaction.atomic
def set_rate(*, currency: str, into: str, start: date, rate: str, actor: Actor, at: datetime) -> ExchangeRate:
    """One unit of `currency` in `into`, from a day on; entered again for the same day it takes the place of before."""
    require(can_set_rates, actor)
    wrong: dict[str, str] = {}
    for name, code in (("currency", currency), ("into", into)):
        if not re.fullmatch("[A-Z]{3}", code):
            wrong[name] = _("Three capital letters such as CHF.")
    if currency == into and not wrong:
        wrong["into"] = _("Another currency than the first one.")
    if not re.fullmatch(r"\d{1,7}(\.\d{1,8})?", rate, re.ASCII) or not read_number(rate):
        wrong["rate"] = _("More than zero.")
    if wrong:
        raise Invalid("rate_wrong", _("The exchange rate cannot be taken like this."), wrong)
    person = signed_in(actor)
    row = ExchangeRate.objects.create(
        currency=currency, into=into, start=start, rate=rate, made_by=person, made_at=at
    )  # fmt: skip
    data = {"currency": currency, "into": into, "from": start.isoformat(), "rate": rate}
    record("exchange_rate.set", row, actor=actor, at=at, data=data)
    return row

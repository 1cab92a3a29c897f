"""What was handed to payroll leaves what is payable: one posting per person, into the open month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Sum

from tandem.commissions.models import Move, PostingLine
from tandem.commissions.months import month_of, next_month
from tandem.commissions.posting import Draft, post

from .lines import Checked


def post_pay(checked: Checked, *, today: date) -> None:
    """To be called once per run, in the transaction of its export, under the lock of the head."""
    sums: dict[int, int] = defaultdict(int)
    for line in checked.lines:
        sums[line.employee] += line.cents
    month = next_month() or month_of(checked.run.period.end)
    day = max(month.start, min(today, month.end - timedelta(days=1)))
    about = f"pay|{checked.run.period.name}"
    drafts = [
        Draft(employee, Move.PAY, cents, checked.currency, day, about)
        for employee, cents in sorted(sums.items())
        if cents
    ]
    post(drafts, period=month.name, run=checked.run)


def open_sums() -> Mapping[str, int]:
    """Released and not paid yet, by currency, as the account of the books says."""
    rows = PostingLine.objects.filter(account="payable").order_by()
    sums = rows.values_list("currency").annotate(sum=Sum("cents"))
    return {currency: -cents for currency, cents in sums if cents}

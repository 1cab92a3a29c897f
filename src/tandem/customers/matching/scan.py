"""The job that looks through the whole book for pairs that look like one (core/jobs)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.core.jobs import Work
from tandem.core.models import Event
from tandem.customers.actions.pairs import ask_for_scan
from tandem.customers.models import Customer, PairKind

from .contact_table import contact_rows
from .keys import AT_ONCE, keep_match_keys
from .storing import store_pairs
from .tables import customer_rows

if TYPE_CHECKING:
    from .linking import Found

LEAST_PPM = 500_000  # what is rather not one is not shown to anybody
MOST = 20_000  # pairs of a kind; who has more than these has no use for a longer list
SUNDAY = 6
PARTS = 100  # of the progress, for each of five steps


def find_duplicates(work: Work) -> dict[str, str]:
    """Compare all customers and all contacts; keeps what has been decided. Run again, it finds the same again."""
    _refresh_keys(work)
    found = 0
    for number, (kind, title) in enumerate(((PairKind.CUSTOMER, _("Customers")), (PairKind.CONTACT, _("Contacts"))), 1):
        start = PARTS * (2 * number - 1)
        work.progress(start, step=_("Reads: %s") % title)
        pairs = _likely(kind, work, start, title)
        found += store_pairs(kind, pairs, at=work.at)
    text = ngettext("%d pair looks like one.", "%d pairs look like one.", found) % found
    return {"text": text, "url": reverse("customers:duplicates")}


def scan_weekly(event: Event, at: datetime) -> None:
    """Every Sunday morning, when nobody waits for the machine."""
    if date.fromisoformat(event.data["day"]).weekday() == SUNDAY:
        ask_for_scan(actor=Actor.system(at, "schedule"), at=at)


def _refresh_keys(work: Work) -> None:
    """What bulk paths of other hands may have left behind is put right on the way."""
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        work.progress(PARTS * start // len(ids), 5 * PARTS, _("Brings names and numbers up to date"))
        with transaction.atomic():
            keep_match_keys(ids[start : start + AT_ONCE])


def _likely(kind: PairKind, work: Work, start: int, title: str) -> list[Found]:
    from . import linking  # heavy: seconds and a hundred megabytes, for the process of this job only

    def on_step() -> None:
        work.progress(start + PARTS // 2, step=_("Compares: %s") % title)

    link, rows = (
        (linking.link_customers, customer_rows())
        if kind == PairKind.CUSTOMER
        else (linking.link_contacts, contact_rows())
    )
    found = []
    for pair in link(rows, LEAST_PPM, on_step):
        found.append(pair)
        if len(found) == MOST:
            break
    return found

"""The job that looks through the whole book for pairs that look like one (core/jobs)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.core.jobs import Work
from tandem.core.models import Event
from tandem.customers.actions.pairs import ask_for_scan
from tandem.customers.models import Contact, Customer, DuplicatePair, PairKind, PairState
from tandem.customers.models.duplicates import UNDECIDED

from .keys import AT_ONCE, keep_match_keys
from .tables import contact_rows, customer_rows

if TYPE_CHECKING:
    from .linking import Found

LEAST_PPM = 500_000  # what is rather not one is not shown to anybody
MOST = 20_000  # pairs of a kind; who has more than these has no use for a longer list
SUNDAY = 6
PARTS = 100  # of the progress, for each of five steps
NAMES = ("", "similar name", "similar name", "name")  # by the level of the comparison
PLACES = ("", "town", "postcode", "address", "address")


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


@dataclass(frozen=True)
class _Side:
    """What a pair names on one side."""

    customer: int
    contact: int | None


def store_pairs(kind: PairKind, found: Sequence[Found], *, at: datetime) -> int:
    """Bring the list in line with what was found; returns how many are undecided.

    New ones come in, undecided ones get their new score, and those that do not look alike any more go.
    """
    there = {_ends(row): row for row in DuplicatePair.objects.filter(kind=kind)}
    wanted = {(pair.left, pair.right): pair for pair in found}
    gone = [row.pk for ends, row in there.items() if ends not in wanted and row.state == PairState.OPEN]
    fresh = [pair for ends, pair in wanted.items() if ends not in there]
    changed = []
    for ends, pair in wanted.items():
        row = there.get(ends)
        if row is not None and row.undecided and (row.score_ppm, row.reasons) != (pair.score_ppm, reasons_of(pair)):
            row.score_ppm, row.reasons = pair.score_ppm, reasons_of(pair)
            changed.append(row)
    with transaction.atomic():
        DuplicatePair.objects.filter(pk__in=gone, state=PairState.OPEN).delete()
        DuplicatePair.objects.bulk_update(changed, ["score_ppm", "reasons"], 500)
        DuplicatePair.objects.bulk_create(_new_rows(kind, fresh, at), 1000, ignore_conflicts=True)
    return DuplicatePair.objects.filter(kind=kind, state__in=UNDECIDED).count()


def _ends(row: DuplicatePair) -> tuple[int, int]:
    if row.left_contact_id is not None and row.right_contact_id is not None:
        return row.left_contact_id, row.right_contact_id
    return row.left_customer_id, row.right_customer_id


def _new_rows(kind: PairKind, found: Iterable[Found], at: datetime) -> list[DuplicatePair]:
    """Only of those that are still there: somebody may have merged or removed one while the job compared."""
    found = list(found)
    sides = _sides(kind, {key for pair in found for key in (pair.left, pair.right)})
    return [
        DuplicatePair(
            kind=kind,
            left_customer_id=sides[pair.left].customer,
            right_customer_id=sides[pair.right].customer,
            left_contact_id=sides[pair.left].contact,
            right_contact_id=sides[pair.right].contact,
            score_ppm=pair.score_ppm,
            reasons=reasons_of(pair),
            found_at=at,
        )
        for pair in found
        if pair.left in sides and pair.right in sides
    ]


def _sides(kind: PairKind, keys: set[int]) -> Mapping[int, _Side]:
    wanted, sides = sorted(keys), dict[int, _Side]()
    for start in range(0, len(wanted), AT_ONCE):
        some: dict[str, Any] = {"pk__in": wanted[start : start + AT_ONCE], "merged_into": None}
        if kind == PairKind.CUSTOMER:
            sides |= {key: _Side(key, None) for key in Customer.objects.filter(**some).values_list("pk", flat=True)}
        else:
            rows = Contact.objects.filter(**some).values_list("pk", "customer")
            sides |= {key: _Side(customer, key) for key, customer in rows}
    return sides


def reasons_of(pair: Found) -> list[str]:
    """What the levels of the comparisons say, in the words of reasons.py."""
    levels = pair.levels
    found = _reasons_of_contact(levels) if "last" in levels else _reasons_of_customer(levels)
    found += ["phone"] if levels["phone"] > 0 else []
    return [reason for reason in found if reason]


def _reasons_of_customer(levels: Mapping[str, int]) -> list[str]:
    name, place = NAMES[max(levels["name"], 0)], PLACES[max(levels["place"], 0)]
    if name == "name" and place:
        found = ["name and street" if place == "address" else "name and town"]
    else:
        found = [name, place]
    found.append({1: "vat", 0: "other vat"}.get(levels["vat"], ""))
    return [*found, {2: "mail", 1: "domain"}.get(levels["mail"], "")]


def _reasons_of_contact(levels: Mapping[str, int]) -> list[str]:
    exact = levels["last"] == 3 and levels["first"] in (4, -1)  # the uppermost levels of model.py
    alike = levels["last"] > 0 or levels["first"] > 0
    found = ["name" if exact else "similar name" if alike else ""]
    found.append("mail" if levels["mail"] == 2 else "")
    return [*found, {3: "customer", 2: "other site", 1: "town"}.get(levels["firm"], "")]

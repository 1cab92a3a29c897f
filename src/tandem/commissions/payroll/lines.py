"""What a released run pays, per person and wage type, out of the books; and what stands against exporting it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.translation import gettext as _

from tandem.commissions.currencies import HOME, Sums, sums_by
from tandem.commissions.models import (
    Adjustment,
    Move,
    PayKind,
    PayrollSettings,
    PostingLine,
    Question,
    QuestionKind,
    QuestionStatus,
    Run,
    RunStatus,
)
from tandem.people.models import Employee

KINDS = {
    Move.RELEASE: PayKind.COMMISSION,
    Move.ADVANCE: PayKind.ADVANCE,
    Move.RECOVER: PayKind.RECOVERY,
    Move.GUARANTEE: PayKind.GUARANTEE,
}
FIELDS = ("employee", "number", "name", "wage_type", "key", "cents", "currency")
Payable = dict[tuple[int, str], dict[str, int]]  # by employee and currency: cents by kind of pay


@dataclass(frozen=True)
class PayLine:
    """One line for payroll: cents of one person under one wage type."""

    employee: int
    number: str
    name: str
    wage_type: str
    key: str
    cents: int
    currency: str = HOME

    @property
    def as_json(self) -> dict[str, object]:
        """As an export keeps it."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True)
class Checked:
    """What would be exported. `blocks` must be empty, `lodas_blocks` too for the DATEV file."""

    run: Run
    lines: Sequence[PayLine]
    currency: str
    total: int
    sums: Sums
    people: int
    blocks: Sequence[str]
    lodas_blocks: Sequence[str] = field(default_factory=list)


def check_run(run: Run, settings: PayrollSettings) -> Checked:
    """A few statements, however many people."""
    sums = payable(run)
    people = Employee.objects.in_bulk({employee for employee, _currency in sums})
    lines = list(_lines(sums, people, settings.wage_types))
    currencies = sorted({currency for _employee, currency in sums})
    blocks = [*_state(run), *_numbers(lines), *_kinds(sums, settings), *_open(run, people), *_differs(run, sums)]
    if len(currencies) > 1:
        blocks.append(_("The run pays in several currencies: %(all)s.") % {"all": ", ".join(currencies)})
    return Checked(
        run=run,
        lines=lines,
        currency=currencies[0] if currencies else "EUR",
        total=0 if len(currencies) > 1 else sum(line.cents for line in lines),
        sums=sums_by((line.currency, line.cents) for line in lines),
        people=len({line.employee for line in lines}),
        blocks=blocks,
        lodas_blocks=_datev(lines, settings, currencies),
    )


def payable(run: Run) -> Payable:
    """What the postings of the run made payable; the account of the books, not what the run remembers."""
    rows = PostingLine.objects.filter(posting__run=run, account="payable", posting__kind__in=list(KINDS)).order_by()
    sums: Payable = defaultdict(dict)
    for employee, currency, kind, cents in rows.values_list("employee", "currency", "posting__kind").annotate(
        sum=Sum("cents")
    ):
        sums[employee, currency][KINDS[Move(kind)]] = -cents  # what is owed stands on the credit side
    return sums


def _lines(
    sums: Payable, people: Mapping[int, Employee], wage_types: Mapping[str, Mapping[str, str]]
) -> Iterator[PayLine]:
    """Kinds of the same wage type and key are one line; nothing is no line."""
    ordered = sorted(sums.items(), key=lambda item: (people[item[0][0]].name_key, item[0]))
    for (employee, currency), kinds in ordered:
        person = people[employee]
        grouped: dict[tuple[str, str], int] = defaultdict(int)
        for kind in PayKind:
            named = wage_types.get(kind, {})
            grouped[named.get("wage_type", ""), named.get("key", "")] += kinds.get(kind, 0)
        for (wage_type, key), cents in grouped.items():
            if cents:
                yield PayLine(employee, person.personnel_number, str(person), wage_type, key, cents, currency)


def _state(run: Run) -> Iterator[str]:
    if run.status != RunStatus.RELEASED:
        yield _("The run is not released. Only what is released is paid.")


def _numbers(lines: Sequence[PayLine]) -> Iterator[str]:
    """007 and 7 are one number to who pays."""
    people = {line.employee: line for line in lines}
    for line in people.values():
        if not line.number.strip():
            yield _("%(name)s has no personnel number.") % {"name": line.name}
    counts = Counter(plain_number(line.number) for line in people.values() if line.number.strip())
    for number, count in sorted(counts.items()):
        if count > 1:
            names = ", ".join(sorted(line.name for line in people.values() if plain_number(line.number) == number))
            yield _("Personnel number %(number)s stands for several people: %(names)s.") % {
                "number": number,
                "names": names,
            }


def plain_number(number: str) -> str:
    """Without blanks and leading zeros."""
    return number.strip().lstrip("0").casefold() or number.strip()


def _kinds(sums: Payable, settings: PayrollSettings) -> Iterator[str]:
    used = {kind for kinds in sums.values() for kind, cents in kinds.items() if cents}
    for kind in PayKind:
        if kind in used and not settings.wage_types.get(kind, {}).get("wage_type"):
            yield _("%(kind)s has no wage type yet.") % {"kind": kind.label}


def _open(run: Run, people: Mapping[int, Employee]) -> Iterator[str]:
    """Corrections that nobody has decided on yet, of this month or before, of those who are paid."""
    waiting = Adjustment.objects.filter(
        employee__in=people, approved_at=None, refused_at=None, withdrawn_at=None, day__lt=run.period.end
    ).exclude(pk__in=_posted(run))
    disputes = Question.objects.filter(
        employee__in=people, kind=QuestionKind.DISPUTE, status=QuestionStatus.OPEN, period__lte=run.period.name
    )
    names = [str(row.employee) for row in waiting.select_related("employee")]
    names += [str(row.employee) for row in disputes.select_related("employee")]
    for name in names:
        yield _("%(name)s: a correction of this month is not decided yet.") % {"name": name}


def _posted(run: Run) -> list[int]:
    """Adjustments up to the plan's limit count without a second person: their lines are in the books. Above it the
    books have a line of nothing until somebody has decided."""
    facts = PostingLine.objects.filter(posting__fact__startswith="K/", posting__period__lte=run.period.name)
    facts = facts.exclude(cents=0)
    names = facts.values_list("posting__fact", flat=True).distinct()
    return [int(name.removeprefix("K/")) for name in names if name.removeprefix("K/").isdigit()]


def _differs(run: Run, sums: Payable) -> Iterator[str]:
    """The run, the statements and the books say the same, person by person."""
    told = {(row.employee_id, row.currency): row.payable_cents for row in run.people.all()}
    for key in sorted(told.keys() | sums.keys()):
        if told.get(key, 0) != sum(sums.get(key, {}).values()):
            yield _("Sums differ from released entries of the books. Have the books checked before anything is paid.")
            return


def _datev(lines: Sequence[PayLine], settings: PayrollSettings, currencies: Sequence[str]) -> list[str]:
    found = []
    if not (settings.consultant and settings.client):
        found.append(_("For the DATEV file the numbers of consultant and client are missing."))
    if currencies not in ([], ["EUR"]):
        found.append(_("DATEV LODAS takes euros only."))
    if any(not is_datev_number(line.number) for line in lines if line.number):
        found.append(_("DATEV LODAS takes personnel numbers from 1 to 99999 only."))
    if any(not line.key for line in lines):
        found.append(_("For the DATEV file each wage type needs a processing key."))
    return found


def is_datev_number(number: str) -> bool:
    """One to five digits, not all zero."""
    plain = number.strip()
    return plain.isascii() and plain.isdigit() and 0 < int(plain) <= 99999

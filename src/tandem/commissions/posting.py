"""Writing into the books: one at a time under the lock of the head, numbered without a gap, each sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from engines.commission import ledger
from engines.commission.windows import read_window
from tandem.core.bulk import insert_many, insert_values, take_ids
from tandem.core.errors import Refused
from tandem.core.locking import lock

from .models import Counted, LedgerHead, Move, Period, Posting, PostingLine, Run
from .names import person_id
from .settling import Line, detail_digest

LINE = ("id", "posting", "account", "employee", "cents", "currency")


@dataclass(frozen=True)
class Draft:
    """A posting without number and seal; `cents` is what it does to pay, below zero where it takes away."""

    employee: int
    kind: str
    cents: int
    currency: str
    day: date
    about: str
    line: Line | None = None
    reverses: Posting | None = None
    reason: str = ""


def draft_of(line: Line, month: str) -> Draft:
    """What a settled line posts, on its own day or on the first one of the month."""
    day = max(line.day, read_window(month).start)
    return Draft(line.employee, line.kind, line.cents, line.currency, day, line.about, line)


def moved(kind: str, cents: int) -> int:
    """The first line of a move that does so much to pay: a recovery takes away."""
    return -cents if kind == Move.RECOVER else cents


def post(drafts: Iterable[Draft], *, period: str, run: Run | None = None) -> list[Posting]:
    """Append to the books; must run in the transaction of the action. A closed period is refused."""
    head = lock_head()
    open_period(period)
    wanted = list(drafts)
    turns = _turns(wanted)
    last = ledger.Posting(head.number, date.min, "", "", "", (), "", head.seal) if head.number else None
    made: list[Posting] = []
    moves: list[tuple[ledger.Line, ...]] = []
    for draft in wanted:
        last = _sealed(last, draft, period)
        made.append(_row(draft, last, period, run, turns.get((draft.employee, draft.about), 0)))
        moves.append(last.lines)
    insert_many(made)
    _keep_sheets(wanted)
    lines = [
        [row.pk, line.account, row.employee_id, line.cents, line.currency]
        for row, move in zip(made, moves, strict=True)
        for line in move
    ]
    keys = take_ids(PostingLine, len(lines))
    insert_values(PostingLine, LINE, [[key, *line] for key, line in zip(keys, lines, strict=True)])
    if last is not None:
        head.number, head.seal = last.number, last.seal
        head.save(update_fields=["number", "seal"])
    return made


def _keep_sheets(drafts: Sequence[Draft]) -> None:
    """What the lines count, each sheet once; those that stand there already stay."""
    wanted = {sheet.digest: sheet.rows for draft in drafts if draft.line for sheet in draft.line.sheets}
    if not wanted:
        return
    rows = [Counted(digest=digest, rows=text) for digest, text in sorted(wanted.items())]
    Counted.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def lock_head() -> LedgerHead:
    """The end of the books, held until the transaction ends: whoever else posts waits."""
    LedgerHead.objects.get_or_create(pk=1, defaults={"seal": ledger.START})
    return lock(LedgerHead(pk=1))


def open_period(name: str) -> Period:
    """The period, made where it is new; Refused once it is closed."""
    window = read_window(name)
    period, _new = Period.objects.get_or_create(name=name, defaults={"start": window.start, "end": window.end})
    period = lock(period)
    if not period.is_open:
        text = _("%(period)s is closed. What comes later is posted into the open period.") % {"period": name}
        raise Refused("period_closed", text)
    return period


def reversal(posting: Posting, *, reason: str, day: date) -> Draft:
    """The mirror of a posting."""
    return Draft(
        posting.employee_id,
        posting.kind,
        -posting.cents,
        posting.currency,
        day,
        posting.about,
        reverses=posting,
        reason=reason,
    )


def _turns(drafts: Sequence[Draft]) -> dict[tuple[int, str], int]:
    """How often each of these was earned and reversed before: one more than the highest turn that was reversed."""
    people = {draft.employee for draft in drafts}
    if not people:
        return {}
    reversed_ = Posting.objects.filter(reverses__isnull=False, kind=Move.EARN, employee__in=people)
    rows = reversed_.order_by().values_list("employee", "about").annotate(most=Max("turn"))
    return Counter({(employee, about): most + 1 for employee, about, most in rows})


def _sealed(last: ledger.Posting | None, draft: Draft, period: str) -> ledger.Posting:
    person = person_id(draft.employee)
    lines = ledger.move(draft.kind, person, moved(draft.kind, draft.cents), draft.currency)
    reason = draft.reason or (detail_digest(draft.line.detail) if draft.line else "")
    return ledger.sealed(
        last,
        day=draft.day,
        period=period,
        kind=draft.kind,
        about=draft.about,
        lines=lines,
        reverses=draft.reverses.number if draft.reverses else 0,
        reason=reason,
    )


def _row(draft: Draft, sealed: ledger.Posting, period: str, run: Run | None, turn: int) -> Posting:
    line, wrong = draft.line, draft.reverses
    told = line or wrong
    return Posting(
        number=sealed.number,
        day=draft.day,
        period=period,
        kind=draft.kind,
        about=draft.about,
        turn=wrong.turn if wrong else turn,
        employee_id=draft.employee,
        cents=draft.cents,
        currency=draft.currency,
        plan_version_id=line.version if line else wrong.plan_version_id if wrong else None,
        run=run,
        component=told.component if told else "",
        rule=told.rule if told else "",
        fact=told.fact[:60] if told else "",
        deal=told.deal if told else "",
        tandem_id=(line.tandem or None) if line else wrong.tandem_id if wrong else None,
        joint=told.joint if told else False,
        detail=line.detail if line else "",
        before=sealed.before,
        seal=sealed.seal,
        reverses=wrong.number if wrong else None,
        reason=sealed.reason,
    )

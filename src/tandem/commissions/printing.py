"""A statement on paper: made once a month is locked, then the same for whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engines.commission import read_window
from tandem.core.actor import Actor
from tandem.core.documents import paper
from tandem.core.documents.formats import day, money, paper_language
from tandem.core.documents.keeping import make_document
from tandem.core.models import Document
from tandem.core.rules import require

from .currencies import sums_by
from .models import PlanVersion, Posting, RunPerson
from .months import month_label
from .names import with_names
from .queries.statement import pay_lines, titles_of
from .rules import can_read_statement
from .settling import LANGUAGES
from .telling import names_in, of_posting, titled

STATEMENT = "statement"


def print_statement(row: RunPerson, *, actor: Actor, at: datetime) -> Document:
    """In the language of the person whose pay it is."""
    require(can_read_statement, actor, row.employee)
    language = row.employee.language if row.employee.language in LANGUAGES else "en"
    with translation.override(language):
        letter = statement_paper(row, paper_language(language))
    document, _new = make_document(row, kind=STATEMENT, paper=letter, actor=actor, at=at)
    return document


def statement_paper(row: RunPerson, language: str) -> paper.Paper:
    """Every line with its sentence; sums, what is held and what is paid. Customers stay unnamed: numbers suffice."""
    month, person = read_window(row.run.period.name), row.employee
    lines = list(pay_lines(person).filter(period=month.name).order_by("number"))
    rows = list(RunPerson.objects.filter(run=row.run_id, employee=person).order_by("currency"))
    plans = PlanVersion.objects.filter(pk__in={line.plan_version_id for line in lines}).select_related("plan")
    return paper.Paper(
        language=language,
        title=_("Commission statement"),
        number=month_label(month.name),
        address=[str(person)],
        facts=[
            (_("Personnel number"), person.personnel_number),
            (_("Plan"), ", ".join(str(plan) for plan in plans)),
            (
                _("In the books since"),
                day(localdate(row.run.locked_at), language) if row.run.locked_at else "",
            ),
            (_("Lines"), f"{lines[0].number}–{lines[-1].number}" if lines else "–"),
        ],
        people=[],
        blocks=[_lines(lines, row, language), *(_sums(one, language) for one in rows)],
    )


def _lines(lines: Sequence[Posting], row: RunPerson, language: str) -> paper.Block:
    columns = [
        (_("No."), "left", "auto"),
        (_("Day"), "left", "auto"),
        (_("What"), "left", "1"),
        (_("Amount"), "right", "auto"),
    ]
    titles = titles_of(row.employee)
    told = [titled(of_posting(line), titles) for line in lines]
    people, tandems = names_in(line.sentences.get(language, "") for line in told)
    cells: list[Sequence[paper.Cell] | str] = [
        [
            str(line.place),
            day(line.day, language),
            paper.cell(line.title, below=with_names(line.sentences.get(language, ""), people, tandems)),
            money(line.cents, line.currency, language),
        ]
        for line in told
    ]
    sums = sums_by((line.currency, line.cents) for line in told) if told else [(row.currency, 0)]
    return paper.table(columns, cells, [(_("Sum"), money(cents, currency, language)) for currency, cents in sums])


def _sums(row: RunPerson, language: str) -> paper.Block:
    def cents(value: int) -> str:
        return money(value, row.currency, language) if value else ""

    return paper.facts(
        [
            (_("Earned"), money(row.earned_cents, row.currency, language)),
            (_("of it together"), cents(row.joint_cents)),
            (_("Advances"), cents(row.advance_cents)),
            (_("Held back"), cents(row.held_cents)),
            (_("To be paid"), money(row.payable_cents, row.currency, language)),
        ]
    )

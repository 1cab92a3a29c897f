"""The extract of the books (§ 87c HGB): every line of somebody's pay with all that it came from, as CSV and PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from engines.commission import Window, words
from tandem.core.actor import Actor
from tandem.core.documents import paper
from tandem.core.documents.formats import day as on_day
from tandem.core.documents.formats import money
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.printing import print_pdf
from tandem.core.exports.csvfile import write_csv
from tandem.core.exports.sheets import DAY, MONEY, TEXT, WHOLE, Field
from tandem.orders.models import Invoice, Order, Payment
from tandem.orders.queries import visible_orders
from tandem.people.models import Employee

from .behind import Behind, measures_of, named_rows
from .currencies import sums_by
from .models import Posting
from .months import month_label
from .names import with_names
from .queries.counted import texts_of
from .queries.statement import extract_lines, titles_of
from .sheets import read_rows
from .telling import Told, names_in, of_posting, plain_fact, reader_language, titled

LOT = 500
Row = tuple[Any, ...]  # values in the order of the columns


def csv_answer(person: Employee, first: Window, last: Window, actor: Actor) -> HttpResponse:
    """One line per line of the books, as every list is taken along."""
    out = io.BytesIO()
    write_csv(out, _fields(), rows(person, first, last, actor), language=get_language() or "de")
    name = f"{_('extract')}-{person.pk}-{first.name}-{last.name}.csv"
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _fields() -> list[Field]:
    columns = [
        (_("Number in the books"), WHOLE), (_("Month"), TEXT), (_("Day"), DAY), (_("What"), TEXT),
        (_("Customer"), TEXT), (_("Order"), TEXT), (_("Order date"), DAY), (_("Net value"), MONEY),
        (_("Invoices"), TEXT), (_("Payments received"), TEXT), (_("Counts"), MONEY), (_("Share"), TEXT),
        (_("Rule"), TEXT), (_("Tiers"), TEXT), (_("Amount"), MONEY), (_("Currency"), TEXT), (_("Why"), TEXT),
    ]  # fmt: skip
    return [Field(label, itemgetter(place), shape) for place, (label, shape) in enumerate(columns)]


def rows(person: Employee, first: Window, last: Window, actor: Actor) -> Iterator[Row]:
    """In lots, so that a long extract needs little memory; a few statements for each lot.

    Below a line that pays by a sum stands each fact that makes it, without an amount of its own. A month that several
    lines count stands once, below the first of them, and the others name it.
    """
    after, titles, shown = 0, titles_of(person), dict[str, int]()
    while True:
        lot = list(extract_lines(person, first, last, actor).filter(number__gt=after)[:LOT])
        if not lot:
            return
        after = lot[-1].number
        yield from _lot(lot, titles, actor, shown)


def _lot(lot: Sequence[Posting], titles: Mapping[str, str], actor: Actor, shown: dict[str, int]) -> Iterator[Row]:
    told = [titled(of_posting(row), titles) for row in lot]
    by_number = _orders({line.deal for line in told if line.deal}, actor)
    language = reader_language()
    people, tandems = names_in(line.sentences.get(language, "") for line in told)
    for row, line in zip(lot, told, strict=True):
        why = with_names(line.sentences.get(language, ""), people, tandems) or line.title
        yield _cells(row, line, by_number.get(line.deal), why, language)
        for month, count, digest in line.sheets:
            if digest in shown:
                yield _elsewhere(row, month, count, shown[digest])
            else:
                shown[digest] = row.number
                yield from _behind(row, line, digest, actor)


def _orders(numbers: set[str], actor: Actor) -> dict[str, Order]:
    """What the reader may see of them, with invoices and payments."""
    payments = Prefetch("payments", Payment.objects.order_by("received_on", "amount_cents", "source_key", "pk"))
    invoices = Prefetch("invoices", Invoice.objects.order_by("issued_on", "number").prefetch_related(payments))
    orders = visible_orders(actor).filter(number__in=numbers).select_related("customer").prefetch_related(invoices)
    return {order.number: order for order in orders} if numbers else {}


def _behind(row: Posting, line: Told, digest: str, actor: Actor) -> Iterator[Row]:
    """One row for each fact of a sheet, in lots as well."""
    measures, facts = measures_of(line), iter(read_rows(texts_of({digest}).get(digest, "[]")))
    while lot := list(islice(facts, LOT)):
        named = named_rows([(fact, measures) for fact in lot], actor)
        orders = _orders({fact.deal for fact in lot if fact.deal}, actor)
        for one in named:
            yield _fact(row, line, one, orders.get(one.row.deal))


def _fact(row: Posting, line: Told, one: Behind, order: Order | None) -> Row:
    value = one.row.value
    invoices, paid = _billed(order, reader_language())
    counts = one.counts if one.counts_cents is None else words.money(one.row.counts, line.currency, reader_language())
    worth = one.value if one.value_cents is None else words.money(value or 0, line.currency, reader_language())
    parts = [_("Counts towards number %(number)d") % {"number": row.number}, one.towards.label]
    parts += [" × ".join(part for part in (worth, one.share) if part), counts]
    return (
        row.number, row.period, one.row.day, one.title, one.customer, one.row.deal,
        order.ordered_on if order else None, order.net_cents if order else None, invoices, paid, one.counts_cents,
        one.share, line.rule, "", None, line.currency, ": ".join(part for part in parts if part),
    )  # fmt: skip


def _elsewhere(row: Posting, month: str, count: int, number: int) -> Row:
    values = {"month": month_label(month), "count": count, "number": number}
    text = ngettext(
        "%(count)d fact of %(month)s, as below number %(number)d",
        "%(count)d facts of %(month)s, as below number %(number)d",
        count,
    )
    told = text % values
    return (row.number, row.period, row.day, told, *("",) * 2, None, None, "", "", None, "", "", "", None, "", told)


def _billed(order: Order | None, language: str) -> tuple[str, str]:
    """Numbers of the invoices, and what was paid of them when."""
    invoices = list(order.invoices.all()) if order else []
    paid = [
        f"{words.day(payment.received_on, language)} {words.money(payment.amount_cents, invoice.currency, language)}"
        for invoice in invoices
        for payment in invoice.payments.all()
    ]
    return " ".join(invoice.number for invoice in invoices), "; ".join(paid)


def _cells(row: Posting, line: Told, order: Order | None, why: str, language: str) -> Row:
    invoices, paid = _billed(order, language)
    return (
        row.number, row.period, row.day, plain_fact(line.fact) or line.title, order.customer.name if order else "",
        line.deal, order.ordered_on if order else None, order.net_cents if order else None,
        invoices, paid, line.credited, line.share, line.rule,
        _tiers(line, language), line.cents, line.currency, why,
    )  # fmt: skip


def _tiers(line: Told, language: str) -> str:
    """Which part fell into which tier, at which rate: of money, or so much for each."""
    measure, of_money = line.inputs.get("measure", ""), line.credited is not None
    told = []
    for one in line.inputs.get("tiers", []):
        rate, part = Fraction(one["rate"]), Fraction(one["of"])
        pays = words.share(rate, language) if of_money else words.money(rate, line.currency, language)
        told.append(f"{one['tier']}: {pays} × {words.amount(part, measure, line.currency, language)}")
    return "; ".join(told)


def extract_paper(person: Employee, first: Window, last: Window, actor: Actor) -> HttpResponse:
    """The same on paper, for whom that is wanted."""
    language = reader_language()
    lines = list(rows(person, first, last, actor))
    letter = paper.Paper(
        language=language,
        title=_("Extract of the books"),
        address=[str(person)],
        facts=[(_("From"), month_label(first.name)), (pgettext("until", "To"), month_label(last.name))],
        people=[],
        blocks=[_table(lines, language)],
    )
    answer = HttpResponse(print_pdf(letter.data(letterhead()), at=actor.at), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("extract")}-{person.pk}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _table(lines: Sequence[Row], language: str) -> paper.Block:
    columns = [
        (_("No."), "left", "auto"),
        (_("Day"), "left", "auto"),
        (_("What"), "left", "1"),
        (_("Amount"), "right", "auto"),
    ]
    cells: list[Sequence[paper.Cell] | str] = [
        [
            str(row[0]),
            on_day(row[2], language),
            paper.cell(" · ".join(part for part in (row[4], row[3]) if part), below=row[16]),
            "" if row[14] is None else money(row[14], row[15], language),
        ]
        for row in lines
    ]
    sums = sums_by((row[15], row[14]) for row in lines if row[14] is not None)
    return paper.table(columns, cells, [(_("Sum"), money(cents, currency, language)) for currency, cents in sums])

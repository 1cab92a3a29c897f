"""The order confirmation on paper: the figures of the order's page, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.documents import paper
from tandem.core.documents.formats import day, money, percent, quantity, unit_price
from tandem.core.documents.keeping import make_document
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.words import say, unit
from tandem.core.errors import Refused
from tandem.core.models import Document
from tandem.core.rules import require
from tandem.customers.letters import address_of, greeting, language_for, people_for

from .actions.common import record_order
from .models import Order, OrderLine, OrderStatus
from .orderx import order_xml
from .rules import can_print_order

CONFIRMATION = "confirmation"


def print_confirmation(order: Order, *, anew: bool = False, actor: Actor, at: datetime) -> Document:
    """The confirmation as PDF/A-3 with its Order-X data: made once, then the same for everybody.

    `anew` makes another edition, where an address or a language was wrong; all editions stay.
    """
    require(can_print_order, actor, order)
    if order.status != OrderStatus.CONFIRMED:
        raise Refused("not_confirmed", _("Only a confirmed order has a confirmation. Confirm it first."))
    lines = list(order.lines.select_related("product"))
    confirmed = timezone.localdate(order.confirmation.at)
    xml = order_xml(order, lines, letterhead(), confirmed)
    letter = confirmation_paper(order, lines)

    def finish(pdf: bytes) -> bytes:
        return _with_data(pdf, xml, letter)

    document, new = make_document(order, kind=CONFIRMATION, paper=letter, actor=actor, at=at, anew=anew, finish=finish)
    if new:
        with transaction.atomic():
            record_order("order.printed", order, actor=actor, at=at, document=document.pk, name=document.name)
    return document


def confirmation_paper(order: Order, lines: Sequence[OrderLine]) -> paper.Paper:
    """What it says, in the language of who ordered."""
    language = language_for(order.customer, order.contact)
    confirmed = timezone.localdate(order.confirmation.at)
    facts = [
        (say("date", language), day(confirmed, language)),
        (say("customer_number", language), order.customer.number),
        (say("reference", language), order.customer_reference),
        (say("ordered_on", language), day(order.ordered_on, language)),
        (say("wanted_on", language), day(order.wanted_on, language) if order.wanted_on else ""),
        (say("your_vat_id", language), order.customer.vat_id),
    ]
    days = order.customer.payment_days
    intro = f"{greeting(order.contact, language)}\n\n{say('confirmation_intro', language)}"
    pay = say("payment", language, days=days) if days else say("payment_now", language)
    return paper.Paper(
        language=language,
        title=say("confirmation", language),
        number=order.number,
        address=address_of(order.customer, order.contact),
        facts=facts,
        people=people_for(order.customer, confirmed, language, order.tandem),
        blocks=[
            paper.text(intro),
            lines_table(lines, order.net_cents, order.currency, language),
            paper.text(f"{say('plus_tax', language)} {pay}"),
            paper.text(say("confirmation_close", language)),
            paper.text(say("regards", language)),
        ],
    )


def lines_table(lines: Sequence[OrderLine], net_cents: int, currency: str, language: str) -> paper.Block:
    """Lines with their amounts; the column of discounts only where there is one."""
    discounts = any(line.discount_ppm for line in lines)
    columns = [
        (say("position", language), "left", "auto"),
        (say("description", language), "left", "1"),
        (say("quantity", language), "right", "auto"),
        (say("unit_price", language), "right", "auto"),
        *([(say("discount", language), "right", "auto")] if discounts else []),
        (say("net", language), "right", "auto"),
    ]
    rows = [_row(line, currency, language, discounts=discounts) for line in lines]
    return paper.table(columns, rows, [(say("net_total", language), money(net_cents, currency, language))])


def _row(line: OrderLine, currency: str, language: str, *, discounts: bool) -> list[paper.Cell]:
    number = line.product.number if line.product else ""
    return [
        str(line.position),
        paper.cell(line.text, below=number),
        f"{quantity(line.quantity, language)} {unit(line.unit, language)}",
        unit_price(line.unit_price, currency, language),
        *([percent(line.discount_ppm, language) if line.discount_ppm else ""] if discounts else []),
        money(line.net_cents, currency, language),
    ]


def _with_data(pdf: bytes, xml: bytes, letter: paper.Paper) -> bytes:
    """The PDF with the checked message inside, and the metadata that say so."""
    from facturx import generate_from_binary  # a second of imports that only who prints needs

    title = f"{letter.title} {letter.number}"
    told = {"author": letterhead().name, "title": title, "subject": title, "keywords": "Order-X"}
    made = generate_from_binary(
        pdf, xml, flavor="order-x", level="basic", pdf_metadata=told, lang=letter.language, afrelationship="data"
    )
    return bytes(made)

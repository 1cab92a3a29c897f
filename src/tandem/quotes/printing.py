"""The quote and its comparison on paper: what the snapshot says, never reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.documents import paper
from tandem.core.documents.formats import day, money, paper_language, percent, quantity, unit_price
from tandem.core.documents.keeping import document_of, make_document
from tandem.core.documents.words import say, unit
from tandem.core.errors import Refused
from tandem.core.models import Document
from tandem.core.rules import require
from tandem.customers.letters import address_of, greeting, people_for

from .actions.common import record_quote
from .models import CompetitorOffer, Quote, Revision
from .queries import last_sent
from .rules import can_print_quote

QUOTE, COMPARISON = "quote", "comparison"
MOST_COMPARED = 6  # columns beside the attributes: more would not be legible on the page
SEATS = ("inside", "field")
Told = Mapping[str, Any]


def print_quote(quote: Quote, *, actor: Actor, at: datetime) -> Document:
    """The newest revision that was sent, as PDF/A: made once per revision."""
    revision = _sent(quote, actor)
    letter = quote_paper(quote, revision.snapshot or {})
    document, new = make_document(quote, kind=QUOTE, edition=revision.number, paper=letter, actor=actor, at=at)
    return _told(quote, document, new=new, actor=actor, at=at)


def print_comparison(quote: Quote, *, actor: Actor, at: datetime) -> Document:
    """Its options side by side, with what others offered where the customer may see it.

    A further edition is made where the revision or one of these offers is newer than the last one.
    """
    revision = _sent(quote, actor)
    offers = list(quote.competitor_offers.filter(shown=True))
    told = revision.snapshot or {}
    if not can_compare(told, offers):
        raise Refused("nothing_to_compare", _("There is only one option and no other offer to compare it with."))
    known = document_of(quote, COMPARISON, paper_language(quote.language))
    moments = [revision.sent_at, *(offer.at for offer in offers)]
    stale = known is not None and any(moment and moment > known.made_at for moment in moments)
    letter = comparison_paper(quote, told, offers)
    document, new = make_document(quote, kind=COMPARISON, paper=letter, actor=actor, at=at, anew=stale)
    return _told(quote, document, new=new, actor=actor, at=at)


def can_compare(told: Told, offers: Sequence[CompetitorOffer]) -> bool:
    """Whether there are two things to set side by side."""
    return len(told.get("options", ())) + len(offers) > 1


def _sent(quote: Quote, actor: Actor) -> Revision:
    require(can_print_quote, actor, quote)
    revision = last_sent(quote)
    if revision is None:
        raise Refused("not_sent", _("Only a quote that was sent is printed: a draft can still change. Send it first."))
    return revision


def _told(quote: Quote, document: Document, *, new: bool, actor: Actor, at: datetime) -> Document:
    if new:
        with transaction.atomic():
            record_quote("quote.printed", quote, actor=actor, at=at, document=document.pk, name=document.name)
    return document


def quote_paper(quote: Quote, told: Told) -> paper.Paper:
    """All of a snapshot: texts, every option with its lines and taxes, terms, and how to accept."""
    language = paper_language(told["language"])
    several = len(told["options"]) > 1
    blocks = [
        paper.text(f"{greeting(quote.contact, language)}\n\n{told['intro'] or say('quote_intro', language)}"),
        *([paper.text(say("choose_one", language))] if several else []),
    ]
    for option in told["options"]:
        blocks += _option(option, told, language, several=several)
    blocks += _closing(told, language)
    return _letter(quote, told, say("quote", language), blocks)


def comparison_paper(quote: Quote, told: Told, offers: Sequence[CompetitorOffer]) -> paper.Paper:
    """Attributes as rows, options and other offers as columns; what differs is marked."""
    language = paper_language(told["language"])
    options, others = list(told["options"])[:MOST_COMPARED], list(offers)
    others = others[: MOST_COMPARED - len(options)]
    heads = [one["name"] for one in options] + [offer.competitor for offer in others]
    columns = [(say("attribute", language), "left", "1"), *((head, "left", "1") for head in heads)]
    nets = [money(one["totals"]["net"], told["currency"], language) for one in options]
    nets += [_offered(offer, told["currency"], language) for offer in others]
    rows = [_compared(say("net_total", language), nets, strong=True)]
    for name in told["attributes"]:
        values = [str(one["values"].get(name, "") or "–") for one in options]
        values += [str(offer.values.get(name, "") or "–") for offer in others]
        rows.append(_compared(name, values))
    blocks = [
        paper.text(greeting(quote.contact, language)),
        paper.table(columns, rows),
        paper.text(say("marked", language), muted=True),
        *(
            paper.box(say("recommendation", language, name=one["name"]), one["reason"])
            for one in options
            if one["recommended"]
        ),
        *(_source(offer, language) for offer in others),
        paper.text(say("plus_tax", language), muted=True),
    ]
    return _letter(quote, told, say("comparison", language), blocks)


def _offered(offer: CompetitorOffer, currency: str, language: str) -> str:
    return "–" if offer.net_cents is None else money(offer.net_cents, currency, language)


def _compared(name: str, values: Sequence[str], *, strong: bool = False) -> list[paper.Cell]:
    differ = len(set(values)) > 1
    return [
        paper.cell(name, strong=strong),
        *(paper.cell(value, strong=strong, mark=differ) for value in values),
    ]


def _source(offer: CompetitorOffer, language: str) -> paper.Block:
    told = say("source", language, source=offer.source, day=day(offer.seen_on, language))
    return paper.text(f"{offer.competitor}: {told}", muted=True)


def _letter(quote: Quote, told: Told, title: str, blocks: list[paper.Block]) -> paper.Paper:
    language = paper_language(told["language"])
    sent = date.fromisoformat(told["sent_on"])
    until = date.fromisoformat(told["valid_until"]) if told["valid_until"] else None
    facts = [
        (say("date", language), day(sent, language)),
        (say("version", language), str(told["revision"]) if told["revision"] > 1 else ""),
        (say("valid_until", language), day(until, language) if until else ""),
        (say("customer_number", language), told["customer"]["number"]),
        (say("reference", language), told["customer_reference"]),
        (say("your_vat_id", language), told["customer"]["vat_id"]),
    ]
    subject = [paper.heading(told["subject"])] if told["subject"] else []
    return paper.Paper(
        language=language,
        title=title,
        number=told["number"],
        address=address_of(quote.customer, quote.contact),
        facts=facts,
        people=_people(quote, told, sent, language),
        blocks=[*subject, *blocks, paper.text(say("regards", language))],
    )


def _people(quote: Quote, told: Told, sent: date, language: str) -> list[paper.Person]:
    """The two that the snapshot names; who sat there that day where it names nobody."""
    named = [(seat, told["people"].get(seat)) for seat in SEATS]
    found = [paper.Person(one["name"], say(seat, language), one["phone"], one["email"]) for seat, one in named if one]
    return found or people_for(quote.customer, sent, language, quote.tandem)


def _option(option: Told, told: Told, language: str, *, several: bool) -> list[paper.Block]:
    """Its firm lines with totals, then what may be added."""
    head = []
    if several:
        note = say("recommended", language) if option["recommended"] else ""
        name = f"{say('option', language)}: {option['name']}" + (f" ({note})" if note else "")
        head = [paper.heading(name, below=option["reason"])]
    discounts = any(line["discount_ppm"] for line in option["lines"])
    rows: list[Sequence[paper.Cell] | str] = []
    section = ""
    for number, line in enumerate(option["lines"], 1):
        if line["section"] != section:
            section = line["section"]
            rows += [section] if section else []
        rows.append(_row(number, line, told["currency"], language, discounts=discounts))
    totals = _totals(option["totals"], told, language)
    return [*head, paper.table(_columns(language, discounts=discounts), rows, totals)]


def _columns(language: str, *, discounts: bool) -> list[tuple[str, str, str]]:
    return [
        (say("position", language), "left", "auto"),
        (say("description", language), "left", "1"),
        (say("quantity", language), "right", "auto"),
        (say("unit_price", language), "right", "auto"),
        *([(say("discount", language), "right", "auto")] if discounts else []),
        (say("net", language), "right", "auto"),
    ]


def _row(number: int, line: Told, currency: str, language: str, *, discounts: bool) -> list[paper.Cell]:
    below = [line["product"], line["detail"], say("optional", language) if line["optional"] else ""]
    net = money(line["net_cents"], currency, language)
    return [
        str(number),
        paper.cell(line["text"], below="\n".join(part for part in below if part)),
        f"{quantity(line['quantity'], language)} {unit(line['unit'], language)}",
        unit_price(line["unit_price"], currency, language),
        *([percent(line["discount_ppm"], language) if line["discount_ppm"] else ""] if discounts else []),
        paper.cell(f"({net})" if line["optional"] else net, muted=line["optional"]),
    ]


def _totals(totals: Told, told: Told, language: str) -> list[tuple[str, str]]:
    """Sum, discount, net, each rate's tax, gross."""
    currency = told["currency"]

    def amount(cents: int) -> str:
        return money(cents, currency, language)

    rows = []
    if totals["discount"]:
        rows += [(say("lines_total", language), amount(totals["lines"]))]
        rows += [(say("discount", language), amount(-totals["discount"]))]
    rows.append((say("net_total", language), amount(totals["net"])))
    for rate in totals["rates"]:
        if rate["tax_ppm"]:
            name = say("tax", language, rate=percent(rate["tax_ppm"], language), base=amount(rate["net"]))
            rows.append((name, amount(rate["tax"])))
    return [*rows, (say("gross_total", language), amount(totals["gross"]))]


def _closing(told: Told, language: str) -> list[paper.Block]:
    terms = [
        (say("delivery", language), told["delivery_terms"]),
        (say("payment_terms", language), told["payment_terms"]),
    ]
    case = told["tax_case"]
    return [
        *([paper.facts(terms)] if any(value for _name, value in terms) else []),
        *([paper.text(say(case, language))] if case in ("reverse_charge", "export") else []),
        *([paper.text(told["closing"])] if told["closing"] else []),
        paper.box(say("accept_hint", language), say("accept_how", language, number=told["number"])),
    ]

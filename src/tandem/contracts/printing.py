"""A contract on paper: to be signed, and signed by both with the page that says so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from tandem.core.documents import paper
from tandem.core.documents.formats import day
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.printing import PLAIN, print_pdf
from tandem.core.documents.words import say
from tandem.customers.letters import address_of, people_for

from .models import Contract, Side, Signature
from .seal import has_seal, seal_pdf
from .strokes import as_svg

TO_SIGN, SIGNED = "contract", "contract_signed"


def contract_pdf(contract: Contract, at: datetime) -> bytes:
    """The exact document that is signed."""
    return print_pdf(contract_paper(contract, at).data(letterhead()), at=at, standard=PLAIN)


def signed_pdf(contract: Contract, signatures: Sequence[Signature], original: bytes, at: datetime) -> bytes:
    """The pages that were signed, then the page of signatures, under the seal where there is one."""
    page = print_pdf(certificate_paper(contract, signatures, at).data(letterhead()), at=at, standard=PLAIN)
    whole = _joined(original, page)
    return seal_pdf(whole, reason=contract.number) if has_seal() else whole


def contract_paper(contract: Contract, at: datetime) -> paper.Paper:
    """Parties, term and clauses, and lines to sign on."""
    language = contract.language
    blocks = [
        paper.text(_parties(contract, language)),
        paper.facts(_terms(contract, language)),
        *(block for number, clause in enumerate(contract.clauses, 1) for block in _clause(number, clause)),
        paper.signing(
            [
                (contract.customer.name, say("place_and_date", language)),
                (letterhead().name, say("place_and_date", language)),
            ]
        ),
    ]
    return _letter(contract, blocks, at)


def certificate_paper(contract: Contract, signatures: Sequence[Signature], at: datetime) -> paper.Paper:
    """Who signed what, when, from where and with which words; and whether a seal is on it."""
    language = contract.language
    blocks: list[paper.Block] = [paper.heading(say("certificate", language))]
    for signature in signatures:
        blocks += _signed(signature, language)
    blocks.append(paper.box(say("sealed" if has_seal() else "not_sealed", language)))
    return _letter(contract, blocks, at)


def _letter(contract: Contract, blocks: Sequence[paper.Block], at: datetime) -> paper.Paper:
    language, today = contract.language, timezone.localdate(at)
    facts = [
        (say("date", language), day(today, language)),
        (say("customer_number", language), contract.customer.number),
        (say("quote", language), contract.quote.number if contract.quote else ""),
    ]
    return paper.Paper(
        language=language,
        title=contract.title,
        number=contract.number,
        address=address_of(contract.customer, contract.contact),
        facts=facts,
        people=people_for(contract.customer, today, language),
        blocks=blocks,
    )


def _parties(contract: Contract, language: str) -> str:
    head = letterhead()
    ours = ", ".join(part for part in (head.name, head.street, head.place) if part)
    theirs = ", ".join(address_of(contract.customer))
    return f"{say('between', language)} {ours}\n{say('and', language)} {theirs}"


def _terms(contract: Contract, language: str) -> list[tuple[str, str]]:
    renewal = say("renews", language, count=contract.renewal_months) if contract.renewal_months else ""
    return [
        (say("starts_on", language), day(contract.starts_on, language)),
        (say("ends_on", language), day(contract.ends_on, language) if contract.ends_on else say("open_end", language)),
        (say("notice", language), say("days", language, count=contract.notice_days)),
        (say("renewal", language), renewal or (say("renews_not", language) if contract.ends_on else "")),
        (say("amendment", language), contract.amends.number if contract.amends else ""),
    ]


def _clause(number: int, clause: Sequence[str]) -> list[paper.Block]:
    head, body = clause
    return [paper.heading(f"§ {number} {head}".strip()), *([paper.text(body)] if body else [])]


def _signed(signature: Signature, language: str) -> list[paper.Block]:
    ours = signature.side == Side.US
    label = say("signed_for_us", language, company=letterhead().name) if ours else say("signed_for_customer", language)
    moment = timezone.localtime(signature.at)
    told = [
        (say("by", language), signature.name),
        (say("signed_at", language), f"{day(moment.date(), language)} {moment:%H:%M:%S %Z}"),
        (say("address", language), signature.address),
        (say("document_hash", language), f"{signature.digest[:32]}\n{signature.digest[32:]}"),
        (say("consent", language), signature.consent),
    ]
    return [paper.signed(label, signature.name, "", as_svg(signature.strokes)), paper.facts(told)]


def _joined(first: bytes, second: bytes) -> bytes:
    """The pages of the second behind those of the first, whose metadata and colours stay."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(first))
    for page in PdfReader(io.BytesIO(second)).pages:
        writer.add_page(page)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()

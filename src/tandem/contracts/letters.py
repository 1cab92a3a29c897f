"""Mails about a contract."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.letters.models import TextKind
from tandem.letters.sources import Source

contract_source = Source(
    kind=TextKind.CONTRACT,
    customer=lambda contract: contract.customer,
    contact=lambda contract: contract.contact,
    values=lambda contract, language: {"number": contract.number},
    paper=lambda contract, actor, at: None,  # printed when it is sent to sign; it lies with the documents
    has_paper=lambda contract: False,
    label=_("The contract as PDF"),
)

"""Signing a contract in the portal: the signature and the code that it takes are one deed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.contracts.actions import sign_contract
from tandem.contracts.models import Contract, Signature
from tandem.portal.models import Right
from tandem.portal.viewer import Viewer, actor_of

from .codes import use_code


@transaction.atomic
def sign_with_code(
    contract: Contract,
    *,
    viewer: Viewer,
    name: str,
    strokes: Any,
    consent: str,
    network: str,
    digest: str,
    code: str,
    at: datetime,
) -> Signature:
    """The customer's signature under exactly the document that was read; the code is used up by it."""
    version = contract.version
    signature = sign_contract(
        contract,
        contact=viewer.contact,
        name=name,
        strokes=strokes,
        consent=consent,
        address=network,
        digest=digest,
        actor=actor_of(viewer),
        at=at,
    )
    use_code(viewer, code, right=Right.CONTRACTS, purpose="sign", thing=contract, version=version, at=at)
    return signature

"""Contracts: reading them, and signing the exact document with six digits by mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tandem.contracts.models import Contract, ContractStatus, Signature
from tandem.contracts.queries import current_sending, shown_to_customer
from tandem.core.errors import Conflict
from tandem.core.http import attempt
from tandem.core.once import once
from tandem.portal.actions.codes import ask_code, open_codes, try_code
from tandem.portal.actions.contracts import sign_with_code
from tandem.portal.door import contacts
from tandem.portal.forms import SignForm
from tandem.portal.limits import network_of
from tandem.portal.links import go, place
from tandem.portal.models import Right
from tandem.portal.queries.people import people_of
from tandem.portal.secrets import code_in
from tandem.portal.viewer import PortalRequest, Viewer, actor_of
from tandem.portal.wording import CONTRACT_STATES, MOVED_ON, SAID, SIGNS

PURPOSE = "sign"


@contacts("GET", right=Right.CONTRACTS)
def list_contracts(request: PortalRequest) -> HttpResponse:
    """All that was ever sent to be signed."""
    rows = [(one, CONTRACT_STATES[one.status]) for one in shown_to_customer(request.viewer.customer)[:100]]
    return render(request, "portal/contracts.html", {"rows": rows})


@contacts("GET", right=Right.CONTRACTS)
def show_contract(request: PortalRequest, number: str) -> HttpResponse:
    """One contract with its document."""
    contract = _contract(request, number)
    sending = current_sending(contract)
    context = {
        "contract": contract,
        "row": {"state": CONTRACT_STATES[contract.status]},
        "document": sending.document if sending else None,
        "may_sign": _may_sign(contract, request.viewer),
        "people": people_of(request.viewer),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "portal/contract.html", context)


@contacts("GET", "POST", right=Right.CONTRACTS)
def sign(request: PortalRequest, number: str) -> HttpResponse:
    """By POST send the digits, or take them with the signature."""
    viewer, contract = request.viewer, _contract(request, number)
    if _signed_already(contract, viewer):
        return go(request, "portal:contract", number, said="signed")
    sending = current_sending(contract)
    if not _may_sign(contract, viewer) or sending is None:
        if request.method == "POST":
            raise Conflict("contract_moved_on", MOVED_ON)
        return redirect(place(viewer, "portal:contract", number))
    shown = {"name": str(viewer.contact), "digest": sending.document.digest}
    if request.method != "POST":
        return _page(request, contract, None)
    if request.POST.get("step") != "code":
        ask_code(viewer, purpose=PURPOSE, thing=contract, version=contract.version, at=viewer.at)
        return _page(request, contract, SignForm(initial=shown))
    form = SignForm(request.POST)
    if attempt(form, lambda: _take(request, contract, form)):
        return go(request, "portal:contract", number, said="signed")
    return _page(request, contract, form, status=422)


def _take(request: PortalRequest, contract: Contract, form: SignForm) -> Signature:
    viewer, typed = request.viewer, form.cleaned_data
    bound: dict[str, Any] = {"purpose": PURPOSE, "thing": contract, "version": contract.version, "at": viewer.at}
    try_code(viewer, typed["code"], **bound)  # in a transaction of its own, so that each try counts

    def write() -> Signature:
        return sign_with_code(
            contract,
            viewer=viewer,
            name=typed["name"],
            strokes=typed["strokes"],
            consent=str(SIGNS),
            network=network_of(request),
            digest=typed["digest"],
            code=typed["code"],
            at=viewer.at,
        )

    return once(Signature, form.once_key, write, actor=actor_of(viewer), at=viewer.at)


def _contract(request: PortalRequest, number: str) -> Contract:
    rows = shown_to_customer(request.viewer.customer).select_related("customer__team", "tandem", "contact")
    contract = rows.filter(number=number[:40]).first()
    if contract is None:
        raise Http404
    return contract


def _may_sign(contract: Contract, viewer: Viewer) -> bool:
    return contract.status == ContractStatus.SENT and contract.contact_id == viewer.contact.pk


def _signed_already(contract: Contract, viewer: Viewer) -> bool:
    """The same form once more, after it has done its work."""
    return Signature.objects.filter(contract=contract, contact=viewer.contact).exists()


def _page(request: PortalRequest, contract: Contract, form: SignForm | None, *, status: int = 200) -> HttpResponse:
    sending = current_sending(contract)
    code = open_codes(request.viewer, purpose=PURPOSE, thing=contract).order_by("-pk").first()
    context = {
        "contract": contract,
        "document": sending.document if sending else None,
        "form": form,
        "demo_code": code_in(code) if settings.DEMO and code is not None and form is not None else "",
    }
    return render(request, "portal/sign.html", context, status=status)

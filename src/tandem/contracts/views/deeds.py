"""What moves a contract: sending, taking back, countersigning, notice."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.contracts.actions import countersign_contract, send_contract, terminate_contract, withdraw_contract
from tandem.contracts.forms import ConsentForm, DeedForm, ReasonForm, TerminationForm
from tandem.contracts.models import Contract
from tandem.contracts.rules import can_countersign, can_edit_contract, can_terminate
from tandem.contracts.terms import earliest_end
from tandem.core.http import Request
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require

from .contracts import one_contract

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def sending(request: Request, number: str) -> HttpResponse:
    """Print it and let the contact sign; then the mail with it is at hand."""
    contract, actor = one_contract(request, number), request.actor
    require(can_edit_contract, actor, contract)
    form = DeedForm(sent(request), initial={"version": contract.version})

    def send() -> Event:
        return send_contract(contract, version=form.cleaned_data["version"], actor=actor, at=actor.at)

    writing = f"{reverse('letters:new')}?about=contract:{contract.pk}"
    said = _("Contract %s can be signed now. Write to the customer.") % contract.number
    words = (_("Send to sign"), _("From now on its text stands. It can be taken back until the customer has signed."))
    return _page(request, contract, form, send, to=writing, text=said, words=words)


@require_http_methods(METHODS)
def withdrawal(request: Request, number: str) -> HttpResponse:
    """Take it back, with a reason."""
    contract, actor = one_contract(request, number), request.actor
    require(can_edit_contract, actor, contract)
    form = ReasonForm(sent(request), initial={"version": contract.version})

    def withdraw() -> Event:
        values = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"]}
        return withdraw_contract(contract, **values, actor=actor, at=actor.at)

    said = _("Contract %s is a draft again.") % contract.number
    words = (_("Take back"), _("The document that is out can no longer be signed."))
    return _page(request, contract, form, withdraw, to=contract.get_absolute_url(), text=said, words=words)


@require_http_methods(METHODS)
def countersignature(request: Request, number: str) -> HttpResponse:
    """Sign for our company."""
    contract, actor = one_contract(request, number), request.actor
    require(can_countersign, actor, contract)
    form = ConsentForm(sent(request), initial={"version": contract.version})

    def sign() -> Event:
        return countersign_contract(
            contract,
            consent=str(form.fields["consent"].label),
            address=request.META.get("REMOTE_ADDR", ""),
            version=form.cleaned_data["version"],
            actor=actor,
            at=actor.at,
        )

    said = _("Contract %s is signed by both.") % contract.number
    words = (_("Countersign"), _("A page with both signatures is added to the document."))
    return _page(request, contract, form, sign, to=contract.get_absolute_url(), text=said, words=words)


@require_http_methods(METHODS)
def termination(request: Request, number: str) -> HttpResponse:
    """Notice was given."""
    contract, actor = one_contract(request, number), request.actor
    require(can_terminate, actor, contract)
    by_terms = earliest_end(contract, actor.today)
    first = {"version": contract.version, "received_on": actor.today, "ends_on": by_terms}
    form = TerminationForm(sent(request), initial=first)

    def terminate() -> Event:
        data = {name: form.cleaned_data[name] for name in ("reason", "received_on", "ends_on", "early", "version")}
        by_customer = bool(form.cleaned_data["by_customer"])
        return terminate_contract(contract, by_customer=by_customer, **data, actor=actor, at=actor.at)

    said = _("Notice on contract %s is noted.") % contract.number
    told = _("Noted today it ends on %(day)s by its own terms. It is not renewed.")
    words = (_("Note the notice"), told % {"day": date_format(by_terms, "SHORT_DATE_FORMAT")})
    return _page(request, contract, form, terminate, to=contract.get_absolute_url(), text=said, words=words)


def _page(
    request: Request,
    contract: Contract,
    form: DeedForm,
    act: Callable[[], Event],
    *,
    to: str,
    text: str,
    words: tuple[str, str],
) -> HttpResponse:
    """The form with what it does; the same form sent twice does it once."""
    actor = request.actor
    return form_page(
        request,
        "contracts/deed.html",
        form,
        lambda: once(Event, form.cleaned_data["once"], act, actor=actor, at=actor.at),
        to=to,
        text=text,
        context={
            "contract": contract,
            "title": words[0],
            "told": words[1],
            "submit": words[0],
            "cancel_url": contract.get_absolute_url(),
        },
    )

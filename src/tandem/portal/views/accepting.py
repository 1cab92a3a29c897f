"""Accepting a quote: what exactly, six digits by mail, and with them the one acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from tandem.core.errors import Conflict
from tandem.core.http import attempt
from tandem.core.once import once
from tandem.portal.actions.codes import ask_code, open_codes, try_code
from tandem.portal.actions.quotes import accept, purpose_of
from tandem.portal.door import contacts
from tandem.portal.forms import ChoiceForm, CodeForm
from tandem.portal.limits import network_of
from tandem.portal.links import go, place
from tandem.portal.models import Right
from tandem.portal.queries.quotes import QuoteRow, quote_named, row_of
from tandem.portal.secrets import code_in
from tandem.portal.viewer import PortalRequest, Viewer, actor_of
from tandem.portal.wording import CONSENT, MOVED_ON
from tandem.quotes.frozen import choose, option_in
from tandem.quotes.models import Acceptance


@dataclass(frozen=True)
class Choice:
    """An option with optional lines, of the revision that was read."""

    row: QuoteRow
    revision: int
    option: int
    lines: list[int]

    @property
    def is_current(self) -> bool:
        """Whether it can still be accepted."""
        return self.row.is_open and self.revision == self.row.revision.number

    @property
    def purpose(self) -> str:
        return purpose_of(self.option, self.lines)

    def bound(self, viewer: Viewer) -> dict[str, Any]:
        """What a code for it is bound to."""
        return {"purpose": self.purpose, "thing": self.row.quote, "version": self.revision, "at": viewer.at}


@contacts("GET", "POST", right=Right.ACCEPT)
def accept_choice(request: PortalRequest, number: str) -> HttpResponse:
    """Show what is about to be accepted; by POST send the digits, or take them."""
    viewer = request.viewer
    row = row_of(quote_named(viewer, number), viewer.today)
    choice = _choice(row, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        if choice is None or not choice.is_current:
            return redirect(place(viewer, "portal:quote", number))
        return _page(request, choice, CodeForm())
    if choice is None:
        raise Conflict("quote_moved_on", MOVED_ON)
    if _accepted_already(choice, viewer):
        return go(request, "portal:quote", number, said="accepted")
    if not choice.is_current:
        raise Conflict("quote_moved_on", MOVED_ON)
    if request.POST.get("step") != "code":
        ask_code(viewer, **choice.bound(viewer))
        return _page(request, choice, CodeForm(initial={"name": str(viewer.contact)}), asked=True)
    form = CodeForm(request.POST)
    if attempt(form, lambda: _take(request, choice, form)):
        return go(request, "portal:quote", number, said="accepted")
    return _page(request, choice, form, asked=True, status=422)


def _take(request: PortalRequest, choice: Choice, form: CodeForm) -> Acceptance:
    viewer, typed = request.viewer, form.cleaned_data
    try_code(viewer, typed["code"], **choice.bound(viewer))  # in a transaction of its own, so that each try counts

    def sign() -> Acceptance:
        session = viewer.session.pk if viewer.session else 0
        return accept(
            choice.row.quote,
            viewer=viewer,
            revision=choice.revision,
            option_id=choice.option,
            optional_ids=choice.lines,
            code=typed["code"],
            name=typed["name"],
            proof={"consent": str(CONSENT), "network": network_of(request), "session": session},
            at=viewer.at,
        )

    return once(Acceptance, form.once_key, sign, actor=actor_of(viewer), at=viewer.at)


def _choice(row: QuoteRow, sent: QueryDict) -> Choice | None:
    form = ChoiceForm(sent, options=row.options)
    if not form.is_valid():
        return None
    return Choice(row, form.cleaned_data["revision"], form.cleaned_data["option"], form.chosen)


def _accepted_already(choice: Choice, viewer: Viewer) -> bool:
    """The same form once more, after it has done its work."""
    mine = Acceptance.objects.filter(quote=choice.row.quote, contact=viewer.contact)
    return mine.filter(revision__number=choice.revision, option=choice.option).exists()


def _page(
    request: PortalRequest, choice: Choice, form: CodeForm, *, asked: bool = False, status: int = 200
) -> HttpResponse:
    option = option_in(choice.row.told, choice.option) or {}
    context = {
        "row": choice.row,
        "choice": choice,
        "option": option,
        "accepted": choose(option, choice.lines),
        "code_form": form,
        "asked": asked,
        "consent": CONSENT,
        "demo_code": _demo_code(request.viewer, choice) if asked else "",
    }
    return render(request, "portal/accept.html", context, status=status)


def _demo_code(viewer: Viewer, choice: Choice) -> str:
    """In the demo no mail leaves the house, so the page shows what it would bring."""
    if not settings.DEMO:
        return ""
    code = open_codes(viewer, purpose=choice.purpose, thing=choice.row.quote).order_by("-pk").first()
    return code_in(code) if code is not None else ""

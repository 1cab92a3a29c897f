"""The way in and out: asking for a link, using it by a button, leaving. No answer tells whether an address is known."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tandem.core.errors import Refused
from tandem.portal.actions.links import ask_link, enter, leave
from tandem.portal.door import anybody, contacts
from tandem.portal.forms import AddressForm, TokenForm
from tandem.portal.limits import BY_ADDRESS, BY_NETWORK, ENTERING, network_of, within
from tandem.portal.middleware import COOKIE, LANGUAGE_COOKIE, PATH, SHARED_COOKIE
from tandem.portal.models import Link, Purpose, Session
from tandem.portal.reactions import link_address
from tandem.portal.viewer import LANGUAGES, PortalRequest
from tandem.portal.wording import SAID, TOO_OFTEN

EVEN = 0.25  # seconds that asking takes at least, whether there is somebody to write to or not


@anybody("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same for everybody."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    said = SAID.get(request.GET.get("said", ""))
    if not form.is_valid():
        context = {"form": form, "said": said}
        return render(request, "portal/sign_in.html", context, status=422 if form.is_bound else 200)
    if not within(BY_NETWORK, network_of(request)):
        return render(request, "portal/sign_in.html", {"form": form, "refused": TOO_OFTEN}, status=429)
    began, address = time.monotonic(), form.cleaned_data["email"]
    if within(BY_ADDRESS, address):
        ask_link(address, at=timezone.now())
    time.sleep(max(0.0, EVEN - (time.monotonic() - began)))
    return render(request, "portal/sent.html", {"email": address, "demo_links": _demo_links(address)})


@anybody("GET", "POST")
def use_link(request: HttpRequest) -> HttpResponse:
    """The page behind a link: looking at it changes nothing, its button uses the link up."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "portal/enter.html", {"form": form}, status=422 if form.is_bound else 200)
    if not within(ENTERING, network_of(request)):
        return render(request, "portal/enter.html", {"form": TokenForm(), "refused": TOO_OFTEN}, status=429)
    try:
        session, secret = enter(form.cleaned_data["token"], at=timezone.now())
    except Refused as error:
        return render(request, "portal/enter.html", {"form": TokenForm(), "refused": error.text}, status=403)
    answer = redirect("portal:shared" if session.link_id else "portal:home")
    _remember(answer, session, secret)
    return answer


@contacts("POST")
def sign_out(request: PortalRequest) -> HttpResponse:
    """Leave; the cookie is worth nothing any more."""
    session = request.viewer.session
    if session is not None:
        leave(session, at=request.viewer.at)
    answer = redirect("/portal/sign-in/?said=out")
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return answer


@anybody("POST")
def choose_language(request: HttpRequest) -> HttpResponse:
    """For this browser."""
    back = request.POST.get("next", "")
    answer = redirect(back if back.startswith(PATH) and "\\" not in back and "//" not in back else PATH)
    if (code := request.POST.get("language", "")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, code, max_age=365 * 86400, path=PATH, **_safe())
    return answer


@anybody("GET")
def show_privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whoever comes here, and what their two people see of it."""
    return render(request, "portal/privacy.html")


def _remember(answer: HttpResponse, session: Session, secret: str) -> None:
    name, path = (SHARED_COOKIE, f"{PATH}shared/") if session.link_id else (COOKIE, PATH)
    seconds = int((session.expires_at - session.created_at).total_seconds())
    answer.set_cookie(name, secret, max_age=seconds, path=path, **_safe())


def _safe() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}


def _demo_links(address: str) -> list[str]:
    """In the demo no mail leaves the house, so the page shows what it would bring."""
    if not settings.DEMO:
        return []
    rows = Link.objects.filter(contact__email__iexact=address, purpose=Purpose.SIGN_IN, used_at=None, withdrawn_at=None)
    return [link_address(link) for link in rows.filter(expires_at__gt=timezone.now()).order_by("-pk")[:2]]

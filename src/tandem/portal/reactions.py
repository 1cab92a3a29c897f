"""Mail to contacts. Secrets are derived here and stand in no event; who has lost the access meanwhile gets none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from tandem.core import mail
from tandem.core.events import without_lock
from tandem.core.models import Company, Event
from tandem.customers.models import Contact
from tandem.quotes.models import Quote
from tandem.work.models import AnswerKind, Request, Source

from .addresses import portal_address
from .models import Code, Link, Session, ShownFile
from .queries.accesses import access_of, is_open
from .secrets import code_in, token_in
from .viewer import language_of


@without_lock
def send_portal_link(event: Event, at: datetime) -> None:
    """An invitation or a link to sign in, as long as it works."""
    link = Link.objects.select_related("access__contact__customer", "contact").get(pk=event.data["link"])
    if link.used_at or link.withdrawn_at or link.expires_at <= at or not link.reaches:
        return
    if link.access is None or not is_open(link.access):
        return
    _send(event, f"portal/mail/{link.purpose}.txt", link.contact, link=link_address(link), access=link.access)


@without_lock
def send_shared_link(event: Event, at: datetime) -> None:
    """The link to one quote, as long as it works."""
    link = Link.objects.select_related("contact").get(pk=event.data["link"])
    if link.withdrawn_at or link.expires_at <= at or not link.reaches:
        return
    quote = Quote.objects.get(pk=link.about_id or 0)
    _send(event, "portal/mail/shared.txt", link.contact, link=link_address(link), quote=quote)


@without_lock
def send_portal_code(event: Event, at: datetime) -> None:
    """The six digits, as long as they work."""
    code = Code.objects.select_related("session__access__contact").get(pk=event.data["code"])
    access = code.session.access
    if code.used_at or code.expires_at <= at or code.session.ended_at or access is None or not is_open(access):
        return
    _send(event, "portal/mail/code.txt", access.contact, code=code_in(code))


@without_lock
def tell_portal_answer(event: Event, at: datetime) -> None:
    """Say that there is an answer to what was asked in the portal; the answer itself stays there."""
    key = event.subjects.get(kind=Request.ref_kind).object_id
    request = Request.objects.select_related("contact__customer", "kind").get(pk=key)
    contact = request.contact
    if request.source != Source.PORTAL or event.data.get("kind") != AnswerKind.MAIL or contact is None:
        return
    access = access_of(contact)
    if access is not None and is_open(access):
        _send(event, "portal/mail/answered.txt", contact, page=portal_address("portal:request", request.pk))


def hide_moved(event: Event, at: datetime) -> None:
    """Files that went back to a mail belong to no customer: whoever gets that mail next has not been shown them."""
    ShownFile.objects.filter(file__about_kind="mail").delete()


def sweep_portal(event: Event, at: datetime) -> None:
    """Every morning: links, codes and sessions that have run out go for good."""
    Code.objects.filter(expires_at__lt=at).delete()
    Session.objects.filter(expires_at__lt=at).delete()
    Session.objects.filter(ended_at__lt=at).delete()
    Link.objects.filter(expires_at__lt=at).delete()


def link_address(link: Link) -> str:
    """The link as it goes by mail. Its secret stands behind the #: browsers send it to no server and no log."""
    return f"{portal_address('portal:enter')}#{token_in(link)}"


def _send(event: Event, template: str, contact: Contact, **context: Any) -> None:
    more = {"contact": contact, "company": Company.objects.first(), "at": timezone.localtime(event.at), **context}
    language = language_of(contact)
    mail.send(event, template, to=contact.email, language=language, context={**more, "language": language})

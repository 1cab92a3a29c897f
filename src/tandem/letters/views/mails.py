"""Writing a mail about something, and looking at one that was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.core.documents.keeping import documents_of
from tandem.core.errors import Invalid, Refused
from tandem.core.http import Request, done
from tandem.core.kinds import kinds, visible_object
from tandem.core.models import Document
from tandem.core.once import once
from tandem.core.pages import add_errors
from tandem.core.rules import require
from tandem.customers.letters import language_for
from tandem.customers.models import Contact, Customer
from tandem.letters.actions import write_mail
from tandem.letters.forms import MailForm
from tandem.letters.models import SentMail, TextKind, TextTemplate
from tandem.letters.placeholders import fill
from tandem.letters.queries import reachable, texts_for, visible_sent
from tandem.letters.rules import can_write_to
from tandem.letters.sources import Source, sources
from tandem.letters.words import Voice, signature_for, values_for


@dataclass(frozen=True)
class Desk:
    """What a mail is about and what can be chosen for it."""

    thing: Any
    source: Source | None
    customer: Customer
    contacts: list[Contact]
    papers: list[Document]
    voice: Voice

    @property
    def kind(self) -> str:
        return self.source.kind if self.source else TextKind.FREE

    @property
    def new_paper(self) -> Any:
        """The paper that can be printed for it and has not been yet."""
        return self.source.label if self.source is not None and self.source.has_paper(self.thing) else ""


@require_http_methods(["GET", "POST"])
def new_mail(request: Request) -> HttpResponse:
    """Write to a contact; by POST it is kept and leaves with the worker."""
    desk = _desk(request)
    require(can_write_to, request.actor, desk.customer)
    form = _form(request, desk, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            mail = _send(request, desk, form)
        except Invalid as error:
            add_errors(form, error)
        except Refused as error:
            if error.code != "no_consent":
                raise
            form.add_error("contact", str(error.text))
        else:
            return done(request, desk.thing, _("The mail to %s is on its way.") % mail.contact)
    context = {"desk": desk, "form": form, "signature": _signature(request, desk, form), "about": _ref(desk.thing)}
    return render(request, "letters/new.html", context, status=422 if form.is_bound else 200)


@require_safe
def take_text(request: Request) -> HttpResponse:
    """Subject and body by the text and contact just chosen."""
    desk = _desk(request)
    require(can_write_to, request.actor, desk.customer)
    form = _form(request, desk, None)
    return render(request, "letters/_text_fields.html", {"form": form, "signature": _signature(request, desk, form)})


@require_safe
def show_mail(request: Request, pk: int) -> HttpResponse:
    """What was sent, to whom, with which papers."""
    mail = get_object_or_404(visible_sent(request.actor), pk=pk)
    papers = Document.objects.in_bulk(mail.documents)
    thing = visible_object(mail.about_kind, mail.about_id, request.actor) if mail.about_id else None
    context = {
        "mail": mail,
        "papers": [papers[key] for key in mail.documents if key in papers],
        "thing": thing,
        "thing_url": kinds()[mail.about_kind].url(thing) if thing else "",
    }
    return render(request, "letters/mail.html", context)


def _desk(request: Request) -> Desk:
    """What ?about=kind:id names: a customer, or something that config/registry.py lets mails be about."""
    found = re.fullmatch("([a-z_]{1,20}):([0-9]{1,18})", request.GET.get("about", ""))
    if found is None or (found[1] not in sources() and found[1] != Customer.ref_kind):
        raise Http404
    thing = visible_object(found[1], int(found[2]), request.actor)
    if thing is None:
        raise Http404
    source = sources().get(found[1])
    customer = source.customer(thing) if source else thing
    papers = list(documents_of(thing.ref_kind, thing.pk)) if source else []  # a customer itself has none
    return Desk(thing, source, customer, reachable(customer), papers, Voice.of(customer, request.actor.at))


def _form(request: Request, desk: Desk, data: Any) -> MailForm:
    asked = request.GET.get("contact", "")
    contact = next((one for one in desk.contacts if str(one.pk) == asked), None) or _usual(desk)
    language = language_for(desk.customer, contact)
    texts = texts_for(desk.kind, language)
    chosen = _chosen(texts, request.GET.get("template"), language, desk.kind)
    values = values_for(
        desk.voice, desk.customer, contact, language, actor=request.actor, source=desk.source, thing=desk.thing
    )
    initial = {
        "contact": str(contact.pk) if contact else "",
        "template": str(chosen.pk) if chosen else "",
        "subject": _plain(fill(chosen.subject, values)) if chosen else "",
        "body": _plain(fill(chosen.body, values)) if chosen else values["greeting"] + "\n\n",
        "documents": [] if desk.new_paper else [str(one.pk) for one in desk.papers[:1]],
        "paper": True,
    }
    return MailForm(
        data, initial=initial, contacts=desk.contacts, texts=texts, papers=desk.papers, new_paper=desk.new_paper
    )


def _plain(text: str) -> str:
    """Braces that came in with a name are no placeholders; what was filled with nothing leaves no gap."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("{", "(").replace("}", ")"))


def _chosen(texts: list[TextTemplate], asked: str | None, language: str, kind: str) -> TextTemplate | None:
    """The text asked for; unasked the first that fits kind and language."""
    if asked is not None:
        return next((one for one in texts if str(one.pk) == asked), None)
    return next((one for one in texts if (one.language, one.kind) == (language, kind)), None)


def _usual(desk: Desk) -> Contact | None:
    """Who ordered, else the first contact."""
    own = desk.source.contact(desk.thing) if desk.source else None
    return next((one for one in desk.contacts if own is not None and one.pk == own.pk), None) or next(
        iter(desk.contacts), None
    )


def _send(request: Request, desk: Desk, form: MailForm) -> SentMail:
    """Print what goes along first, outside of the transaction in which the mail is kept."""
    actor, data, papers = request.actor, form.cleaned_data, form.chosen_papers
    if data.get("paper") and desk.source is not None:
        made = desk.source.paper(desk.thing, actor, actor.at)
        papers = [made, *papers] if made else papers

    def write() -> SentMail:
        about = desk.thing if desk.source else None
        content = {"subject": data["subject"], "body": data["body"], "about": about, "documents": papers}
        return write_mail(desk.customer, contact=form.chosen, actor=actor, at=actor.at, **content)

    return once(SentMail, form.once_key, write, actor=actor, at=actor.at)


def _signature(request: Request, desk: Desk, form: MailForm) -> str:
    key = str(form["contact"].value() or "")
    language = language_for(desk.customer, form.contacts.get(key))
    return signature_for(desk.voice, language, actor=request.actor)[0]


def _ref(thing: Any) -> str:
    return f"{thing.ref_kind}:{thing.pk}"

"""The list of mails, one mail, whose it is; a dropped one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.errors import Text
from tandem.core.http import Request, attempt, done
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import sent, sent_files
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.pickers import find_customers
from tandem.customers.queries import visible_customers
from tandem.customers.rules import can_serve_customer
from tandem.people.rules import sells
from tandem.work.queries import visible_requests

from .forms import AssignForm, DiscardForm, DropForm
from .listing import MAILS
from .models import Became, Mail, MailState
from .queries import mail_page, visible_mails
from .senders import contact_with
from .sorting import assign_mail, discard_mail
from .taking import take_in_mail

METHODS = ["GET", "HEAD", "POST"]


def _one(request: Request, pk: int) -> Mail:
    return get_object_or_404(visible_mails(request.actor), pk=pk)


def _customer(request: Request) -> Customer | None:
    """The customer that ?customer= names; 404 where it is not for this viewer."""
    number = request.GET.get("customer", "").strip()[:100]
    return get_object_or_404(visible_customers(request.actor), number=number) if number else None


@require_GET
def list_mails(request: Request) -> HttpResponse:
    """What waits; by filter what became of the others."""
    require(sells, request.actor)
    rows, url = visible_mails(request.actor), reverse("exchange:mail_new")
    page = build_page(MAILS, rows, request.GET, request.actor, new_url=url, new_label=_("Take in a mail"))
    return render(request, "core/listing.html", {"page": page})


@require_http_methods(METHODS)
def new_mail(request: Request) -> HttpResponse:
    """A mail as a file; at a customer with the choice of what it becomes."""
    require(sells, request.actor)
    customer = _customer(request)
    if customer is not None:
        require(can_serve_customer, request.actor, customer)
    form = DropForm(sent(request), sent_files(request), customer=customer)
    mail = attempt(form, lambda: _take_in(request, form, customer)) if form.is_bound else None
    if mail is not None:
        return _taken_in(request, mail)
    context = {"form": form, "customer": customer, "cancel_url": _back_of(customer)}
    return render(request, "exchange/mail_new.html", context, status=422 if form.is_bound else 200)


def _take_in(request: Request, form: DropForm, customer: Customer | None) -> Mail:
    data, actor = form.cleaned_data, request.actor
    raw = b"".join(data["file"].chunks())
    become, kind = data.get("become", ""), data.get("kind")
    return take_in_mail(raw, customer=customer, become=become, kind=kind, actor=actor, at=actor.at)


def _taken_in(request: Request, mail: Mail) -> HttpResponse:
    """To what came of it, as far as this viewer may see that."""
    if not visible_mails(request.actor).filter(pk=mail.pk).exists():
        return done(request, "exchange:mails", _("Taken in. It waits for those who may see its customer."))
    return done(request, _place_of(mail), _told(mail), event_of("mail.filed", mail))


def _told(mail: Mail) -> Text:
    texts: dict[str, Text] = {
        Became.REQUEST: _("The mail is a request now."),
        Became.THREAD: _("The mail stands in the thread of its request now."),
        Became.FILED: _("The mail stands in the timeline now."),
        Became.REPLY: _("The mail was the answer to an invitation; it is noted there."),
    }
    return texts.get(mail.became, _("The mail is in the list; nobody knows yet whose it is."))


def _place_of(mail: Mail) -> str:
    if mail.request is not None:
        return mail.request.get_absolute_url()
    filed = mail.customer if mail.became == Became.FILED else None
    return (filed or mail).get_absolute_url()


def _back_of(customer: Customer | None) -> str:
    return customer.get_absolute_url() if customer else reverse("exchange:mails")


@require_GET
def show_mail(request: Request, pk: int) -> HttpResponse:
    """One mail: what it says, what it carries, what became of it."""
    mail = _one(request, pk)
    context = {"mail": mail, "page": mail_page(mail), "form": DiscardForm()}
    return render(request, "exchange/mail.html", context)


@require_http_methods(METHODS)
def assign(request: Request, pk: int) -> HttpResponse:
    """Choose the customer, then what it becomes there."""
    mail, actor = _one(request, pk), request.actor
    asked = request.GET.get("customer", "").strip()[:100]
    customer = visible_customers(actor).filter(number=asked).first() if asked else None
    if customer is None:
        found = find_customers(asked, actor) if asked else []
        words = {
            "title": str(mail),
            "question": _("Whose mail is it?"),
            "options_url": reverse("work:request_customers"),
        }
        return render(request, "customers/choose.html", {"asked": asked, "customers": found, **words})
    form = AssignForm(sent(request), mail=mail, known=contact_with(customer, mail.sender) is not None)
    made = attempt(form, lambda: _assign(request, mail, customer, form)) if form.is_bound else None
    if made is not None:
        return done(request, _place_of(made), _told(made), event_of("mail.filed", made))
    context = {"form": form, "mail": mail, "customer": customer, "cancel_url": mail.get_absolute_url()}
    return render(request, "exchange/mail_assign.html", context, status=422 if form.is_bound else 200)


def _assign(request: Request, mail: Mail, customer: Customer, form: AssignForm) -> Mail:
    data, actor = form.cleaned_data, request.actor
    values = {"become": data["become"], "kind": data["kind"], "add_sender": data.get("add_sender", False)}
    act = lambda: assign_mail(mail, customer, **values, actor=actor, at=actor.at)  # noqa: E731
    return once(Mail, form.once_key, act, actor=actor, at=actor.at)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """It is nothing for us."""
    mail, actor, form = _one(request, pk), request.actor, DiscardForm(request.POST)

    def act() -> Event:
        return discard_mail(mail, reason=form.cleaned_data["reason"], actor=actor, at=actor.at)

    event = attempt(form, lambda: once(Event, form.once_key, act, actor=actor, at=actor.at))
    if event is None:
        context = {"mail": mail, "page": mail_page(mail), "form": form}
        return render(request, "exchange/mail.html", context, status=422)
    return done(request, "exchange:mails", _("Discarded."), event)


@require_GET
def mails_of_request(request: Request, pk: int) -> HttpResponse:
    """The mails behind a request, for its page: with what they quote, folded."""
    one = get_object_or_404(visible_requests(request.actor), pk=pk)
    mails = one.mails.filter(state=MailState.TAKEN).order_by("came_at", "id")
    return render(request, "exchange/_mails_of_request.html", {"mails": mails})

"""The sentences of the timeline: what each deed says, with what detail and which icon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.core.templatetags.tandem import money, money_short
from tandem.customers.models import Channel, Note, NoteKind
from tandem.pipeline.models import Reason
from tandem.work.models import Outcome

Told = tuple[str, str, str]
Tell = Callable[[Mapping[str, Any], Note | None], Told]


def _note(data: Mapping[str, Any], note: Note | None) -> Told:
    assert note is not None  # noqa: S101  entries without their note are left out before
    with_whom = str(note.contact) if note.contact else ""
    texts = {
        NoteKind.NOTE: (_("wrote a note"), "note"),
        NoteKind.CALL: (_("talked to %s on the phone") % with_whom if with_whom else _("made a call"), "phone"),
        NoteKind.VISIT: (_("visited %s") % with_whom if with_whom else _("was on site"), "map-pin"),
        NoteKind.MAIL: (_("wrote to %s") % with_whom if with_whom else _("wrote a mail"), "mail"),
    }
    told, icon = texts[NoteKind(note.kind)]
    return told, note.text, icon


def _order(text: Any, icon: str) -> Tell:
    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        net = money(data.get("net_cents"), data.get("currency", "EUR")) if "net_cents" in data else ""
        return str(text) % {"number": data.get("number", "")}, data.get("reason", "") or net, icon

    return tell


def _invoice(text: Any, icon: str, amount: str = "gross_cents") -> Tell:
    """An invoice by its number, with what it is over or what came in."""

    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        told = money(data.get(amount), data.get("currency", "EUR")) if amount in data else ""
        return str(text) % {"number": data.get("invoice", "")}, data.get("reason", "") or told, icon

    return tell


def _contract(text: Any, icon: str) -> Tell:
    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        return str(text) % {"contract": data.get("contract", "")}, data.get("reason", "") or data.get("title", ""), icon

    return tell


def _plain(text: Any, icon: str, detail: str = "") -> Tell:
    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        return (
            str(text)
            % {key: data.get(key, "") for key in ("name", "into", "tandem", "reason", "wish", "other", "holder")},
            data.get(detail, ""),
            icon,
        )

    return tell


def _given(data: Mapping[str, Any], note: Note | None) -> Told:
    """Passed on, or taken by whoever holds it now."""
    passed, taken = _("passed a request on to %(holder)s: %(wish)s"), _("took over a request from %(before)s: %(wish)s")
    told = {key: data.get(key, "") for key in ("holder", "before", "wish")}
    return (taken if data.get("taken") else passed) % told, data.get("reason", ""), "arrows-exchange"


HOW = {"call": gettext_lazy("answered by phone: %(wish)s"), "mail": gettext_lazy("answered by mail: %(wish)s")}


def _answered(data: Mapping[str, Any], note: Note | None) -> Told:
    """What was said, and to what."""
    how = data.get("kind", "call")
    return (
        str(HOW.get(how, HOW["call"])) % {"wish": data.get("wish", "")},
        data.get("text", ""),
        "phone" if how == "call" else "mail",
    )


CHANNELS: Mapping[str, Any] = {
    Channel.MAIL: pgettext_lazy("in a sentence", "mails"),
    Channel.PHONE: pgettext_lazy("in a sentence", "calls"),
    Channel.VISIT: pgettext_lazy("in a sentence", "visits"),
    Channel.VIDEO: pgettext_lazy("in a sentence", "video calls"),
    Channel.LETTER: pgettext_lazy("in a sentence", "letters"),
}


def _consent(data: Mapping[str, Any], note: Note | None) -> Told:
    text = (
        _("noted that %(name)s agrees to %(channel)s")
        if data.get("given")
        else _("noted that %(name)s does not want %(channel)s")
    )
    channel = CHANNELS.get(data.get("channel", ""), "")
    return text % {"name": data.get("name", ""), "channel": channel}, data.get("origin", ""), "message-check"


def _talk(text: Any, with_whom: Any, icon: str) -> Tell:
    """A call or visit: with whom, what came of it, what was said."""

    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        who = data.get("contact", "")
        told = str(with_whom) % who if who else str(text)
        outcome = Outcome(data["outcome"]).label if data.get("outcome") in Outcome.values else ""
        detail = ": ".join(part for part in (str(outcome), data.get("text", "")) if part)
        return told, detail, icon

    return tell


def _mail(data: Mapping[str, Any], note: Note | None) -> Told:
    """A mail that is told and asks for nothing: written by one of us, or by the customer and put here."""
    text = _("wrote to %(who)s: %(subject)s") if data.get("own") else _("put a mail of %(who)s here: %(subject)s")
    return text % {"who": data.get("who", ""), "subject": data.get("subject", "")}, data.get("text", ""), "mail"


def _appointment(text: Any, icon: str, *, reason: bool = False) -> Tell:
    """What, when and where; of a cancellation why."""

    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        parts = {"title": data.get("title", ""), "when": _moment(data.get("start", ""))}
        return str(text) % parts, data.get("reason" if reason else "place", ""), icon

    return tell


def _opportunity(text: Any, icon: str, detail: str = "") -> Tell:
    """What it is about and what it is worth; of a move the stage, of a loss the reason."""

    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        names = {key: data.get(key, "") for key in ("name", "stage", "before")}
        value = money_short(data.get("value_cents"), data.get("currency", "EUR"))
        reason = str(dict(Reason.choices).get(data.get("reason", ""), data.get("reason", "")))
        told = [reason, data.get("competitor", ""), data.get("note", "")] if detail else [value]
        return str(text) % names, " · ".join(part for part in told if part), icon

    return tell


def _handoff(text: Any, detail: str = "") -> Tell:
    def tell(data: Mapping[str, Any], note: Note | None) -> Told:
        names = {"name": data.get("name", ""), "giver": data.get("giver_name", ""), "taker": data.get("taker_name", "")}
        return str(text) % names, data.get(detail, ""), "arrows-exchange"

    return tell


def _reply(data: Mapping[str, Any], note: Note | None) -> Told:
    texts = {
        "accepted": _("accepted the appointment on %s"),
        "tentative": _("will perhaps come to the appointment on %s"),
        "declined": _("declined the appointment on %s"),
    }
    return texts[data["reply"]] % _moment(data["start"]), data.get("title", ""), "calendar-event"


def _moment(iso: str) -> str:
    """A day and an hour that lie ahead: 24.11.2026 10:00."""
    if not iso:
        return ""
    local = timezone.localtime(datetime.fromisoformat(iso))
    return f"{date_format(local.date(), 'SHORT_DATE_FORMAT')} {date_format(local, 'TIME_FORMAT')}"


TOLD: dict[str, Tell] = {
    "note.added": _note,
    "call.logged": _talk(gettext_lazy("called"), gettext_lazy("talked to %s on the phone"), "phone"),
    "visit.reported": _talk(gettext_lazy("reported a visit"), gettext_lazy("reported a visit at %s"), "map-pin"),
    "handoff.offered": _handoff(gettext_lazy("handed over to %(taker)s: %(name)s")),
    "handoff.accepted": _handoff(gettext_lazy("accepted from %(giver)s: %(name)s")),
    "handoff.returned": _handoff(gettext_lazy("returned to %(giver)s: %(name)s"), "reason"),
    "handoff.done": _handoff(gettext_lazy("finished what %(giver)s handed over: %(name)s"), "result"),
    "todo.done": _plain(gettext_lazy("finished: %(name)s"), "square-check"),
    "appointment.booked": _appointment(gettext_lazy("booked “%(title)s” for %(when)s"), "calendar-plus"),
    "appointment.moved": _appointment(gettext_lazy("moved “%(title)s” to %(when)s"), "calendar-event"),
    "appointment.cancelled": _appointment(
        gettext_lazy("cancelled “%(title)s” on %(when)s"), "calendar-off", reason=True
    ),
    "appointment.replied": _reply,
    "customer.created": _plain(gettext_lazy("added this customer"), "building"),
    "customer.imported": _plain(gettext_lazy("took this customer over from another system"), "building"),
    "customer.edited": _plain(gettext_lazy("changed the master data"), "pencil"),
    "customer.assigned": _plain(gettext_lazy("gave the customer to %(tandem)s"), "bike", "reason"),
    "customer.moved": _plain(gettext_lazy("moved the customer with its tandem to another team"), "bike"),
    "customer.queued": _plain(gettext_lazy("put the customer into the team's queue"), "inbox", "reason"),
    "customer.merged": _plain(gettext_lazy("merged %(name)s into %(into)s"), "git-merge"),
    "contact.merged": _plain(gettext_lazy("merged the contacts %(name)s and %(into)s"), "git-merge"),
    "contact.added": _plain(gettext_lazy("added the contact %(name)s"), "user-plus"),
    "contact.edited": _plain(gettext_lazy("changed the contact %(name)s"), "pencil"),
    "contact.retired": _plain(gettext_lazy("noted that %(name)s has left"), "user-minus"),
    "consent.recorded": _consent,
    "portal.invited": _plain(gettext_lazy("invited %(name)s to the portal"), "world"),
    "portal.revoked": _plain(gettext_lazy("closed the portal to %(name)s"), "lock"),
    "portal.file_shown": _plain(gettext_lazy("put the file %(name)s into the portal"), "eye"),
    "portal.shared": _plain(gettext_lazy("sent %(name)s a link to a quote"), "world"),
    "quote.opened": _order(gettext_lazy("opened quote %(number)s for the first time"), "eye"),
    "request.rated": _plain(gettext_lazy("said how it went: %(wish)s"), "star"),
    "file.added": _plain(gettext_lazy("added the file %(name)s"), "paperclip"),
    "file.removed": _plain(gettext_lazy("removed the file %(name)s"), "trash"),
    "site.added": _plain(gettext_lazy("added the site %(name)s"), "map-pin"),
    "site.edited": _plain(gettext_lazy("changed the site %(name)s"), "pencil"),
    "site.made_main": _plain(gettext_lazy("made %(name)s the main site"), "map-pin"),
    "site.removed": _plain(gettext_lazy("removed the site %(name)s"), "trash"),
    "request.opened": _plain(gettext_lazy("wrote down a request: %(wish)s"), "inbox"),
    "request.answered": _answered,
    "request.given": _given,
    "request.closed": _plain(gettext_lazy("closed the request: %(wish)s"), "circle-check", "reason"),
    "request.reopened": _plain(gettext_lazy("reopened the request: %(wish)s"), "arrow-back-up", "reason"),
    "mail.filed": _mail,
    "mail.written": _mail,
    "request.heard": _plain(gettext_lazy("wrote about the request: %(wish)s"), "mail", "text"),
    "request.merged": _plain(gettext_lazy("merged the request “%(other)s” into: %(wish)s"), "git-merge"),
    "opportunity.created": _opportunity(gettext_lazy("saw an opportunity: %(name)s"), "layout-kanban"),
    "opportunity.moved": _opportunity(gettext_lazy("moved “%(name)s” from %(before)s to %(stage)s"), "arrow-right"),
    "opportunity.won": _opportunity(gettext_lazy("won: %(name)s"), "circle-check"),
    "opportunity.lost": _opportunity(gettext_lazy("lost: %(name)s"), "circle-x", "reason"),
    "opportunity.reopened": _opportunity(gettext_lazy("opened again: %(name)s"), "arrow-back-up", "reason"),
    "invoice.entered": _invoice(gettext_lazy("entered invoice %(number)s"), "file-invoice"),
    "invoice.cancelled": _invoice(gettext_lazy("cancelled invoice %(number)s"), "circle-x"),
    "payment.entered": _invoice(gettext_lazy("entered a payment on invoice %(number)s"), "coins", "amount_cents"),
    "quote.created": _order(gettext_lazy("began quote %(number)s"), "file-text"),
    "quote.sent": _order(gettext_lazy("sent quote %(number)s"), "file-text"),
    "quote.revised": _order(gettext_lazy("revises quote %(number)s"), "pencil"),
    "quote.accepted": _order(gettext_lazy("accepted quote %(number)s"), "circle-check"),
    "quote.declined": _order(gettext_lazy("declined quote %(number)s"), "circle-x"),
    "quote.expired": _order(gettext_lazy("let quote %(number)s run out"), "clock"),
    "quote.withdrawn": _order(gettext_lazy("withdrew quote %(number)s"), "ban"),
    "quote.asked": _order(gettext_lazy("asked about quote %(number)s"), "help-circle"),
    "order.delivered": _order(gettext_lazy("noted a delivery of order %(number)s"), "truck"),
    "contract.sent": _contract(gettext_lazy("sent contract %(contract)s to sign"), "send"),
    "contract.signed": _contract(gettext_lazy("signed contract %(contract)s"), "signature"),
    "contract.countersigned": _contract(gettext_lazy("countersigned contract %(contract)s"), "signature"),
    "contract.withdrawn": _contract(gettext_lazy("took contract %(contract)s back"), "arrow-back-up"),
    "contract.terminated": _contract(gettext_lazy("noted the notice on contract %(contract)s"), "ban"),
    "contract.renewed": _contract(gettext_lazy("renewed contract %(contract)s"), "refresh"),
    "contract.ended": _contract(gettext_lazy("ended contract %(contract)s"), "ban"),
    "order.captured": _order(gettext_lazy("captured order %(number)s"), "package"),
    "order.imported": _order(gettext_lazy("took over order %(number)s"), "package"),
    "order.edited": _order(gettext_lazy("changed order %(number)s"), "pencil"),
    "order.confirmed": _order(gettext_lazy("confirmed order %(number)s"), "circle-check"),
    "order.printed": _order(gettext_lazy("printed the confirmation of order %(number)s"), "file-text"),
    "order.cancelled": _order(gettext_lazy("cancelled order %(number)s"), "circle-x"),
    "order.credited": _order(gettext_lazy("issued a credit note on order %(number)s"), "receipt-refund"),
    "credit_note.withdrawn": _order(gettext_lazy("withdrew a credit note on order %(number)s"), "arrow-back-up"),
}

"""Words of the portal that no template holds: states, kinds and what was just done, in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Text
from tandem.tandems.models import RequestKind

TOO_OFTEN = _("That was very often in a short time. Try again later, or call your two people.")
# The kinds that every house starts with. What a company has named itself is said in its own words.
KINDS: Mapping[str, tuple[str, Promise]] = {
    "quote": ("Quote", _("Quote")),
    "comparison": ("Comparison", _("Comparison")),
    "delivery": ("Delivery", _("Delivery")),
    "complaint": ("Complaint", _("Complaint")),
    "question": ("Question", _("Question")),
    "appointment": ("Appointment", _("Appointment")),
}
REQUEST_STATES: Mapping[str, tuple[Text, str, str]] = {
    "open": (_("We are on it"), "clock", "soon"),
    "answered": (_("Answered"), "message-check", "ok"),
    "closed": (_("Closed"), "circle-check", ""),
    "merged": (_("Goes on together with another request"), "git-merge", ""),
}
ORDER_STATES: Mapping[str, tuple[Text, str, str]] = {
    "captured": (_("Received, being checked"), "clock", "soon"),
    "confirmed": (_("Confirmed"), "circle-check", "ok"),
    "cancelled": (_("Cancelled"), "ban", ""),
}
DELIVERY_STATES: Mapping[str, tuple[Text, str, str]] = {
    "done": (_("Delivered"), "circle-check", "ok"),
    "part": (_("Partly delivered"), "truck", "soon"),
    "late": (_("Later than promised, we are on it"), "alert-triangle", "late"),
    "open": (_("Still to come"), "circle-dashed", ""),
}
QUOTE_STATES: Mapping[str, tuple[Text, str, str]] = {
    "sent": (_("Waits for your answer"), "clock", "soon"),
    "draft": (_("Being revised, a new version follows"), "pencil", ""),
    "accepted": (_("Accepted"), "circle-check", "ok"),
    "declined": (_("Declined"), "circle-x", ""),
    "expired": (_("No longer valid"), "hourglass-empty", ""),
    "withdrawn": (_("Withdrawn"), "ban", ""),
}
CONTRACT_STATES: Mapping[str, tuple[Text, str, str]] = {
    "sent": (_("Waits for a signature"), "signature", "soon"),
    "signed": (_("Signed by you, we sign next"), "clock", "ok"),
    "countersigned": (_("Signed by both"), "circle-check", "ok"),
    "in_force": (_("In force"), "circle-check", "ok"),
    "ended": (_("Ended"), "ban", ""),
    "terminated": (_("Terminated"), "ban", ""),
}
SIGNS = _("I have read this contract and sign it for my company.")
MOVED_ON = _("This quote has changed or was answered meanwhile. Look at it again; nothing was changed.")
CONSENT = _("I accept this quote bindingly for my company, with the prices and terms shown here.")
SAID: Mapping[str, Text] = {
    "asked": _("Thank you. Your request is with your two people."),
    "replied": _("Thank you. Your message is with your two people."),
    "booked": _("The appointment is booked. The invitation comes by mail."),
    "cancelled": _("You have declined. Your two people know."),
    "rated": _("Thank you for your answer. You can change it for a day."),
    "filed": _("The file was added."),
    "accepted": _("Thank you. The quote is accepted, and your two people know."),
    "declined": _("Thank you for saying so. Your two people know."),
    "signed": _("Thank you. The contract is signed, and your two people know."),
    "out": _("You are signed out."),
}


def kind_name(kind: RequestKind) -> str:
    """A kind of request in the customer's language, where we have words for it."""
    named = KINDS.get(kind.key)
    language = (get_language() or "en")[:2]
    if named is None or language in ("de", "en") or kind.name_en not in ("", named[0]):
        return str(kind)
    return str(named[1])

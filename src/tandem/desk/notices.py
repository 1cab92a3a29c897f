"""Notices in words: what happened, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Text

from .models import Notice
from .queries.deeds import deed

TEXTS: Mapping[tuple[str, str], Text] = {
    ("", "mention"): _("%(who)s mentioned you: %(what)s"),
    ("handoff.offered", ""): _("%(who)s hands over to you: %(what)s"),
    ("handoff.withdrawn", ""): _("%(who)s took back the hand-off: %(what)s"),
    ("handoff.accepted", ""): _("%(who)s accepted your hand-off: %(what)s"),
    ("handoff.returned", ""): _("%(who)s returned your hand-off: %(what)s"),
    ("handoff.done", ""): _("%(who)s has done: %(what)s"),
    ("request.opened", ""): _("New request that nobody holds yet: %(what)s"),
    ("request.opened", "to"): _("%(who)s gave you the request: %(what)s"),
    ("request.heard", ""): _("%(who)s wrote again, and nobody holds it yet: %(what)s"),
    ("request.heard", "to"): _("%(who)s wrote again: %(what)s"),
    ("request.claimed", "from"): _("%(who)s took over the request from you: %(what)s"),
    ("request.given", "to"): _("%(who)s gave you the request: %(what)s"),
    ("request.given", "from"): _("%(who)s gave the request that you held to somebody else: %(what)s"),
    ("todo.added", "to"): _("%(who)s gave you the to-do: %(what)s"),
    ("todo.given", "to"): _("%(who)s gave you the to-do: %(what)s"),
    ("todo.given", "from"): _("%(who)s gave the to-do that you held to somebody else: %(what)s"),
    ("todo.taken", "from"): _("%(who)s took over the to-do from you: %(what)s"),
    ("appointment.booked", ""): _("%(who)s booked an appointment with you: %(what)s"),
    ("appointment.moved", ""): _("%(who)s moved the appointment: %(what)s"),
    ("appointment.cancelled", ""): _("%(who)s cancelled the appointment: %(what)s"),
    ("rules.proposed", ""): _("%(who)s proposes rules of play: %(what)s"),
    ("rules.changed", ""): _("%(who)s changed the proposed rules of play: %(what)s"),
    ("rules.agreed", ""): _("%(who)s agreed to the rules of play: %(what)s"),
    ("rules.in_force", ""): _("%(who)s agreed, so the rules of play hold: %(what)s"),
    ("goal.proposed", ""): _("%(who)s proposes a goal: %(what)s"),
    ("goal.accepted", ""): _("%(who)s accepted the goal, it waits for the other one: %(what)s"),
    ("goal.agreed", ""): _("%(who)s accepted, so the goal holds: %(what)s"),
    ("goal.objected", ""): _("%(who)s objects to the goal: %(what)s"),
    ("goal.set", ""): _("%(who)s set the goal: %(what)s"),
    ("goal.withdrawn", ""): _("%(who)s withdrew the proposed goal: %(what)s"),
    ("plan_version.proposed", ""): _("%(who)s proposes a commission plan that waits for a second person: %(what)s"),
    ("plan_version.returned", ""): _("%(who)s returned the commission plan: %(what)s"),
    ("run.previewed", ""): _("A settlement waits for a second person: %(what)s"),
    ("run.approved", ""): _("%(who)s approved the settlement: %(what)s"),
    ("plan_version.approved", ""): _("%(who)s approved what you are paid by; please read and accept it: %(what)s"),
    ("plan_version.ended", ""): _("%(who)s set a last day for what you are paid by: %(what)s"),
    ("plan_member.added", ""): _("%(who)s put you on a commission plan: %(what)s"),
    ("pay.asked", ""): _("%(who)s asks about their pay: %(what)s"),
    ("pay.answered", "asker"): _("%(who)s has answered: %(what)s"),
    ("pay.answer_due", ""): _("To be answered by the next working day: %(what)s"),
    ("pay.answer_late", ""): _("The answer is late: %(what)s"),
    ("pay.answer_late", "asker"): _("The answer is late, and was asked for again: %(what)s"),
    ("adjustment.made", ""): _("%(who)s entered an amount that waits for a second person: %(what)s"),
    ("adjustment.approved", ""): _("%(who)s approved: %(what)s"),
    ("adjustment.refused", ""): _("%(who)s refused: %(what)s"),
    ("meeting.moved", ""): _("%(who)s moved the weekly meeting: %(what)s"),
    ("swap_day.planned", ""): _("%(who)s planned a swap day with you: %(what)s"),
    ("swap_day.moved", ""): _("%(who)s moved the swap day: %(what)s"),
    ("swap_day.cancelled", ""): _("%(who)s cancelled the swap day: %(what)s"),
    ("swap_day.noted", ""): _("%(who)s wrote about the swap day and waits for your note: %(what)s"),
    ("swap_day.closed", ""): _("Both of you have written about the swap day: %(what)s"),
    ("swap_day.asked", ""): _("What came of the swap day? %(what)s"),
    ("help_call.asked", ""): _("%(who)s asks you for help in the tandem, please talk to both: %(what)s"),
    ("activity.proposed", ""): _("%(who)s proposes: %(what)s"),
    ("activity.fixed", ""): _("%(who)s invites you: %(what)s"),
    ("activity.cancelled", ""): _("%(who)s cancelled: %(what)s"),
    ("tandem.idle", ""): _("For long you have done nothing together besides work: %(what)s"),
    ("absence.recorded", ""): _("You cover during the absence of %(what)s"),
    ("absence.edited", ""): _("Changed: you cover during the absence of %(what)s"),
    ("return.due", ""): _("Back again: what happened with your customers meanwhile"),
    ("quote.approval_asked", ""): _("%(who)s asks you to approve a discount: quote %(what)s"),
    ("quote.approval_dropped", ""): _("%(who)s no longer needs your approval: quote %(what)s"),
    ("quote.approved", ""): _("%(who)s approved the discount: quote %(what)s"),
    ("quote.approval_refused", ""): _("%(who)s did not approve the discount: quote %(what)s"),
    ("quote.accepted", ""): _("Accepted: quote %(what)s"),
    ("quote.declined", ""): _("Declined: quote %(what)s"),
    ("quote.asked", ""): _("A question about quote %(what)s"),
    ("quote.opened", ""): _("%(who)s opened the quote for the first time: %(what)s"),
    ("contract.signed", ""): _("%(who)s signed: %(what)s"),
    ("request.rated", ""): _("%(who)s said how it went: %(what)s"),
    ("job.ended", "done"): _("Ready: %(what)s"),
    ("job.ended", "failed"): _("Failed: %(what)s"),
}
ICONS: Mapping[str, str] = {
    "offer": "arrows-exchange",
    "outcome": "arrows-exchange",
    "holding": "inbox",
    "unheld": "inbox",
    "todo": "square-check",
    "appointment": "calendar",
    "play": "bike",
    "goal": "trending-up",
    "mention": "message-circle",
    "cover": "beach",
    "quote": "file-text",
    "pay": "report-money",
    "question": "help-circle",
    "amount": "coins",
    "job": "progress",
}


def told(notice: Notice) -> str:
    """What the notice says; its event must have been loaded with it."""
    event = notice.event
    text = TEXTS.get((event.verb, notice.side)) or TEXTS.get(("", notice.side)) or TEXTS.get((event.verb, ""))
    words: dict[str, Any] = {"who": event.who, "what": notice.data.get("title") or "–"}
    return str(text) % words if text else f"{words['who']}: {deed(event.verb)}, {words['what']}"

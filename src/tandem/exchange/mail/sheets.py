"""Mails as a file: who wrote when about what, whose it is and what became of it; not what they say."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports import MOMENT, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows

from .models import Became, MailState

_MAIL = [
    *("came_at", "sent_at", "sender_name", "sender", "subject", "files", "state", "became", "reason", "settled_at"),
    *("customer__number", "customer__name", "suggested__number", "suggested__name"),
    *("settled_by__first_name", "settled_by__last_name"),
]


def _read(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """Each mail with its customer, without its text, in one statement."""
    found: Rows = rows.select_related(None).values_list("pk", *_MAIL, named=True)
    return found


def _files(row: Any) -> int:
    return len(row.files)


def _settler(row: Any) -> str:
    return f"{row.settled_by__first_name or ''} {row.settled_by__last_name or ''}".strip()


SHEET = Sheet(
    key="mails",
    label=_("Mails"),
    fields=(
        Field(_("Received"), of("came_at"), MOMENT),
        Field(_("Sent"), of("sent_at"), MOMENT),
        Field(_("From"), of("sender_name")),
        Field(_("Sender's address"), of("sender")),
        Field(_("Subject"), of("subject")),
        Field(_("Files"), _files, WHOLE),
        Field(pgettext_lazy("of work", "State"), of("state"), words=MailState.choices),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Perhaps: customer number"), of("suggested__number")),
        Field(_("Perhaps: customer"), of("suggested__name")),
        Field(_("Became"), of("became"), words=Became.choices),
        Field(_("Sorted by"), _settler),
        Field(_("Sorted"), of("settled_at"), MOMENT),
        Field(_("Reason"), of("reason")),
    ),
    read=_read,
)

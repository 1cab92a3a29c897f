"""The list of mails: at first those that wait for somebody who knows whose they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.listing import Column, Filter, Listing, by_field, choices_of

from .models import MailState
from .sheets import SHEET


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """By sender or subject: among those that the state leaves, which are few."""
    words = Q(subject__icontains=query) | Q(sender__icontains=query) | Q(sender_name__icontains=query)
    return rows.filter(words)


MAILS = Listing(
    title=_("Mails"),
    name="mails",
    sheets=(SHEET,),
    columns=(
        Column("subject", _("Subject")),
        Column("who", _("From")),
        Column("customer", _("Customer"), wide=True),
        Column("state", pgettext_lazy("of work", "State"), wide=True),
        Column("came", _("Received"), sort="came_at", falling=True),
    ),
    filters=(
        Filter(
            "state",
            pgettext_lazy("of work", "State"),
            choices_of(MailState.choices),
            by_field("state"),
            MailState.WAITING,
        ),
    ),
    search=_matching,
    row_template="exchange/_mail_row.html",
    default_sort="-came",
    empty=_(
        "Every mail has found its customer. What comes from a known contact becomes a request by itself; "
        "what nobody knows waits here."
    ),
)

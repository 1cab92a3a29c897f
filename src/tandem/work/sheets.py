"""Open work as files."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import MOMENT, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows, Value

from .models import Source

REQUEST = [
    *("wish", "source", "received_at", "due_at", "answer_minutes", "rules_version", "answered_at", "closed_at"),
    *("customer__number", "customer__name", "kind__name_de", "contact__first_name", "contact__last_name"),
    *("holder__first_name", "holder__last_name", "tandem__name"),
]


def _requests(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """Each request with what it names, in one statement."""
    found: Rows = rows.only("pk").values_list("pk", *REQUEST, named=True)
    return found


def _name(path: str) -> Value:
    first, last = of(f"{path}__first_name"), of(f"{path}__last_name")
    return lambda row: f"{first(row) or ''} {last(row) or ''}".strip()


def _in_time(row: Any) -> str:
    if row.answered_at is None:
        return ""
    return str(_("yes") if row.answered_at <= row.due_at else _("no"))


REQUESTS = Sheet(
    key="requests",
    label=_("Requests"),
    fields=(
        Field(_("Request"), of("pk"), WHOLE),
        Field(_("What the customer wants"), of("wish")),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Contact"), _name("contact")),
        Field(_("Kind"), of("kind__name_de")),
        Field(_("Came by"), of("source"), words=Source.choices),
        Field(_("Received"), of("received_at"), MOMENT),
        Field(_("First answer due"), of("due_at"), MOMENT),
        Field(_("Promised working minutes"), of("answer_minutes"), WHOLE),
        Field(_("Answered"), of("answered_at"), MOMENT),
        Field(_("In time"), _in_time),
        Field(_("Closed"), of("closed_at"), MOMENT),
        Field(_("Holder"), _name("holder")),
        Field(_("Tandem"), of("tandem__name")),
    ),
    read=_requests,
)

"""The tandems as a file: who sells with whom today. How they share stays on their page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.exports import DAY, Field, Sheet, of
from tandem.core.exports.sheets import Value


def _seat(number: int, name: str) -> Value:
    """Who sits in the first or the second seat; empty while it is vacant."""

    def value(row: Any) -> Any:
        person = row.halves[number].person
        return None if person is None else str(person) if name == "name" else getattr(person, name)

    return value


TANDEMS = Sheet(
    key="tandems",
    label=_("Tandems"),
    fields=(
        Field(_("Tandem"), of("name")),
        Field(_("Inside sales"), _seat(0, "name")),
        Field(_("Inside sales: e-mail"), _seat(0, "email")),
        Field(_("Inside sales: phone"), _seat(0, "phone")),
        Field(_("Field sales"), _seat(1, "name")),
        Field(_("Field sales: e-mail"), _seat(1, "email")),
        Field(_("Field sales: phone"), _seat(1, "phone")),
        Field(_("Team"), of("team.name")),
        Field(_("Founded on"), of("founded_on"), DAY),
        Field(_("Closed from"), of("closed_on"), DAY),
    ),
)

"""Parsing appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.forms import LONGEST, DayField, EditForm, TimeInput
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact, Customer, Site
from tandem.people.models import Employee
from tandem.work.conflicts import Plan
from tandem.work.invitations import address_line
from tandem.work.models import Appointment, AppointmentKind, Reply
from tandem.work.people import bookable, colleagues

MANY = 14  # people from which on a list to scroll is better than boxes to tick


@dataclass(frozen=True)
class Choices:
    """Whom and what the form offers; three statements with a customer, one without."""

    holders: Sequence[Employee]
    colleagues: Sequence[Employee]
    customer: Customer | None = None
    contacts: Sequence[Contact] = field(default_factory=tuple)
    sites: Sequence[Site] = field(default_factory=tuple)

    @classmethod
    def of(cls, actor: Actor, customer: Customer | None, instance: Appointment | None = None) -> Choices:
        """For this viewer; who holds or attends it already stays to be chosen."""
        holders = bookable(actor)
        known = [instance.holder] if instance and instance.holder else []
        if instance:
            known += [row.employee for row in attending(instance) if row.employee]
        contacts = customer.contacts.filter(left_at=None) if customer else ()
        return cls(
            holders=list({one.pk: one for one in (*holders, *known[:1])}.values()),
            colleagues=colleagues(actor, [*holders, *known]),
            customer=customer,
            contacts=list(contacts),
            sites=list(customer.sites.all()) if customer else (),
        )


def attending(appointment: Appointment) -> list[Any]:
    """The attendees who are still asked, loaded once per object."""
    if "_attending" not in appointment.__dict__:
        rows = appointment.attendees.filter(removed_at=None).select_related("employee__team", "contact")
        appointment.__dict__["_attending"] = list(rows.order_by("pk"))
    found: list[Any] = appointment.__dict__["_attending"]
    return found


class AppointmentForm(EditForm):
    """An appointment on one day. Its customer is chosen before and stays."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AppointmentKind.choices)
    title = forms.CharField(label=_("What it is about"), max_length=160, required=False)
    holder = forms.ChoiceField(label=_("In whose calendar"))
    day = DayField(label=_("Day"))
    start = forms.TimeField(label=_("From"), widget=TimeInput)
    end = forms.TimeField(label=pgettext_lazy("until", "To"), widget=TimeInput)
    site = forms.ChoiceField(label=_("Site"), required=False)
    place = forms.CharField(
        label=_("Another place, room or link"), max_length=200, required=False, help_text=_("Goes before the site.")
    )
    contacts = forms.MultipleChoiceField(label=_("Contacts who are invited"), required=False)
    employees = forms.MultipleChoiceField(label=_("Colleagues who come along"), required=False)
    text = forms.CharField(
        label=_("Notes"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST,
        help_text=_("For colleagues; not in the invitation."),
    )
    private = forms.BooleanField(label=_("Private: colleagues see only that the time is taken"), required=False)
    anyway = forms.BooleanField(label=_("Book anyway"), required=False)

    def __init__(self, *args: Any, choices: Choices, instance: Appointment | None = None, **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(*args, instance=instance, **kwargs)
        self._offer("holder", [(one.pk, str(one)) for one in choices.holders])
        self._offer("employees", [(one.pk, str(one)) for one in choices.colleagues])
        self._offer("contacts", [(one.pk, _named(one)) for one in choices.contacts])
        self._offer("site", [("", "–"), *((one.pk, address_line(one) or str(one)) for one in choices.sites)])
        if choices.customer is None:
            for name in ("site", "contacts"):
                del self.fields[name]
        else:
            del self.fields["private"]
        if instance is not None:
            self.remember()

    def _offer(self, name: str, pairs: Sequence[tuple[Any, Any]]) -> None:
        found = self.fields[name]
        if isinstance(found, forms.MultipleChoiceField):
            many = len(pairs) > MANY
            found.widget = forms.SelectMultiple(attrs={"size": 6}) if many else forms.CheckboxSelectMultiple()
        assert isinstance(found, forms.ChoiceField)  # noqa: S101
        found.choices = [(str(key), label) for key, label in pairs]

    def remember(self) -> None:
        super().remember()
        self.fields["anyway"].show_hidden_initial = False

    def shown(self, instance: Appointment) -> dict[str, Any]:
        start, end = timezone.localtime(instance.start), timezone.localtime(instance.end)
        rows = attending(instance)
        return {
            **{name: getattr(instance, name) for name in ("kind", "title", "place", "text", "private")},
            "holder": str(instance.holder_id or ""),
            "day": start.date(),
            "start": start.time(),
            "end": end.time(),
            "site": str(instance.site_id or ""),
            "employees": [key for key in self._keys("colleagues") if key in _ids(rows, "employee_id")],
            "contacts": [key for key in self._keys("contacts") if key in _ids(rows, "contact_id")],
        }

    def _keys(self, name: str) -> list[str]:
        return [str(one.pk) for one in getattr(self.choices, name)]

    def values(self) -> dict[str, Any]:
        """As typed, by field: what a lost race is told with."""
        return {name: value for name, value in super().values().items() if name != "anyway"}

    def given(self) -> dict[str, Any]:
        """`values`, `employees`, `contacts` and `anyway` as the actions take them; the holder among the values."""
        data = self.cleaned_data
        kind = data["kind"]
        with override(settings.LANGUAGE_CODE):  # it is kept, and others read it
            named = str(AppointmentKind(kind).label)
        values = {
            "kind": kind,
            "title": data["title"].strip() or named,
            "start": self._at(data["start"]),
            "end": self._at(data["end"], end=True),
            "site": self._one("sites", data.get("site", "")),
            "place": data["place"],
            "text": data["text"],
            "private": data.get("private", False),
            "holder": self._one("holders", data["holder"]),
        }
        return {
            "values": values,
            "employees": self._many("colleagues", data["employees"]),
            "contacts": self._many("contacts", data.get("contacts", [])),
            "anyway": data["anyway"],
        }

    def plan(self) -> Plan:
        """What the checks look at before it is saved."""
        given = self.given()
        values = given["values"]
        return Plan(
            holder=values["holder"],
            start=values["start"],
            end=values["end"],
            kind=values["kind"],
            customer=self.choices.customer,
            site=values["site"],
            others=given["employees"],
            key=self.instance.pk if self.instance else None,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start and not self._days:
            self.add_error("end", _("The end lies before the beginning."))
        return cleaned

    @property
    def _days(self) -> int:
        """The nights that the appointment lasts already: they stay."""
        if self.instance is None:
            return 0
        last, first = timezone.localdate(self.instance.end), timezone.localdate(self.instance.start)
        return (last - first).days

    def _at(self, clock: time, *, end: bool = False) -> datetime:
        day: date = self.cleaned_data["day"]
        days = self._days if end else 0
        return timezone.make_aware(datetime.combine(date.fromordinal(day.toordinal() + days), clock))

    def _one(self, name: str, key: str) -> Any:
        return next((one for one in getattr(self.choices, name) if str(one.pk) == key), None)

    def _many(self, name: str, keys: Sequence[str]) -> list[Any]:
        return [one for one in getattr(self.choices, name) if str(one.pk) in keys]


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Colleagues read it; customers do not."))
    version = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def key(self) -> str:
        """Of `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))


class ReplyForm(forms.Form):
    """Accept, perhaps or decline."""

    reply = forms.ChoiceField(choices=[pair for pair in Reply.choices if pair[0] != Reply.WAITING])


def _named(contact: Contact) -> str:
    return f"{contact}" if contact.email else str(_("%s (no e-mail: is not told)") % contact)


def _ids(rows: Sequence[Any], name: str) -> set[str]:
    return {str(key) for row in rows if (key := getattr(row, name))}

"""Parsing what a call or a visit gave, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.recurrence import months_later
from tandem.core.actor import Actor
from tandem.core.forms import EditForm
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.people.openings import region_of
from tandem.work.actions.calls import NextTodo
from tandem.work.actions.handoffs import Offer
from tandem.work.days import end_of, local, next_working, working_days
from tandem.work.models import Outcome

from .fields import OnceForm, PersonField, clock_field, day_field, long_text
from .files import PhotosField

NOON = time(12)
KEYS = {"interested": "i", "agreed": "a", "later": "w", "refused": "x", "missed": "m"}
MISSING = {
    "title": _("Say what is to be done, or choose “Nothing more”."),
    "holder": _("Choose who does it."),
    "by": _("Choose a day."),
}
NEXT = (
    ("none", pgettext_lazy("next step", "Nothing more")),
    ("tomorrow", _("Next working day")),
    ("week", _("In a week")),
    ("month", _("In a month")),
    ("own", _("On a day of your own")),
)


class ContactField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the customer's contacts, or nobody in particular; asks the database only where somebody was chosen."""

    def __init__(self) -> None:
        super().__init__(Contact.objects.none(), label=_("contact"), required=False)

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Set who can be chosen."""
        self.queryset = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
        self.choices = [("", _("nobody in particular")), *((contact.pk, str(contact)) for contact in contacts)]


def next_day_of(choice: str, own: date | None, actor: Actor) -> date | None:
    """The day that a choice of the next step means: a working day of the actor's region."""
    works, today = working_days(region_of(actor.employee), actor.at), actor.today
    days = {
        "tomorrow": today + timedelta(1),
        "week": today + timedelta(7),
        "month": months_later(today, 1),
    }
    if choice == "own":
        return own
    return next_working(days[choice], works) if choice in days else None


class CallForm(OnceForm):
    """Two clicks: what came of it, and the button that says what comes next."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    contact = ContactField()
    text = long_text(_("what was said"), rows=2, mentions=False)
    title = forms.CharField(label=_("next step"), max_length=200, required=False)
    day = day_field(_("on"), required=False)
    next = forms.ChoiceField(choices=NEXT, required=False)

    def __init__(self, *args: Any, contacts: Sequence[Contact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        field = self.fields["contact"]
        assert isinstance(field, ContactField)  # noqa: S101
        field.offer(contacts)

    def clean(self) -> dict[str, Any]:
        """A day of one's own needs that day."""
        data = super().clean() or {}
        if data.get("next") == "own" and not data.get("day"):
            self.add_error("day", _("Choose a day."))
        return data

    @property
    def outcomes(self) -> list[tuple[str, str, str, bool]]:
        """Value, word and key of each outcome, and whether it is chosen: a session is worked by keyboard."""
        chosen = self["outcome"].value()
        return [(value, str(label), KEYS[value], value == chosen) for value, label in Outcome.choices]

    def following(self, actor: Actor) -> NextTodo | None:
        """The next step as a to-do of who called."""
        data = self.cleaned_data
        day = next_day_of(data["next"], data["day"], actor)
        return NextTodo(data["title"] or _now("Call again"), day, actor.employee) if day else None


class ReportForm(EditForm):
    """What the visit gave; photos and the next step only while it is new."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    needs = long_text(_("what the customer needs"))
    text = long_text(_("what was said"))
    photos = PhotosField(label=_("photos"))
    contact = ContactField()
    day = day_field(_("visited on"))
    clock = clock_field(_("at"))
    next = forms.ChoiceField(
        label=_("next step"),
        choices=[
            ("none", pgettext_lazy("next step", "Nothing more")),
            ("todo", _("To-do")),
            ("handoff", _("Hand over")),
        ],
        widget=forms.RadioSelect,
        initial="none",
    )
    title = forms.CharField(label=_("what is to be done"), max_length=160, required=False)
    holder = PersonField(_("who does it"), required=False)
    by = day_field(_("by"), required=False)

    def __init__(
        self, *args: Any, contacts: Sequence[Contact] = (), people: Sequence[Employee] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        contact, holder = self.fields["contact"], self.fields["holder"]
        assert isinstance(contact, ContactField)  # noqa: S101
        assert isinstance(holder, PersonField)  # noqa: S101
        contact.offer(contacts)
        holder.offer(people)
        if self.instance is not None:
            for name in ("photos", "next", "title", "holder", "by"):
                del self.fields[name]

    def shown(self, instance: Any) -> dict[str, Any]:
        """Day and hour apart, as people type them."""
        at = timezone.localtime(instance.at)
        plain = {name: getattr(instance, name) for name in ("outcome", "needs", "text", "contact")}
        return {**plain, "day": at.date(), "clock": at.time().replace(second=0, microsecond=0)}

    def clean(self) -> dict[str, Any]:
        """A next step needs what is to be done, by whom and by when."""
        data = super().clean() or {}
        if data.get("next", "none") != "none":
            for name, text in MISSING.items():
                if not data.get(name):
                    self.add_error(name, text)
        return data

    def report_values(self, actor: Actor) -> dict[str, Any]:
        """What the action takes; without an hour noon, or now where that is earlier."""
        data = self.cleaned_data
        at = local(data["day"], data["clock"] or NOON)
        at = min(at, actor.at) if data["day"] == actor.today else at
        return {**{name: data[name] for name in ("outcome", "needs", "text", "contact")}, "at": at}

    def todo(self) -> NextTodo | None:
        """The next step, where somebody notes it as a to-do."""
        data = self.cleaned_data
        return NextTodo(data["title"], data["by"], data["holder"]) if data.get("next") == "todo" else None

    def handoff(self) -> tuple[Offer, Employee] | None:
        """The next step, where it is passed on."""
        data = self.cleaned_data
        if data.get("next") != "handoff":
            return None
        return Offer(data["title"], data["title"], end_of(data["by"])), data["holder"]

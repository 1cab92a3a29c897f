"""Parsing input about requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, EditForm
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee
from tandem.people.queries import employees_here
from tandem.tandems.models import RequestKind
from tandem.work.models import AnswerKind, Request, Source
from tandem.work.suggest import Suggestion

OUR_KINDS = [pair for pair in AnswerKind.choices if pair[0] != AnswerKind.CAME]


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Anybody who works here; `offer` says who stands in the list, and with what words."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        super().__init__(Employee.objects.none(), label=label, required=required)

    def offer(self, people: Sequence[tuple[Employee, str]], at: datetime, *, empty: Any = "") -> None:
        """Set the list, in that order; who comes into it between page and answer can be sent all the same."""
        self.queryset = employees_here(timezone.localdate(at))
        first = [("", empty)] if not self.required or not people else []
        self.widget.choices = [*first, *((person.pk, words) for person, words in people)]


class RequestForm(EditForm):
    """What the customer wants; who holds it where it is new."""

    kind = forms.ModelChoiceField(RequestKind.objects.none(), label=_("kind"), empty_label=None)
    wish = forms.CharField(
        label=_("what the customer wants"),
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        max_length=LONGEST,
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("contact"), required=False, empty_label=_("nobody in particular")
    )
    source = forms.ChoiceField(label=_("came by"), choices=Source.choices)
    holder = PersonField(_("who holds it"), required=False)

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        suggestions: Sequence[Suggestion] = (),
        kind: str = "",
        at: datetime,
        **kwargs: Any,
    ) -> None:
        """`kind` is the key of the one that is chosen at first."""
        super().__init__(*args, **kwargs)
        request: Request | None = self.instance
        kinds = RequestKind.objects.filter(Q(retired_at=None) | Q(pk=request.kind_id if request else None))
        contacts = customer.contacts.filter(Q(left_at=None) | Q(pk=request.contact_id if request else None))
        offered = self._offer("kind", kinds)
        known = self._offer("contact", contacts)
        if request is not None:
            del self.fields["holder"]
        else:
            self.initial.setdefault("kind", next((each.pk for each in offered if each.key == kind), None))
            self.initial.setdefault("contact", next((each.pk for each in known if each.is_first), None))
            self._suggest(suggestions, at)

    def _offer(self, name: str, rows: QuerySet[Any]) -> list[Any]:
        """Let one of these be chosen; they are read once, where the field itself would read them for each look."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = rows
        known = list(rows)
        empty = [] if field.empty_label is None else [("", field.empty_label)]
        field.choices = [*empty, *((row.pk, field.label_from_instance(row)) for row in known)]
        return known

    def _suggest(self, suggestions: Sequence[Suggestion], at: datetime) -> None:
        field = self.fields["holder"]
        assert isinstance(field, PersonField)  # noqa: S101
        field.offer(
            [(each.person, f"{each.person}, {free(each)}") for each in suggestions], at, empty=_("whoever is free")
        )
        field.initial = suggestions[0].person.pk if suggestions else None


def free(suggestion: Suggestion) -> str:
    """Whether this person is free now, else from when on."""
    if suggestion.free_at is None:
        return str(_("free now"))
    local = timezone.localtime(suggestion.free_at)
    day = "" if local.date() == timezone.localdate() else f"{date_format(local, 'D')} "
    return str(_("free from %s")) % f"{day}{date_format(local, 'TIME_FORMAT')}"


class OnceForm(forms.Form):
    """A form that acts once, however often it is sent."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def once_key(self) -> str:
        """The key for `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))


class AnswerForm(OnceForm):
    """What was said to the customer, or a note for colleagues. `seen` is the newest answer that was shown."""

    kind = forms.ChoiceField(label=_("how"), choices=OUR_KINDS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("what was said"),
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "a", "data-mentions": True}),
        max_length=LONGEST,
    )
    close = forms.BooleanField(label=_("That settles it: close the request"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)


class GiveForm(OnceForm):
    """To whom, and why: taking it from somebody else needs it. `seen` is the holder that was shown, 0 for nobody."""

    holder = PersonField(_("who goes on"))
    reason = forms.CharField(label=_("reason"), max_length=500, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)

    def __init__(
        self, *args: Any, people: Sequence[Employee] = (), at: datetime, needs_reason: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = needs_reason
        field = self.fields["holder"]
        assert isinstance(field, PersonField)  # noqa: S101
        field.offer([(person, str(person)) for person in people], at)


class ReasonForm(OnceForm):
    """Why a request is closed or opened again."""

    reason = forms.CharField(label=_("reason"), max_length=500, required=False)


class OtherForm(OnceForm):
    """Which other request of the customer means the same."""

    other = forms.ModelChoiceField(Request.objects.none(), label=_("the other request"), empty_label=None)

    def __init__(self, *args: Any, others: QuerySet[Request], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = others


class SnoozeForm(OnceForm):
    """When it comes back: one of the offered instants, or one of one's own."""

    until = forms.CharField(
        max_length=40, label=_("until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_until(self) -> datetime:
        """An instant; without a zone it is meant in the company's."""
        try:
            found = datetime.fromisoformat(self.cleaned_data["until"])
            return found if timezone.is_aware(found) else timezone.make_aware(found)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("Choose a day and a time.")) from error

"""Parsing input about customers into values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.forms import DateInput, DayField, VersionedForm
from tandem.people.models import Employee, Team
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems

from .models import Channel, Contact, Customer, CustomerGroup, Note, Site


class CustomerForm(VersionedForm):
    """Master data."""

    website = forms.URLField(label=_("website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Customer
        fields = (
            "name",
            "short_name",
            "customer_class",
            "group",
            "lifecycle",
            "industry",
            "vat_id",
            "phone",
            "email",
            "website",
            "language",
            "currency",
            "payment_days",
            "since",
            "restricted",
            "agreements",
        )
        field_classes = {"since": DayField}
        widgets = {"since": DateInput(), "agreements": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "agreements": _("Delivery, discounts, habits: one per line."),
            "short_name": _("How rows and talk name it."),
            "restricted": _("Only its tandem, cover and sales manager see it."),
            "group": _("Whose price lists it shares, whatever its class."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)  # noqa: S101
        group.queryset, group.empty_label = CustomerGroup.objects.order_by("name_key", "pk"), "–"

    def clean_currency(self) -> str:
        """Three letters."""
        currency = str(self.cleaned_data["currency"]).upper()
        if len(currency) != 3 or not currency.isalpha():
            raise forms.ValidationError(_("Three letters, such as EUR."))
        return currency


class NewCustomerForm(CustomerForm):
    """Master data with the first site, and whose customer it becomes."""

    field_order = (
        "name",
        "short_name",
        "team",
        "tandem",
        "street",
        "postcode",
        "site_town",
        "country",
        "phone",
        "email",
    )

    team = forms.ModelChoiceField(Team.objects.none(), label=_("team"), empty_label=_("choose"))
    tandem = forms.ModelChoiceField(
        Tandem.objects.none(), label=_("tandem"), required=False, empty_label=_("in the team's queue")
    )
    street = forms.CharField(label=_("street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("postcode"), max_length=15, required=False)
    site_town = forms.CharField(label=_("town"), max_length=80, required=False)
    country = forms.CharField(label=_("country"), max_length=2, initial="DE", min_length=2)

    def __init__(self, *args: Any, teams: Any, tandems: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("team", teams), ("tandem", tandems)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows
        del self.fields["restricted"], self.fields["since"]

    def site_values(self) -> dict[str, Any]:
        """The first site, empty when nothing of it was given."""
        data = self.cleaned_data
        values = {"street": data["street"], "postcode": data["postcode"], "town": data["site_town"]}
        return {**values, "country": data["country"].upper()} if any(values.values()) else {}


class CustomerGroupForm(VersionedForm):
    """A customer group. Whether its key is free, the action says, at the field."""

    class Meta:
        model = CustomerGroup
        fields = ("number", "name", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"number": _("As other systems name it, such as H or DEALER.")}

    def clean(self) -> dict[str, Any]:
        """No look for the key here: a form sent twice is not wrong."""
        return self.cleaned_data


class SiteForm(VersionedForm):
    """An address."""

    class Meta:
        model = Site
        fields = (
            "name",
            "street",
            "extra",
            "postcode",
            "town",
            "region",
            "country",
            "opening_hours",
            "latitude",
            "longitude",
        )
        help_texts = {"opening_hours": _("Such as Mon–Fri 7:00–16:00.")}

    def clean_country(self) -> str:
        """Two letters."""
        return str(self.cleaned_data["country"]).upper()


class ContactForm(VersionedForm):
    """A person, and how they want to be talked to."""

    def __init__(self, *args: Any, knowing: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["knows_best"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        keys = {person.pk for person in knowing} | {self.instance.knows_best_id}
        field.queryset = Employee.objects.filter(pk__in=keys)
        field.empty_label = _("nobody in particular")

    class Meta:
        model = Contact
        fields = (
            "salutation",
            "first_name",
            "last_name",
            "function",
            "buying_role",
            "language",
            "email",
            "phone",
            "mobile",
            "form_of_address",
            "channel",
            "good_times",
            "avoid",
            "knows_best",
            "is_first",
        )
        help_texts = {
            "good_times": _("When this person likes to be reached."),
            "avoid": _("Facts and habits only, no judgement of the person."),
        }


class ConsentForm(forms.Form):
    """Yes or no for one channel, and how we know."""

    channel = forms.ChoiceField(label=_("channel"), choices=Channel.choices)
    given = forms.TypedChoiceField(
        label=_("answer"),
        choices=[("yes", _("agrees")), ("no", _("does not want it"))],
        coerce=lambda value: value == "yes",
    )
    origin = forms.CharField(label=_("how we know"), max_length=120)


class NoteForm(VersionedForm):
    """A note, call or visit."""

    def __init__(self, *args: Any, contacts: Sequence[Contact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
        field.choices = [("", _("nobody in particular")), *((contact.pk, str(contact)) for contact in contacts)]

    class Meta:
        model = Note
        fields = ("kind", "contact", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "data-mentions": True})}


class AssignmentForm(forms.Form):
    """Which tandem from when on, and why."""

    tandem = forms.ModelChoiceField(
        Tandem.objects.none(), label=_("tandem"), required=False, empty_label=_("back into the team's queue")
    )
    start = DayField(label=_("from"))
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, team: Team, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tandem"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = open_tandems(day).filter(team=team)
        self.fields["start"].initial = day


def team_choices(actor: Actor, team_ids: frozenset[int]) -> Any:
    """The viewer's teams first; anyone in sales may add for any team."""
    rows = Team.objects.all()
    return rows.filter(pk__in=team_ids) if team_ids else rows

"""Parsing what is typed about pairs into values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.people.models import Employee, Team

from .actions.proposals import MOST_SEATS
from .models import Opinion, Profile, Proposal

VETO = "no"
RATINGS = (
    ("3", _("Very well: I would like to sell with this person")),
    ("2", _("Well")),
    ("1", _("It would do")),
    ("0", _("Rather not")),
    (VETO, _("Not with this person; nobody asks why")),
)


class ProposalForm(EditForm):
    """A team, a day, and how many tandems one person may sit in."""

    title = forms.CharField(label=_("Title"), max_length=80)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    starts_on = DayField(label=_("Starts on"))
    seats_inside = forms.IntegerField(label=_("Tandems per person inside"), min_value=1, max_value=MOST_SEATS)
    seats_field = forms.IntegerField(label=_("Tandems per person in the field"), min_value=1, max_value=MOST_SEATS)
    left_out = forms.MultipleChoiceField(
        label=_("Takes no part"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, teams: Any = None, people: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is None:
            del self.fields["left_out"]
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]
            self.fields["left_out"].choices = [(str(one.pk), str(one)) for one in people]  # type: ignore[attr-defined]

    def shown(self, instance: Proposal) -> dict[str, Any]:
        names = ("title", "starts_on", "seats_inside", "seats_field")
        return {name: getattr(instance, name) for name in names} | {"left_out": [str(one) for one in instance.left_out]}

    def values(self) -> dict[str, Any]:
        found = super().values()
        if "left_out" in found:
            found["left_out"] = sorted(int(one) for one in found["left_out"])
        return found


class PairForm(forms.Form):
    """One inside, one field, and what is to become of the two."""

    inside = forms.TypedChoiceField(label=_("Inside sales"), coerce=int, choices=())
    field = forms.TypedChoiceField(label=_("Field sales"), coerce=int, choices=())
    mark = forms.ChoiceField(choices=[("locked", ""), ("forbidden", ""), ("open", "")])

    def __init__(self, *args: Any, people: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for half in ("inside", "field"):
            self.fields[half].choices = [(one.pk, str(one)) for one in people if one.half == half]  # type: ignore[attr-defined]

    @property
    def pair(self) -> tuple[int, int]:
        """The two."""
        return self.cleaned_data["inside"], self.cleaned_data["field"]


class OpinionForm(forms.Form):
    """One of five answers about one person."""

    rating = forms.ChoiceField(label=_("Your answer"), choices=RATINGS, widget=forms.RadioSelect)

    def __init__(self, data: Any, opinion: Opinion | None) -> None:
        given = None if opinion is None else VETO if opinion.veto else str(opinion.rating)
        super().__init__(data, initial={"rating": given})

    @property
    def answer(self) -> dict[str, Any]:
        """Rating or veto."""
        chosen = self.cleaned_data["rating"]
        return {"rating": None if chosen == VETO else int(chosen), "veto": chosen == VETO}


class ProfileForm(forms.Form):
    """Product groups one knows, areas one works in."""

    knows = forms.MultipleChoiceField(
        label=_("Product groups I know well"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    regions = forms.CharField(
        label=_("Areas I work in"),
        required=False,
        max_length=400,
        help_text=_("The first two digits of postcodes, such as 20 21 24. Empty: everywhere."),
    )

    def __init__(self, data: Any, *, groups: Sequence[str], profile: Profile | None) -> None:
        known = profile.knows if profile else []
        areas = " ".join(profile.regions) if profile else ""
        super().__init__(data, initial={"knows": known, "regions": areas})
        names = sorted({*groups, *known})
        self.fields["knows"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def values(self) -> dict[str, list[str]]:
        """As the action takes them."""
        return {
            "knows": list(self.cleaned_data["knows"]),
            "regions": self.cleaned_data["regions"].replace(",", " ").split(),
        }

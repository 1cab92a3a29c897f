"""Parsing activities, votes, replies and costs into values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm, TimeInput
from tandem.core.numbers import MoneyField
from tandem.together.models import ActivityDay, ActivityGuest, Circle, Expense
from tandem.work.models import Reply

REPLIES = ((Reply.ACCEPTED, _("I come")), (Reply.TENTATIVE, _("Perhaps")), (Reply.DECLINED, _("I do not come")))


class ActivityForm(EditForm):
    """What, with whom, where; one day fixes it, more make a poll."""

    circle = forms.ChoiceField(label=_("Who is asked"), choices=Circle.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What we do"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    day1 = DayField(label=_("Day"))
    day2 = DayField(label=_("or"), required=False, help_text=_("With more than one day everybody is asked first."))
    day3 = DayField(label=_("or"), required=False)
    clock = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Takes (minutes)"), min_value=15, max_value=4320, initial=120)
    text = forms.CharField(
        label=_("What to bring, how to get there"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, circles: Sequence[tuple[str, Any]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["circle"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = circles

    @property
    def days(self) -> list[datetime]:
        """The proposals as instants."""
        clock = self.cleaned_data["clock"]
        days = [self.cleaned_data[name] for name in ("day1", "day2", "day3") if self.cleaned_data[name]]
        return [timezone.make_aware(datetime.combine(day, clock)) for day in days]


class DaysField(forms.ModelMultipleChoiceField):
    """Proposals of a poll, named as people say when something is."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ActivityDay) -> str:
        local = timezone.localtime(obj.starts_at)
        return f"{date_format(local, 'D')} {date_format(local, 'SHORT_DATETIME_FORMAT')}"


class VoteForm(forms.Form):
    """Which days suit."""

    days = DaysField(ActivityDay.objects.none(), label=_("Days that suit me"), required=False)

    def __init__(self, data: Any, *, rows: Any, chosen: Any = ()) -> None:
        super().__init__(data, initial={"days": list(chosen)})
        field = self.fields["days"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = rows


class ReplyForm(forms.Form):
    """Whether one comes, and whether photos may show one."""

    reply = forms.ChoiceField(label=_("Your answer"), choices=REPLIES, widget=forms.RadioSelect)
    photos = forms.BooleanField(
        label=_("Photos may show me"),
        required=False,
        help_text=_("Photos are shown only while everybody who came agrees. You can take this back at any time."),
    )

    def __init__(self, data: Any, *, guest: ActivityGuest | None) -> None:
        shown = {"reply": guest.reply, "photos": bool(guest.photos)} if guest else {}
        super().__init__(data, initial=shown)


class DayForm(forms.Form):
    """Another time."""

    day = DayField(label=_("Day"))
    clock = forms.TimeField(label=_("Begins at"), widget=TimeInput)

    @property
    def starts_at(self) -> datetime:
        """Day and time as one instant."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"]))


class CostForm(EditForm):
    """For all together."""

    cents = MoneyField(label=_("Cost for all together (gross)"), required=False)

    def shown(self, instance: Expense) -> dict[str, Any]:
        return {"cents": instance.cents}


class MemoryForm(forms.Form):
    """What remains."""

    text = forms.CharField(
        label=_("What we remember"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

"""Parsing input about steps of the playbook, kinds of requests and customer classes."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import VersionedForm
from tandem.tandems.fields import MinutesField
from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind

DAYS = 999


class StepForm(VersionedForm):
    """A step with the half that leads it."""

    class Meta:
        model = PlaybookStep
        fields = ("name_de", "name_en", "lead", "about")
        help_texts: ClassVar = {"name_en": _("Empty: the German name.")}


class KindForm(VersionedForm):
    """A kind of request with its answer times in working time."""

    minutes_a = MinutesField(label=_("first answer, class A"), initial=120)
    minutes_b = MinutesField(label=_("first answer, class B"), initial=240)
    minutes_c = MinutesField(
        label=_("first answer, class C"), initial=480, help_text=_("Working time as hours:minutes, such as 1:30.")
    )

    class Meta:
        model = RequestKind
        fields = ("name_de", "name_en", "minutes_a", "minutes_b", "minutes_c")
        help_texts: ClassVar = {"name_en": _("Empty: the German name.")}


class PaceForm(VersionedForm):
    """How often customers of a class are called and visited."""

    call_days = forms.IntegerField(
        label=_("days between calls"), required=False, min_value=1, max_value=DAYS, help_text=_("Empty: none are due.")
    )
    visit_days = forms.IntegerField(
        label=_("days between visits"), required=False, min_value=1, max_value=DAYS, help_text=_("Empty: none are due.")
    )

    class Meta:
        model = ClassPace
        fields = ("call_days", "visit_days")

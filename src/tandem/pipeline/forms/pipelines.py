"""Parsing input about pipelines and stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import VersionedForm
from tandem.core.numbers import PercentField
from tandem.core.once import FIELD, new_key
from tandem.pipeline.models import REQUIRABLE, Pipeline, Stage
from tandem.pipeline.models.pipelines import WHOLE
from tandem.tandems.models import PlaybookStep

from .opportunities import StageField


class PipelineForm(VersionedForm):
    """Its names."""

    class Meta:
        model = Pipeline
        fields = ("name_de", "name_en")
        help_texts: ClassVar = {"name_en": _("Empty: the German name.")}


class StageForm(VersionedForm):
    """A stage with who leads it, how likely it is and what it demands."""

    chance_ppm = PercentField(label=_("probability in %"), max_value=WHOLE)
    required = forms.MultipleChoiceField(
        label=_("needed before something stands here"),
        choices=REQUIRABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stale_days = forms.IntegerField(
        label=_("stands still after days"), required=False, min_value=1, max_value=999, help_text=_("Empty: never.")
    )

    class Meta:
        model = Stage
        fields = ("name_de", "name_en", "step", "lead", "chance_ppm", "required", "stale_days")
        help_texts: ClassVar = {"name_en": _("Empty: the German name.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.fields["step"]
        assert isinstance(step, forms.ModelChoiceField)  # noqa: S101
        step.queryset, step.empty_label = PlaybookStep.objects.filter(retired_at=None), str(_("none"))

    def clean_required(self) -> frozenset[str]:
        """As the column keeps it."""
        return frozenset(self.cleaned_data["required"])


class RetireForm(forms.Form):
    """Where what stands in the stage goes."""

    into = StageField(Stage.objects.none(), label=_("what stands in it goes into"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, others: Sequence[Stage], **kwargs: Any) -> None:
        kwargs["initial"] = {FIELD: new_key()}
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, StageField)  # noqa: S101
        field.queryset = Stage.objects.filter(pk__in=[stage.pk for stage in others]).select_related("pipeline")

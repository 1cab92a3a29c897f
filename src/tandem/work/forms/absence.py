"""Parsing who takes which work of somebody who is away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.people.models import Absence, Employee
from tandem.work.leaving import Left

from .fields import OnceForm, PersonField, long_text


class Ticked(forms.MultipleChoiceField):
    """What is ticked; a piece that has gone meanwhile is passed over."""

    def valid_value(self, value: Any) -> bool:
        """Any: only what is still there is passed on."""
        return True


class LeavingForm(OnceForm):
    """Per tandem who takes what is ticked, and what is expected of them."""

    expected = long_text(_("expected result"), required=True)

    def __init__(
        self, *args: Any, absence: Absence, groups: Sequence[Left], people: Sequence[Employee], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.absence, self.groups = absence, groups
        self.fields["expected"].initial = _("Keep it going until I am back; answer what cannot wait.")
        for group in groups:
            taker = PersonField(_("who takes it over"), required=False)
            taker.offer(people, nobody=_("nobody: it stays"))
            taker.initial = group.taker.pk if group.taker else ""
            self.fields[f"taker_{group.key}"] = taker
        refs = [(f"{step.kind}:{step.object_id}", step.title) for group in groups for step in group.pieces]
        self.fields["pieces"] = Ticked(
            label=_("what"), choices=refs, initial=[ref for ref, _title in refs], required=False
        )

    def takers(self) -> dict[int, Employee]:
        """By tandem."""
        chosen = {group.key: self.cleaned_data[f"taker_{group.key}"] for group in self.groups}
        return {key: person for key, person in chosen.items() if person}

    def pieces(self) -> list[Any]:
        """What is ticked."""
        ticked = set(self.cleaned_data["pieces"])
        return [step for group in self.groups for step in group.pieces if f"{step.kind}:{step.object_id}" in ticked]

    @property
    def rows(self) -> list[tuple[Left, forms.BoundField, list[tuple[str, Any, bool]]]]:
        """Each group with its field for the taker and its pieces, ticked or not."""
        ticked = set(self["pieces"].value() or [])
        return [
            (
                group,
                self[f"taker_{group.key}"],
                [(ref, step, ref in ticked) for step in group.pieces for ref in [f"{step.kind}:{step.object_id}"]],
            )
            for group in self.groups
        ]

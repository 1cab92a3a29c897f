"""Forms of plans: one per building block, the frame, the whole as TOML, members."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tandem.commissions.forms import RateField
from tandem.commissions.models import OVERLAY, Plan
from tandem.core.errors import Invalid
from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.numbers import MoneyField, PercentField
from tandem.core.once import FIELD, new_key
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .blocks import Part, Rows, Section
from .blocktexts import field_at, fields_of, rows_in, shown_texts, taken_block
from .rules import can_set_member


def tandem_choices() -> list[tuple[int, str]]:
    """By name."""
    return list(Tandem.objects.order_by("name", "pk").values_list("pk", "name"))


LEAST_ROWS, MOST_ROWS = 3, 30  # where fewer stand there
Names = Mapping[str, str]
SEATS = [("inside", gettext_lazy("Inside sales")), ("field", gettext_lazy("Field sales"))]
ROLES = [*SEATS, (OVERLAY, gettext_lazy("Overlay"))]


@dataclass(frozen=True)
class ShownRows:
    """A list as the template draws it."""

    label: Any
    hint: Any
    heads: Sequence[Any]
    lines: Sequence[Sequence[BoundField]]


@dataclass(frozen=True)
class ShownSection:
    """A section as the template draws it: open where something stands in it, or is wrong."""

    label: Any
    open: bool
    fields: Sequence[BoundField]
    rows: Sequence[ShownRows]


class BlockForm(EditForm):
    """A building block, or the frame of the plan, by its sections.

    `base` is what stands there now, `names` are those of the tandems and people in it.
    """

    def __init__(
        self, *args: Any, sections: Sequence[Section], base: dict[str, Any], names: Names | None = None, **kwargs: Any
    ) -> None:
        self.sections, self.base, self.names = sections, base, names or {}
        super().__init__(*args, **kwargs)
        self.counts: dict[str, int] = {}
        for part in fields_of(sections):
            if isinstance(part, Part):
                self.fields[part.key] = _field(part, base)
            else:
                self._add_rows(part)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)
        self.remember()
        self.fields[FIELD].show_hidden_initial = False

    def shown(self, instance: Any) -> dict[str, Any]:
        """The texts of the block."""
        return shown_texts(self.sections, self.base)

    def _add_rows(self, rows: Rows) -> None:
        named = (re.match(rf"{rows.key}-(\d{{1,2}})-", name) for name in self.data)
        sent = [int(found[1]) + 1 for found in named if found]
        there = len(rows_in(self.base, rows.key)) + 2  # all: what has no field would be lost
        self.counts[rows.key] = max(there, LEAST_ROWS, min(max(sent, default=0), MOST_ROWS))
        for number in range(self.counts[rows.key]):
            for column in rows.columns:
                field = _row_field(column, rows_in(self.base, rows.key), self.names)
                field.widget.attrs |= {"aria-label": str(column.label), "placeholder": str(column.label)}
                self.fields[f"{rows.key}-{number}-{column.key}"] = field

    def block(self) -> dict[str, Any]:
        """What the fields say."""
        return taken_block(self.sections, self.cleaned_data, self.base)

    def at_fields(self, error: Invalid, prefix: str) -> Invalid:
        """The same error with the fields of this form instead of paths of the plan."""
        found: dict[str, Any] = {}
        rest = []
        for path, text in error.fields.items():
            inside = path.startswith(prefix)
            name = field_at(self.sections, path.removeprefix(prefix), self.cleaned_data) if inside else ""
            if name in self.fields:
                found.setdefault(name, text)
            else:
                rest.append(f"{path}: {text}")
        if rest:
            found["*"] = " ".join(rest)
        return Invalid(error.code, error.text, found or error.fields)

    def shown_sections(self) -> Iterator[ShownSection]:
        """Sections with their bound fields."""
        for section in self.sections:
            fields = [self[part.key] for part in section.parts if isinstance(part, Part)]
            rows = [self._shown_rows(part) for part in section.parts if isinstance(part, Rows)]
            bound = [*fields, *(field for one in rows for line in one.lines for field in line)]
            filled = any(_says(field) or field.errors for field in bound)
            yield ShownSection(section.label, section.open or filled, fields, rows)

    def _shown_rows(self, rows: Rows) -> ShownRows:
        numbers = range(self.counts[rows.key])
        fields = [[self[f"{rows.key}-{number}-{column.key}"] for column in rows.columns] for number in numbers]
        heads = [column.label for column in rows.columns]
        return ShownRows(rows.label, rows.hint, heads, fields)


def _says(field: BoundField) -> bool:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return not value
    return bool(value) and not (isinstance(field.field, forms.ChoiceField) and value == field.field.choices[0][0])  # type: ignore[index]


def _row_field(part: Part, rows: Sequence[Mapping[str, Any]], names: Names) -> forms.Field:
    """A field of a list: what stands in one of its rows can be chosen in all of them, so that nothing is lost."""
    named: dict[str, Any] = {"label": part.label, "required": False}
    if part.kind == "unless":
        return forms.ChoiceField(choices=part.choices, **named)
    if part.kind == "roles":
        roles = {part.key: sorted({role for row in rows for role in _words(row.get(part.key))})}
        return _field(part, roles, in_row=True)
    if part.kind == "whose":
        more = {str(row[part.key]) for row in rows if row.get(part.key)} - names.keys()
        known = sorted(names.items(), key=lambda one: one[1].casefold())
        kinds = [(_("Tandems"), "t"), (pgettext("count", "People"), "p")]
        groups = [(told, [pair for pair in known if pair[0].startswith(letter)]) for told, letter in kinds]
        choices = [("", "–"), *groups, *((key, key) for key in sorted(more))]
        return forms.ChoiceField(choices=choices, **named)
    return _field(part, {}, in_row=True)


def _words(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _field(part: Part, base: dict[str, Any], *, in_row: bool = False) -> forms.Field:
    named: dict[str, Any] = {"label": part.label, "required": part.needed and not in_row, "help_text": part.hint}
    if part.kind == "flag":
        return forms.BooleanField(**named | {"required": False})
    if part.kind == "day":
        return DayField(**named)
    if part.kind == "roles":
        more = [(role, role) for role in shown_texts([Section("", [part])], base)[part.key] if role not in dict(ROLES)]
        return forms.MultipleChoiceField(choices=[*ROLES, *more], widget=forms.CheckboxSelectMultiple, **named)
    if part.kind == "choice":
        shown = "" if in_row else shown_texts([Section("", [part])], base)[part.key]
        more = [(shown, shown)] if shown not in dict(part.choices) else []
        named["required"] = bool(part.default) and not in_row
        return forms.ChoiceField(choices=[*part.choices, *more], **named)
    if part.kind == "decimal":
        return RateField(**named, min_value=1)
    return forms.CharField(max_length=400 if part.kind in ("words", "where") else 80, **named)


class FrameForm(BlockForm):
    """The frame: dates and note of the version above the sections of the document."""

    start = DayField(label=gettext_lazy("Valid from"))
    end = DayField(
        label=gettext_lazy("Up to, not including"), required=False, help_text=gettext_lazy("Usually left open.")
    )
    note = forms.CharField(
        label=gettext_lazy("What is new"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def shown(self, instance: Any) -> dict[str, Any]:
        """The texts of the frame with the version's own fields."""
        own = {"start": instance.start, "end": instance.end, "note": instance.note}
        return super().shown(instance) | own

    def clean(self) -> dict[str, Any]:
        """Each currency once, by its code: a second row would quietly take the place of the first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for number in range(self.counts["rates"]):
            name, value = f"rates-{number}-currency", f"rates-{number}-rate"
            code = data[name] = str(data.get(name) or "").upper()
            if not code and not data.get(value):
                continue
            if not re.fullmatch("[A-Z]{3}", code):
                self.add_error(name, ValidationError(_("Three capital letters such as CHF.")))
            elif code in seen:
                self.add_error(name, ValidationError(_("This currency stands in another row.")))
            elif code == str(data.get("currency") or "").upper():
                self.add_error(name, ValidationError(_("This is the currency of the plan.")))
            elif not data.get(value) and value not in self.errors:
                self.add_error(value, ValidationError(_("This is needed.")))
            seen.add(code)
        return data

    def heads(self) -> list[BoundField]:
        """The version's own fields."""
        return [self["start"], self["end"], self["note"]]


class TomlForm(EditForm):
    """The whole plan as TOML."""

    text = forms.CharField(
        label=gettext_lazy("The whole plan as TOML"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "t-code", "wrap": "off"}),
    )

    def __init__(self, *args: Any, shown_text: str = "", **kwargs: Any) -> None:
        self.shown_text = shown_text
        super().__init__(*args, **kwargs)

    def shown(self, instance: Any) -> dict[str, Any]:
        """The text of the document."""
        return {"text": self.shown_text}

    def at_text(self, error: Invalid) -> Invalid:
        """Paths of the plan, told at the text."""
        lines = [text if path == "text" else f"{path}: {text}" for path, text in error.fields.items()]
        return Invalid(error.code, error.text, {"text": "\n".join(map(str, lines))})


class NewPlanForm(EditForm):
    """A name, a day, and what to start from."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    start = DayField(label=gettext_lazy("Valid from"))
    model = forms.ChoiceField(label=gettext_lazy("Start from"))

    def __init__(self, *args: Any, models: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = list(models)  # type: ignore[attr-defined]


class CopyForm(EditForm):
    """From when on the next version holds."""

    start = DayField(label=gettext_lazy("Valid from"))


class ReturnForm(EditForm):
    """Why a proposal goes back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def shown(self, instance: Any) -> dict[str, Any]:
        """Nothing yet."""
        return {}


class EndForm(EditForm):
    """The last day of a version."""

    last = DayField(label=gettext_lazy("Last day"))

    def shown(self, instance: Any) -> dict[str, Any]:
        """Nothing yet."""
        return {}


class MemberForm(EditForm):
    """Who is on the plan; of one who is already, the rest."""

    employee = forms.ModelChoiceField(label=gettext_lazy("Employee"), queryset=Employee.objects.none())
    start = DayField(label=gettext_lazy("From"))
    end = DayField(label=gettext_lazy("Up to, not including"), required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[
            ("", gettext_lazy("by the seat of the day")),
            *SEATS,
            (OVERLAY, gettext_lazy("Overlay: helps, on top of the two")),
        ],
    )
    target_cents = MoneyField(
        label=gettext_lazy("Own target pay"), required=False, help_text=gettext_lazy("Empty: that of the plan.")
    )
    overlay_ppm = PercentField(
        label=gettext_lazy("Credited on top"),
        required=False,
        max_value=1_000_000,
        help_text=gettext_lazy("Of an overlay, such as 20 %: so much of each order, and nothing less for the two."),
    )
    tandems = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Orders of"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of an overlay. None: all tandems on the plan."),
    )

    def __init__(self, *args: Any, people: Any = None, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tandems"].choices = tandem_choices()  # type: ignore[attr-defined]
        if self.instance is None:
            field = self.fields["employee"]
            field.queryset = people  # type: ignore[attr-defined]
            offered = [person for person in people if can_set_member(actor, person)]
            field.widget.choices = [("", "–"), *((person.pk, str(person)) for person in offered)]
        else:
            del self.fields["employee"], self.fields["start"]

    def shown(self, instance: Any) -> dict[str, Any]:
        """What can be changed."""
        names = ("end", "role", "target_cents", "overlay_ppm")
        there = sorted(instance.tandems.values_list("pk", flat=True))
        return {name: getattr(instance, name) for name in names} | {"tandems": there}

    def clean(self) -> dict[str, Any]:
        """A span lies forward."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and end and end <= start:
            self.add_error("end", ValidationError(_("The end lies after the beginning.")))
        return data


class ExampleForm(forms.Form):
    """What to try the plan with."""

    amount = MoneyField(label=gettext_lazy("Sum of the orders"), min_value=0, max_value=10**13)
    share = forms.IntegerField(
        label=gettext_lazy("Margin in percent"), required=False, min_value=0, max_value=100, initial=30
    )
    events = forms.IntegerField(
        label=gettext_lazy("Visits, answers in time and the like"),
        required=False,
        min_value=0,
        max_value=500,
        initial=1,
    )


class _PlanField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        said = {"plan": obj, "count": obj.people}
        return ngettext("%(plan)s (%(count)d person)", "%(plan)s (%(count)d people)", said["count"]) % said


MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
LIKE = gettext_lazy("Such as 2026-01.")


class SimulationForm(EditForm):
    """Months from the first to the last one."""

    first = forms.RegexField(MONTH, label=gettext_lazy("First month"), help_text=LIKE, error_messages={"invalid": LIKE})
    last = forms.RegexField(MONTH, label=gettext_lazy("Last month"), error_messages={"invalid": LIKE})
    beside = _PlanField(
        Plan.objects.none(),
        label=gettext_lazy("For the people on"),
        empty_label=None,
        help_text=gettext_lazy("Beside it stands what this plan paid them."),
    )

    def __init__(self, *args: Any, plans: QuerySet[Plan], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["beside"].queryset = plans  # type: ignore[attr-defined]

"""Input about imports: the file, how it is read, which column is which field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor

from .files import Opened
from .models import Import, ImportKind, ImportMode
from .rules import can_import_kind
from .wizard.sinks import SINKS

SEPARATORS = ((",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("bar")))
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("latin-1", "ISO 8859-1"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
)
DATE_ORDERS = (("dmy", _("31.12.2026")), ("mdy", _("12/31/2026")), ("ymd", _("2026-12-31")))
DECIMALS = ((",", _("1.234,56")), (".", _("1,234.56")))


class UploadForm(forms.Form):
    """A file, and what its rows are; nothing for a guess."""

    file = forms.FileField(label=_("file"), help_text=_("CSV, Excel, OpenDocument or vCard; of any length."))
    kind = forms.ChoiceField(label=_("what it holds"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        kinds = [pair for pair in ImportKind.choices if pair[0] in SINKS and can_import_kind(actor, pair[0])]
        field.choices = [("", _("find out")), *kinds]


class ReadingForm(forms.Form):
    """How the file is read; what does not apply to its format is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("what it holds"))
    sheet = forms.ChoiceField(label=_("sheet"), required=False)
    header_line = forms.IntegerField(label=_("line of the column names"), min_value=1, max_value=1000, required=False)
    encoding = forms.ChoiceField(label=_("characters"), choices=ENCODINGS, required=False)
    separator = forms.ChoiceField(label=_("columns are parted by"), choices=SEPARATORS, required=False)

    def __init__(self, *args: Any, one: Import, opened: Opened, actor: Actor, **kwargs: Any) -> None:
        shown = {**one.options, "kind": one.kind, "version": one.version}
        super().__init__(*args, **{**kwargs, "initial": shown})
        kinds = [pair for pair in ImportKind.choices if pair[0] in SINKS and can_import_kind(actor, pair[0])]
        self._offer("kind", kinds)
        self._offer("sheet", [(name, name) for name in opened.sheets])
        form = one.options.get("kind", "csv")
        if form != "sheet" or len(opened.sheets) < 2:
            del self.fields["sheet"]
        if form != "csv":
            del self.fields["encoding"], self.fields["separator"]
        else:
            self._offer("encoding", self._with(ENCODINGS, one.options.get("encoding", "")))
            self._offer("separator", self._with(SEPARATORS, one.options.get("separator", "")))
        if form == "vcard":
            del self.fields["header_line"]

    def options(self) -> dict[str, Any]:
        """What differs from a guess."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in ("version", "kind")}

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def _with(self, known: tuple[tuple[str, Any], ...], value: str) -> list[tuple[str, Any]]:
        return [*known] if value in dict(known) or not value else [*known, (value, value)]


class MappingForm(forms.Form):
    """One choice per column of the file, and what holds for all rows."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, one: Import, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one, self.sink, self.actor = one, SINKS[one.kind], actor
        self.fields["version"].initial = one.version
        chosen = {column: field for field, column in one.mapping.items()}
        options = self._targets()
        for index, name in enumerate(one.header):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=name or _("without a name"), choices=options, required=False, initial=chosen.get(index, "")
            )
        self._add_rules(one)
        for field in self.sink.fields:
            if field.fixed:
                self.fields[f"fixed_{field.name}"] = self._fixed(field)
                self.fields[f"fixed_{field.name}"].initial = one.fixed.get(field.name, "")

    def _targets(self) -> list[Any]:
        groups: dict[str, list[tuple[str, Any]]] = {}
        for field in self.sink.fields:
            groups.setdefault(str(field.group), []).append((field.name, field.label))
        plain = groups.pop("", [])
        return [("", _("leave out")), *plain, *groups.items()]

    def _add_rules(self, one: Import) -> None:
        modes = [pair for pair in ImportMode.choices if pair[0] in self.sink.modes]
        self.fields["mode"] = forms.ChoiceField(label=_("rows that are here already"), choices=modes, initial=one.mode)
        keys = [("", _("the best there is")), *self.sink.keys]
        self.fields["key"] = forms.ChoiceField(label=_("known by"), choices=keys, required=False, initial=one.key)
        formats = (("date_order", _("days are written"), DATE_ORDERS), ("decimal", _("numbers are written"), DECIMALS))
        for name, label, choices in formats:
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=one.options.get(name))
        if one.kind == ImportKind.CONTACT:
            self.fields["make_customers"] = forms.BooleanField(
                label=_("add customers that are not here yet"), required=False, initial=one.make_customers
            )
        self.fields["blanks"] = forms.BooleanField(
            label=_("empty cells empty the field"), required=False, initial=bool(one.fixed.get("blanks"))
        )

    def _fixed(self, field: Any) -> forms.Field:
        label = _("%(field)s, for rows without one") % {"field": field.label}
        if field.offers is None:
            return forms.CharField(label=label, required=False, max_length=80)
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *field.offers(self.actor)])

    @property
    def columns(self) -> list[tuple[int, str, Any]]:
        """(index, name of the column, its choice) for the page."""
        return [(index, name, self[f"column_{index}"]) for index, name in enumerate(self.one.header)]

    @property
    def rules(self) -> list[Any]:
        """What is done with rows, in which formats."""
        names = ("mode", "key", "make_customers", "date_order", "decimal", "blanks")
        return [self[name] for name in names if name in self.fields]

    @property
    def givens(self) -> list[Any]:
        """What may stand in no column."""
        return [self[name] for name in self.fields if name.startswith("fixed_")]

    def clean(self) -> dict[str, Any]:
        """No field twice."""
        data = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for index, name in enumerate(self.one.header):
            target = data.get(f"column_{index}")
            if target and target in seen:
                text = _("“%(other)s” is this field already.") % {"other": seen[target]}
                self.add_error(f"column_{index}", text)
            elif target:
                seen[target] = name
        return data

    def values(self) -> dict[str, Any]:
        """For `set_mapping`."""
        data = self.cleaned_data
        columns = {data.get(f"column_{index}"): index for index in reversed(range(len(self.one.header)))}
        fixed = {
            name.removeprefix("fixed_"): value for name, value in data.items() if name.startswith("fixed_") and value
        }
        return {
            "mode": data["mode"],
            "key": data["key"],
            "make_customers": bool(data.get("make_customers")),
            "mapping": {field: index for field, index in columns.items() if field},
            "fixed": {**fixed, **({"blanks": True} if data.get("blanks") else {})},
            "formats": {name: data[name] for name in ("date_order", "decimal")},
        }

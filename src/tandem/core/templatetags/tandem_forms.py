"""Form controls with Tandem's classes and the words that belong to them."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several inputs under one name: the label labels the group, not a control."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def came_back(field: BoundField) -> bool:
    """A file was sent, and the form is shown once more: browsers never fill a file in again, so the page says so."""
    sent = (
        isinstance(field.field.widget, forms.FileInput) and field.form.is_bound and field.html_name in field.form.files
    )
    return bool(sent and field.form.errors and not field.errors)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget, with class, aria-invalid and a description by hint and error."""
    widget = field.field.widget
    names = [str(widget.attrs.get("class", "")), _control_class(widget), "is-invalid" if field.errors else ""]
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, names))} if any(names) else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    told = [f"{field.auto_id}_hint"] if field.help_text else []
    told += [f"{field.auto_id}_error"] if field.errors else []
    if told:
        attrs["aria-describedby"] = " ".join(told)
    shown = field.as_widget(attrs=attrs)
    # What the form showed at first travels along, so that a lost race can tell mine from theirs.
    return shown + field.as_hidden(only_initial=True) if field.field.show_hidden_initial else shown


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"

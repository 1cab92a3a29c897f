"""Quickened templates say what Django's own say, whatever stands in the context."""

from __future__ import annotations

import datetime as dt
import re
from collections import namedtuple
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.template import Context, Engine, RequestContext, Template
from django.template.base import VariableNode
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.quick.nodes import QuickIf, QuickTranslate, QuickUrl, QuickVariable

PAGES = {
    "base.html": "<b>{% block head %}base {{ name }}{% endblock %}{% if name %}{% block low %}low{% endblock %}"
    "{% endif %}</b>",
    "middle.html": "{% extends 'base.html' %}{% block head %}middle {{ block.super }}{% endblock %}",
    "leaf.html": "{% extends 'middle.html' %}{% block head %}leaf {{ block.super }}{% endblock %}{% block low %}"
    "{{ n }}{% endblock %}",
    "parts/row.html": "[{{ row }}{% if wide %} wide{% endif %} {{ forloop.counter }}{{ note|default:'-' }}]",
    "parts/rows.html": "{% for row in rows %}{% include './row.html' with wide=forloop.first %}{% empty %}"
    "none{% endfor %}",
}
TEXTS = [
    "{{ name }} {{ unsafe }} {{ safe }} {{ lazy }} {{ n }} {{ big }} {{ yes }} {{ nothing }} {{ price }} {{ half }}",
    "{{ day }} {{ moment }} {{ day|date:'j. F Y' }} {{ moment|date:'H:i' }} {{ unsafe|upper }} {{ safe|lower }}",
    "{{ missing }}{{ missing.deep }}{{ person.missing }}{{ book.missing }}{{ person.name.missing }}{{ nothing.name }}",
    (
        "{{ missing|default:'none' }}{{ nothing|default_if_none:'was none' }}{{ missing|length }}"
        "{{ person.missing|default:n }}"
    ),
    (
        "{{ person.name }} {{ person.greet }} {{ person.shy }} {{ person.delete }} {{ person.type }}"
        " {{ call }} {{ kind.x }}"
    ),
    (
        "{{ person.gone }}|{{ person.needs }}|{{ book.items }}|{{ book.key }}|{{ book.7 }}|{{ rows.0 }}"
        "|{{ rows.9 }}|{{ pair.left }}{{ pair.1 }}"
    ),
    "{{ _('Save') }}{{ 'Save'|upper }}{{ 3 }}{{ 2.5 }}{{ name|add:missing_too|default:'x' }}",
    (
        "{{ missing|default:_('Save') }}{{ yes|yesno:_('Save') }}{{ _('Save')|lower }}{% firstof missing _('Save') %}"
        "{% if missing|default:_('Save') == lazy %}same{% endif %}{% with a=_('Save') %}{{ a }}{% endwith %}"
        "{% cycle _('Save') name %}{% include 'parts/row.html' with row=missing|default:_('Save') %}"
    ),
    (
        "{% if name %}a{% elif nothing %}b{% else %}c{% endif %}{% if missing %}d{% else %}e{% endif %}"
        "{% if not missing %}f{% endif %}"
    ),
    (
        "{% if n > 3 and name == unsafe or rows %}a{% endif %}{% if missing == None %}b{% endif %}"
        "{% if 'x' in name %}c{% endif %}"
    ),
    "{% if name|default:missing %}a{% endif %}{% if nothing|default:missing %}never{% else %}b{% endif %}",
    "{% for row in rows %}{{ forloop.counter }}{{ row }}{% if forloop.last %}.{% endif %}{% empty %}-{% endfor %}",
    (
        "{% for key, value in book.items %}{{ key }}={{ value }};{% endfor %}{% for x in missing %}"
        "{% empty %}-{% endfor %}"
    ),
    "{% with a=name b=missing %}{{ a }}{{ b }}{% endwith %}{% firstof missing nothing name %}{% cycle 'x' name %}",
    "{% translate 'Save' %}{% translate name %}{% translate 'Save' as kept %}{{ kept }}{% translate '100 %' noop %}",
    (
        "{% blocktranslate with who=name count n=n %}{{ n }} row of {{ who }}{% plural %}{{ n }}"
        " rows of {{ who }}{% endblocktranslate %}"
    ),
    (
        "{% url 'customers:customers' %}{% url 'customers:dismiss' n %}{% url 'customers:dismiss' pk=n %}"
        "{% url 'customers:customers' as to %}{{ to }}"
    ),
    (
        "{% autoescape off %}{{ unsafe }}{% translate '<b>' %}{% endautoescape %}{% translate '<b>' %}"
        "{{ unsafe|safe }}{{ unsafe|linebreaksbr }}"
    ),
    (
        "{% include 'parts/rows.html' %}{% include 'parts/rows.html' with rows=missing %}"
        "{% include part with row=name only %}"
    ),
    "{% extends 'leaf.html' %}{% block head %}here {{ block.super }}{% endblock %}",
    "{% extends 'base.html' %}",
    "{% static 'core/x.css' %}{% static name %}{% static 'a' as at %}{{ at }}",
    "{% with csrf_token=n %}{% csrf_token %}{% endwith %}{% with csrf_token=unsafe %}{% csrf_token %}{% endwith %}",
    (
        "{% regroup people by name as groups %}{% for group in groups %}{{ group.grouper }}"
        "{{ group.list|length }}{% endfor %}"
    ),
]
Pair = namedtuple("Pair", "left right")


class Person:
    name = "Ä <b>"
    type = "a class's own"

    def __init__(self) -> None:
        self.calls = 0

    def greet(self) -> str:
        return "Hallo & Gruß"

    def shy(self) -> str:
        raise AssertionError("is never called")

    shy.do_not_call_in_templates = True  # type: ignore[attr-defined]

    def delete(self) -> str:
        raise AssertionError("a template must not")

    delete.alters_data = True  # type: ignore[attr-defined]

    def needs(self, what: str) -> str:
        return what

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist.__new__(Silent)

    @property
    def broken(self) -> str:
        raise AttributeError("of the property itself")

    def __str__(self) -> str:
        return "a person"


class Silent(ObjectDoesNotExist):
    silent_variable_failure = True


class Kind:
    """A class, which a template calls."""

    x = "from an instance"

    def __str__(self) -> str:
        return "of a kind"


WORLD: dict[str, Any] = {
    "name": "Möller",
    "unsafe": "<script>\"&'",
    "safe": mark_safe("<i>ok</i>"),
    "lazy": gettext_lazy("Save"),
    "n": 7,
    "big": 1234567,
    "yes": True,
    "nothing": None,
    "price": Decimal("1234.50"),
    "half": 0.5,
    "day": dt.date(2026, 3, 1),
    "moment": dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC),
    "person": Person(),
    "people": [Person(), Person()],
    "call": lambda: "called <",
    "kind": Kind,
    "book": {"key": "<v>", 7: "int", "items_too": 1},
    "rows": ["a", "<b>", "c"],
    "pair": Pair("l", "r"),
    "part": "parts/row.html",
}


def engine(loader: str, more: dict[str, str] | None = None) -> Engine:
    pages = {**PAGES, **(more or {})}
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", pages)])],
        builtins=["django.templatetags.i18n", "django.templatetags.static"],
    )


def both(text: str) -> tuple[Template, Template]:
    """The page as Django renders it and as the house does."""
    plain = engine("django.template.loaders.cached.Loader", {"page": text})
    quick = engine("tandem.core.quick.loader.Loader", {"page": text})
    return plain.get_template("page"), quick.get_template("page")


def outcome(template: Template, context: Context) -> str:
    """The text, or the error."""
    try:
        return template.render(context)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is to be the same
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("languages", [("de", "en", "de"), ("en", "de", "en")])
@pytest.mark.parametrize("text", TEXTS)
def test_a_page_says_the_same(text: str, languages: tuple[str, ...]) -> None:
    """The same template, first read in one language and then asked for in another."""
    with translation.override(languages[0]):
        plain, quick = both(text)
    for language in languages:
        with translation.override(language):
            assert outcome(quick, Context(WORLD)) == outcome(plain, Context(WORLD))
            wanted = outcome(plain, RequestContext(HttpRequest(), WORLD))
            assert outcome(quick, RequestContext(HttpRequest(), WORLD)) == wanted
    assert not re.match(r"[A-Za-z]+Error: |NoReverseMatch", wanted)


@pytest.mark.parametrize(
    "text",
    [
        "{{ person.broken }}",
        "{% if person.broken %}{% endif %}",
        "{{ name|default:missing }}",
        "{% url missing %}",
        "{% url 'customers:dismiss' %}",
        "{% url 'customers:dismiss' missing %}",
        "{% url 'nowhere' %}",
    ],
)
def test_an_error_stays_the_same_error(text: str) -> None:
    plain, quick = both(text)
    wanted = outcome(plain, Context(WORLD))
    assert ": " in wanted
    assert outcome(quick, Context(WORLD)) == wanted


def test_a_language_keeps_its_own_text() -> None:
    _plain, quick = both("{% translate 'Save' %}")
    with translation.override("de"):
        german = quick.render(Context())
    with translation.override("en"):
        english = quick.render(Context())
    assert (german, english) == ("Speichern", "Save")


def test_what_can_be_is_quickened_and_explained_errors_keep_djangos_nodes() -> None:
    text = "{{ name }}{% if n %}{{ n }}{% endif %}{% translate 'Save' %}{% url 'customers:customers' %}"
    _plain, quick = both(text)
    assert [type(node) for node in quick.nodelist] == [QuickVariable, QuickIf, QuickTranslate, QuickUrl]
    [(_holds, below)] = vars(quick.nodelist[1])["conditions"]
    assert [type(node) for node in below] == [QuickVariable]
    explaining = Engine(
        loaders=[
            ("tandem.core.quick.loader.Loader", [("django.template.loaders.locmem.Loader", {"page": "{{ name }}"})])
        ],
        debug=True,
    )
    assert [type(node) for node in explaining.get_template("page").nodelist] == [VariableNode]


names = st.sampled_from(["name", "unsafe", "nothing", "missing", "person", "book", "rows", "pair", "kind", "call", "n"])
steps = st.lists(
    st.sampled_from(["name", "key", "0", "7", "left", "items", "missing", "greet", "type", "x"]), max_size=3
)
filters = st.lists(
    st.sampled_from(["|upper", "|default:'-'", "|default:n", "|length", "|escape", "|safe", "|join:','", "|date:'Y'"]),
    max_size=2,
)


@settings(max_examples=60)
@given(names, steps, filters)
def test_any_path_with_any_filters(name: str, path: list[str], after: list[str]) -> None:
    expression = ".".join([name, *path]) + "".join(after)
    plain, quick = both(f"{{{{ {expression} }}}}{{% if {expression} %}}+{{% else %}}-{{% endif %}}")
    assert outcome(quick, Context(WORLD)) == outcome(plain, Context(WORLD))

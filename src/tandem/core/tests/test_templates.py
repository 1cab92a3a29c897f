"""The shell's fragments and components: what a page gets when it uses them as it should."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Engine, Template, TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from tandem.core.errors import Refused


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As in the register")
    town = forms.CharField(label="Town", required=False)
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")])
    phase = forms.ChoiceField(label="Phase", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    inform = forms.BooleanField(label="Inform", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def listing(**changes: Any) -> dict[str, Any]:
    page: dict[str, Any] = {
        "title": "Customers",
        "scopes": [("mine", "Mine", "?scope=mine", False), ("all", "All", "?scope=all", True)],
        "chips": [("Class", "A", "?class=")],
        "filters": [("class", "Class", [("A", "?class=A", True), ("B", "?class=B", False)])],
        "columns": [
            ("name", "Name", "?sort=-name", "ascending", False, False),
            ("town", "Town", "", "", False, True),
            ("net", "Net", "?sort=-net", "", True, False),
        ],
        "rows": [],
        "row_template": "",
        "count": 2500,
        "first": 1,
        "last": 50,
        "prev_url": "",
        "next_url": "?after=x",
        "search": "hansen",
        "searchable": True,
        "narrowed": False,
        "reset_url": "?scope=all",
        "empty": "No customers yet.",
        "new_url": "/customers/new/",
        "new_label": "New customer",
    }
    return {"page": page | changes}


def render(text: str, **context: Any) -> str:
    return engines["django"].from_string(CottonCompiler().process(text)).render(context)


def bare(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_an_empty_list_names_the_first_step() -> None:
    html = render_to_string("core/_listing.html", listing())
    assert "No customers yet." in html
    assert html.count('href="/customers/new/"') == 2
    assert "<table" not in html


def test_a_list_narrowed_to_nothing_offers_all() -> None:
    html = render_to_string("core/_listing.html", listing(narrowed=True))
    assert 'href="?scope=all"' in html
    assert "No customers yet." not in html


def test_column_heads_say_how_they_are_sorted() -> None:
    html = render_to_string("core/_listing_table.html", listing())
    assert re.findall(r'aria-sort="(\w+)"', html) == ["ascending"]
    assert re.findall(r'<a href="([^"]+)"', html) == ["?sort=-name", "?sort=-net"]
    assert len(re.findall(r'<th scope="col"\s+class="[^"]*t-num', html)) == 1
    assert len(re.findall(r'<th scope="col"\s+class="[^"]*t-wide', html)) == 1


def test_tools_keep_the_scope_and_name_what_a_chip_removes() -> None:
    html = render_to_string("core/_listing_tools.html", listing())
    assert re.findall(r'<a href="([^"]+)"\s+aria-current="true"', html) == ["?scope=all", "?class=A"]
    assert 'aria-label="Remove filter: Class A"' in html
    assert re.search(r'type="search"[^>]*value="hansen"', html)


def test_the_pager_counts_and_leads_on() -> None:
    html = render_to_string("core/_listing_pager.html", listing())
    assert "1–50 of 2,500" in bare(html)
    assert re.findall(r'rel="(\w+)"', html) == ["next"]
    assert 'aria-disabled="true"' in html
    alone = render_to_string("core/_listing_pager.html", listing(next_url="", count=1, last=1))
    assert "1–1 of 1" in bare(alone)
    assert "btn" not in alone


def test_every_control_has_its_label_hint_and_error() -> None:
    html = render_to_string("core/_form.html", {"form": Sample({"name": "", "size": "s"})})
    name = re.search(r'<input[^>]*name="name"[^>]*>', html)
    assert name
    assert 'aria-invalid="true"' in name[0]
    described = re.search(r'aria-describedby="([^"]+)"', name[0])
    assert described
    assert described[1].split() == ["id_name_hint", "id_name_error"]
    for target in described[1].split():
        assert f'id="{target}"' in html
    assert 'for="id_name"' in html
    assert "<legend" in html
    assert html.count("optional") == 1
    assert re.search(r'<input type="hidden"[^>]*name="version"', html)


def test_a_conflict_shows_mine_theirs_and_before() -> None:
    rows = [
        {"label": "Name", "mine": "Hansen", "theirs": "Hansen GmbH", "before": "Hanse"},
        {"label": "Class", "mine": "A", "theirs": "A", "before": ""},
    ]
    html = render_to_string("core/_conflict.html", {"rows": rows, "theirs_by": "Malte Brandt"})
    assert html.count("is-picked") == 1
    assert "Name Hansen Hansen GmbH Hanse" in bare(html)
    assert "Malte Brandt" in html


@pytest.mark.parametrize(
    ("level", "extra", "stays", "undo"),
    [("success", "undo:7", False, True), ("success", "", False, False), ("error", "", True, False)],
)
def test_toasts_offer_undo_and_errors_stay(level: str, extra: str, stays: bool, undo: bool) -> None:
    message = type("Message", (), {"level_tag": level, "extra_tags": extra, "__str__": lambda self: "Saved."})()
    html = render_to_string("core/_toast.html", {"message": message})
    assert ('data-toast="stay"' in html) == stays
    assert ("/undo/7/" in html) == undo


@pytest.mark.parametrize("code", [403, 404, 409, 422, "csrf"])
def test_error_pages_say_what_is_safe_and_what_to_do(code: object) -> None:
    html = render_to_string("core/error.html", {"code": code})
    assert "What is safe" in html
    assert "What to do" in html
    assert len(re.findall(r"<h1>\s*\S", html)) == 1


@pytest.mark.parametrize(("reason", "whom"), [("can_approve_run", True), ("month_open", False)])
def test_who_to_ask_is_said_where_it_is_about_who_asks(reason: str, whom: bool) -> None:
    html = render_to_string("core/error.html", {"code": 403, "error": Refused(reason, "The month is not over.")})
    assert ("Ask the tandem that owns the customer" in html, "how it stands now" in html) == (whom, not whom)


def test_a_rule_may_say_whom_to_ask_instead() -> None:
    html = render_to_string("core/error.html", {"code": 403, "error": Refused("can_pay", "No.", ask="Ask payroll.")})
    assert ("Ask payroll." in html, "owns the customer" in html) == (True, False)


def test_the_last_error_page_needs_nothing() -> None:
    html = Template(Engine.get_default().find_template("500.html")[0].source).render(Context())
    assert "Something broke on our side" in html


def test_marks() -> None:
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    assert 'aria-label="Call"' in render('{% icon "phone" "Call" %}')
    assert 'aria-label="Field sales"' in render('{% half "field" %}')
    assert 'aria-hidden="true"' in render('{% half "field" "-" %}')
    assert ">AD<" in render('{% face "Aylin Demir" "inside" %}')
    assert 'src="/photo"' in render('{% face "Aylin Demir" "inside" "/photo" "md" %}')
    assert render("{{ 1234567|number }}") == "1,234,567"
    with pytest.raises(TemplateSyntaxError):
        render('{% icon "no-such-icon" %}')


def test_components_render_their_parts() -> None:
    html = render('<c-button kind="primary" icon="plus" key="n" data-x="1">New</c-button>')
    assert re.search(
        r'<button class="btn btn-primary[^>]*type="button"[^>]*data-key="n"[^>]*data-x="1"', html, re.DOTALL
    )
    assert "<kbd>N</kbd>" in html
    assert '<a class="btn' in render('<c-button href="/x/">Go</c-button>')
    assert 'class="t-state t-late"' in render('<c-state tone="late" icon="alert-circle">late</c-state>')
    assert 'class="t-note t-soon"' in render('<c-note tone="soon">Mind</c-note>')
    dialog = render('<c-dialog id="why" title="Why?">because</c-dialog>')
    assert 'aria-labelledby="why-title"' in dialog
    assert "because" in dialog
    field = render('<c-field :field="form.town" />', form=Sample())
    assert "Town" in field
    seg = render(
        '<c-seg label="Whose" :choices="choices" />', choices=[SimpleNamespace(url="?a", label="Mine", current=True)]
    )
    assert 'aria-current="true"' in seg

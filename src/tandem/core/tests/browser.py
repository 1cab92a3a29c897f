"""What a browser does with a page: read its forms with all they carry, and send one with some fields changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Values = dict[str, list[str]]


@dataclass
class Form:
    """A form of a page with the values it would send now."""

    action: str
    method: str
    values: Values = field(default_factory=dict)
    key: str = ""
    has_button: bool = False  # that a person can press


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.outside: set[str] = set()  # ids of forms whose buttons stand elsewhere
        self.inside: Form | None = None
        self.select = self.textarea = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(said.get("action", ""), said.get("method", "get").lower(), key=said.get("id", ""))
            self.forms.append(self.inside)
        elif _sends(tag, said):
            self._button(said)
        elif self.inside is None:
            return
        elif tag == "input":
            self._input(said)
        elif tag == "select":
            self.select, self.options = said.get("name", ""), []
        elif tag == "option" and self.select:
            self.options.append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self.textarea = said.get("name", "")
            self._put(self.textarea, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [v for v, _ in self.options[:1]]
            for value in chosen:
                self._put(self.select, value)
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.inside:
            self.inside.values[self.textarea][-1] += data.removeprefix("\n")

    def _button(self, said: dict[str, str]) -> None:
        self.outside.add(said.get("form", ""))
        if self.inside and "form" not in said:
            self.inside.has_button = True

    def _input(self, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in said:
                self._put(name, said.get("value", "on"))
        elif kind not in ("submit", "button", "file"):
            self._put(name, said.get("value", ""))

    def _put(self, name: str, value: str) -> None:
        if self.inside and name:
            self.inside.values.setdefault(name, []).append(value)


def _sends(tag: str, said: dict[str, str]) -> bool:
    return said.get("type", "submit" if tag == "button" else "") in ("submit", "image") and tag in ("button", "input")


def forms_of(answer: Any) -> list[Form]:
    """The forms of a page that change something, in its own part: between <main> and its end, and in its dialogs."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    reader = _Reader()
    reader.feed(html.partition("<main")[2] or html)
    for form in reader.forms:
        form.has_button |= form.key != "" and form.key in reader.outside
    return [form for form in reader.forms if form.method == "post"]


def main_form(answer: Any, action: str = "") -> Form:
    """The form of a page that goes to this address; without one, to the page itself."""
    return next(form for form in forms_of(answer) if form.action == action)


def submit(client: Client, url: str, *, page: str = "", headers: Any = None, **changes: Any) -> Any:
    """Open the page, change some fields of its form as a person would, and send it; None clears a field.

    `page` is where the form stands, when that is not where it goes.
    """
    form = main_form(client.get(page or url), url if page else "")
    return client.post(url, changed(form, **changes), headers=headers)


def changed(form: Form, **changes: Any) -> Values:
    """What the form sends after these changes; a name that it does not have is a mistake in the test."""
    values = dict(form.values)
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = [str(one) for one in (value if isinstance(value, list) else [value])]
    return values


def text_of(answer: Any) -> str:
    """What a person reads in the page's own part: no tags, single blanks."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    inside = html.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", inside.partition(">")[2] or html, flags=re.DOTALL)
    reader = _Text()
    reader.feed(body)
    return " ".join("".join(reader.parts).split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "div", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "br", "option", "tr", "label"):
            self.parts.append(" ")

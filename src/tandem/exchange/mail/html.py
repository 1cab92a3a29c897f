"""What an HTML mail says, as plain text: no scripts, no pictures, no addresses that are fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "svg"}
LINES = {"p", "div", "br", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "section"}
QUOTE = "blockquote"
EMPTY = {"br", "hr", "img", "meta", "link", "input"}


class _Reader(HTMLParser):
    """Collects lines; inside a quotation they begin with a sign for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == QUOTE:
            self.quoted += 1
            self._new_line()
        elif tag in LINES:
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == QUOTE:
            self.quoted = max(0, self.quoted - 1)
            self._new_line()
        elif tag in LINES - EMPTY:
            self._new_line()
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += " "

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        text = re.sub(r"\s+", " ", data)
        if not self.lines[-1]:
            text = text.lstrip()
            self.lines[-1] = "> " * min(self.quoted, 5) if text else ""
        self.lines[-1] += text

    def _new_line(self) -> None:
        self.lines[-1] = self.lines[-1].rstrip()
        if len(self.lines) < 2 or self.lines[-1] or self.lines[-2]:
            self.lines.append("")


def text_of_html(html: str) -> str:
    """The text, one line per block, at most one empty line between them."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (ValueError, AssertionError):  # what the parser cannot bear; what it has read so far stays
        pass
    return "\n".join(reader.lines).strip()

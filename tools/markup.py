"""Which CSS classes the templates, modules and widgets use, and which a stylesheet defines."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "tandem"
STATIC = SOURCE / "core" / "static" / "core"
OWN_CSS = ("css/tokens.css", "css/tandem.css")
PORTAL_CSS = SOURCE / "portal" / "static" / "portal" / "css" / "portal.css"  # after them, on the portal's pages only

HOLE = "\0"
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])class\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SCRIPT = re.compile(r"""classList\.\w+\(([^)]*)\)|className\s*=\s*([^;\n]+)""")
_WIDGET = re.compile(r"""["']class["']\s*:\s*["']([^"']*)["']""")
_STRING = re.compile(r"""["'`]([^"'`]*)["'`]""")
_SELECTOR_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")


def used_classes(source: Path = SOURCE) -> dict[str, set[Path]]:
    """Every class written down in full, with the files that use it; computed parts are left out."""
    used: dict[str, set[Path]] = {}
    for path in _files(source):
        for value in _class_values(path):
            for name in value.split():
                if HOLE not in name:
                    used.setdefault(name, set()).add(path)
    return used


def defined_classes(css: str) -> set[str]:
    """Every class that a selector of this stylesheet names."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    preludes = re.findall(r"([^{};]+)\{", css)
    return {plain(name) for prelude in preludes for name in _SELECTOR_CLASS.findall(prelude)}


def plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _files(source: Path) -> Iterator[Path]:
    for pattern in ("*/templates/**/*.html", "*/static/**/*.js", "**/*.py"):
        for path in sorted(source.glob(pattern)):
            if "vendor" not in path.parts and "tests" not in path.parts:
                yield path


def _class_values(path: Path) -> Iterable[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return _in_template(text)
    if path.suffix == ".js":
        calls = [a or b for a, b in _SCRIPT.findall(text)]
        return [value for call in calls for value in _STRING.findall(call)] + _in_template(text)
    return [value for value in _WIDGET.findall(text) if "." not in value]


def _in_template(text: str) -> list[str]:
    text = _COMMENT.sub("", text)
    text = _TAG.sub(" ", text)
    text = re.sub(r"\$\{[^}]*\}", HOLE, _VALUE.sub(HOLE, text))
    return [double or single for double, single in _ATTRIBUTE.findall(text)]

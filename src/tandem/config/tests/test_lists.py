"""No list without its export: every `Listing` that the code builds is one that can be taken along."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tandem
from tandem.config.lists import LISTS

ROOT = Path(tandem.__file__).parent


def _built() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Where a list is built, and what it is given."""
    for path in sorted(ROOT.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Listing":
                given = {word.arg: word.value for word in node.keywords if word.arg}
                yield f"{path.relative_to(ROOT)}:{node.lineno}", given


def test_every_list_in_the_code_can_be_taken_along() -> None:
    names: dict[str, str] = {}
    without = []
    for where, given in _built():
        name = given.get("name")
        if not isinstance(name, ast.Constant) or name.value not in LISTS or "sheets" not in given:
            without.append(where)
        else:
            assert name.value not in names, (where, names[name.value])
            names[name.value] = where
    assert without == []
    assert set(names) == set(LISTS)

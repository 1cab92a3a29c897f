"""A building block as texts of a form, and back: nothing that no field shows is lost on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import get_language

from tandem.core.errors import Invalid
from tandem.core.numbers import RATE, format_decimal, parse_decimal

from .blocks import Part, Rows, Section

TABLES = {"targets": ("role", "amount", "*"), "rates": ("currency", "rate", "")}  # a table each, shown as rows
Block = dict[str, Any]
Texts = dict[str, Any]


def fields_of(sections: Sequence[Section]) -> Iterator[Part | Rows]:
    """Every field and list of the sections."""
    for section in sections:
        yield from section.parts


def shown_texts(sections: Sequence[Section], block: Mapping[str, Any]) -> Texts:
    """What the fields show of a block."""
    texts: Texts = {}
    for part in fields_of(sections):
        if isinstance(part, Part):
            texts[part.key] = _shown(part, _at(block, part.key))
            continue
        for number, row in enumerate(rows_in(block, part.key)):
            for column in part.columns:
                texts[f"{part.key}-{number}-{column.key}"] = _shown(column, row.get(column.key))
    return texts


def rows_in(block: Mapping[str, Any], key: str) -> list[Block]:
    """The rows of a list, whichever of its ways it is written in."""
    if key in TABLES:
        name, value, _unnamed = TABLES[key]
        return [{name: one, value: amount} for one, amount in block.get(key, {}).items()]
    if key == "accelerator":
        first = next((one for one in block.get("multipliers", []) if _is_accelerator(one)), None)
        return list(first["steps"]) if first else []
    if key == "factors":
        return [one for one in block.get("multipliers", []) if not one.get("steps")]
    rows = block.get(key, [])
    if key == "quotas" and isinstance(rows, list):
        return [_whose_of(row) for row in rows]
    rows = list(rows) if isinstance(rows, list) else []
    if key == "caps" and "cap" in block:
        rows = [{"amount": block["cap"]}, *rows]
    if key == "draws" and "draw" in block:
        rows = [block["draw"], *rows]
    return rows


def _whose_of(row: Mapping[str, Any]) -> Block:
    """A quota of one tandem or person with that in one place."""
    key = "person" if row.get("person") else "tandem"
    whose = {"whose": row[key]} if row.get(key) else {}
    return {name: value for name, value in row.items() if name != key} | whose


def _of_whom(row: Block) -> Block:
    """The same back: ids of people begin with p, those of tandems with t."""
    whose = str(row.get("whose", ""))
    named = {"person" if whose.startswith("p") else "tandem": whose} if whose else {}
    return named | {name: value for name, value in row.items() if name != "whose"}


def _is_accelerator(rule: Mapping[str, Any]) -> bool:
    return bool(rule.get("steps")) and not rule.get("where")


def taken_block(sections: Sequence[Section], texts: Mapping[str, Any], base: Mapping[str, Any]) -> Block:
    """The block that the fields say; what they do not show stays as it was in `base`."""
    block: Block = {key: dict(value) if isinstance(value, dict) else value for key, value in base.items()}
    for part in fields_of(sections):
        if isinstance(part, Part):
            _put(block, part.key, _taken(part, texts.get(part.key)))
        else:
            _put_rows(block, part, _taken_rows(part, texts, rows_in(base, part.key)), base)
    return block


def _taken_rows(rows: Rows, texts: Mapping[str, Any], before: Sequence[Block]) -> list[Block]:
    found = []
    for number in row_numbers(rows, texts):
        kept = dict(before[number]) if number < len(before) else {}
        row = {key: value for key, value in kept.items() if key not in {column.key for column in rows.columns}}
        for column in rows.columns:
            value = _taken(column, texts.get(f"{rows.key}-{number}-{column.key}"))
            if value not in (None, ""):
                row[column.key] = value
        found.append(row)
    return found


def row_numbers(rows: Rows, texts: Mapping[str, Any]) -> list[int]:
    """Rows of the form that say something: an error at the second of them belongs to the second number."""
    found = set()
    for name, value in texts.items():
        match = re.fullmatch(rf"{rows.key}-(\d+)-\w+", name)
        if match and value not in (None, "", []):
            found.add(int(match[1]))
    return sorted(found)


def _put_rows(block: Block, rows: Rows, found: list[Block], base: Mapping[str, Any]) -> None:
    if rows.key in TABLES:
        name, value, unnamed = TABLES[rows.key]
        _put(block, rows.key, {str(row.get(name, unnamed)): row.get(value, "") for row in found} or None)
    elif rows.key in ("factors", "accelerator"):
        others = [one for one in block.get("multipliers", []) if bool(one.get("steps")) == (rows.key == "factors")]
        if rows.key == "factors":
            _put(block, "multipliers", [*found, *others] or None)
            return
        more = [one for one in base.get("multipliers", []) if one.get("steps")]
        first = next((one for one in more if _is_accelerator(one)), None)
        steps = [{"steps": found}] if found else []
        _put(block, "multipliers", [*others, *steps, *(one for one in more if one is not first)] or None)
    elif rows.key == "quotas":
        _put(block, "quotas", [_of_whom(row) for row in found] or None)
    else:
        block.pop({"caps": "cap", "draws": "draw"}.get(rows.key, ""), None)
        _put(block, rows.key, found or None)


def field_at(sections: Sequence[Section], path: str, texts: Mapping[str, Any]) -> str:
    """The field of the form that a path inside the block means; empty where no field is it."""
    if path.startswith("draw."):
        path = f"draws[0].{path.removeprefix('draw.')}"
    key, _point, name = path.partition(".")
    if key in TABLES:
        return _table_field(key, name, texts)
    match = re.fullmatch(r"(\w+)\[(\d+)\](?:\.steps\[(\d+)\])?(?:\.(\w+))?.*", path)
    if not match:
        return path
    key, number, step, column = match[1], int(match[2]), match[3], match[4]
    if key == "multipliers":
        key, number = ("accelerator", int(step)) if step else ("factors", number)
    rows = next((part for part in fields_of(sections) if isinstance(part, Rows) and part.key == key), None)
    if rows is None:
        return ""
    places = row_numbers(rows, texts)
    return f"{key}-{places[number] if number < len(places) else number}-{column or rows.columns[0].key}"


def _table_field(key: str, named: str, texts: Mapping[str, Any]) -> str:
    name, value, _unnamed = TABLES[key]
    found = [field for field, text in texts.items() if re.fullmatch(rf"{key}-\d+-{name}", field) and text == named]
    return found[0].removesuffix(name) + value if found else ""


def _at(block: Mapping[str, Any], key: str) -> Any:
    value: Any = block
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _put(block: Block, key: str, value: Any) -> None:
    table, _point, name = key.rpartition(".")
    if table:
        inner = dict(block.get(table, {}))
        _put(inner, name, value)
        _put(block, table, inner if inner and set(inner) != {"pays"} else None)
    elif value in (None, ""):
        block.pop(name, None)
    else:
        block[name] = value


def _shown(part: Part, value: Any) -> Any:
    if part.kind == "flag":
        return value is not False if value is not None else part.default == "yes"
    if part.kind == "unless":
        return "no" if value is False else ""
    if part.kind == "roles":
        return [value] if isinstance(value, str) else list(value or [])
    if value is None:
        return part.default if part.kind == "choice" else ""
    if part.kind == "where":
        return where_text(value)
    if part.kind == "decimal":
        return _typed(str(value))
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _typed(number: str) -> str:
    """A decimal as people type it here; what is none stays as it was written."""
    try:
        return format_decimal(parse_decimal(number, RATE, language="en"), RATE)
    except Invalid:
        return number


def _taken(part: Part, value: Any) -> Any:
    if part.kind == "flag":
        return None if bool(value) == (part.default == "yes") else bool(value)
    if isinstance(value, date):
        return value.isoformat()
    if part.kind == "roles":
        return list(value or []) or None
    if part.kind == "unless":
        return False if value == "no" else None
    return _taken_text(part, str(value or "").strip())


def _taken_text(part: Part, text: str) -> Any:
    if part.kind == "choice" and text == part.default:
        return None
    if part.kind in ("words", "choice") and "," in text:
        return [word.strip() for word in text.split(",") if word.strip()]
    if part.kind == "sum":
        return plain_sum(text)
    if part.kind == "whole" and re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    return where_table(text) if part.kind == "where" and text else text


def plain_sum(text: str) -> str:
    """A sum with thousands apart as the reader's language writes them, without: 50.000 is fifty thousand in German.

    The plan's own way of writing takes a single point for a decimal one, and would read fifty.
    """
    group = str(get_format("THOUSAND_SEPARATOR", get_language()))
    grouped = re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+", text, re.ASCII)
    return text.replace(group, "") if grouped else text


def where_text(value: Any) -> str:
    """product = pump, valve; class = A"""
    if not isinstance(value, Mapping):
        return str(value)
    pairs = [(key, item if isinstance(item, list) else [item]) for key, item in value.items()]
    return "; ".join(f"{key} = {', '.join(map(str, items))}" for key, items in pairs)


def where_table(text: str) -> Any:
    """The same back; what cannot be one stays a text, which the engine refuses at its field."""
    found: dict[str, Any] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        name, sign, words = piece.partition("=")
        values = [word.strip() for word in words.split(",") if word.strip()]
        if not sign or not name.strip() or not values:
            return text
        found[name.strip()] = values if len(values) > 1 else values[0]
    return found or text


def short_name(title: str) -> str:
    """A name for the books out of a title: "Gemeinsamer Teil" is gemeinsamer-teil."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "block"

"""How the values of a column are written as text and read back as the same: on every database, in every language."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models

NULL = "\\N"  # stands for "nothing" in columns of text, where "" is a text
_NULLS = re.compile(r"\\+N")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?")


@dataclass(frozen=True)
class Codec:
    """A type of Table Schema with its two directions; `read` raises ValueError for what `write` never wrote."""

    type: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    format: str = ""
    null: str = ""

    def text(self, value: Any) -> str:
        """What stands in the file."""
        return self.null if value is None else self.write(value)

    def value(self, text: str) -> Any:
        """What it stood for."""
        return None if text == self.null else self.read(text)


def codec_of(field: models.Field[Any, Any], told_as: Mapping[str, str] | None = None) -> Codec:
    """The codec of a column; of a reference, that of the key it points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    codec = next((codec for kind, codec in _CODECS if isinstance(field, kind)), None)
    if codec is None:
        raise LookupError(f"{field} is of a type that codec.py does not know yet")
    if codec is _TEXT and told_as:
        return Codec("string", lambda value: _text(told_as.get(value, value)), _read_text, null=NULL)
    if isinstance(field, models.JSONField):
        return _json(field)
    if codec is _TEXT and field.get_prep_value(("b", "a")) == "a b":  # a set of words (core/fields.py)
        return Codec("string", lambda value: _text(field.get_prep_value(value)), _read_text, null=NULL)
    return codec


def _text(value: str) -> str:
    """A text that would be read as nothing gets one more stroke in front."""
    return f"\\{value}" if _NULLS.fullmatch(value) else value


def _read_text(text: str) -> str:
    return text[1:] if _NULLS.fullmatch(text) else text


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text) or text == "-0" or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if repr(value) != text or value in (float("inf"), float("-inf")) or value != value:
        raise ValueError(text)
    return value


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _moment(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _time(text: str) -> time:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _uuid(text: str) -> uuid.UUID:
    value = uuid.UUID(text)
    if str(value) != text:
        raise ValueError(text)
    return value


def _json(field: models.JSONField) -> Codec:
    """Keys in order, so that the same content is the same text whatever a database makes of it."""
    kind = {dict: "object", list: "array"}.get(field.default, "any")

    def write(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    return Codec(kind, write, json.loads)


_TEXT = Codec("string", _text, _read_text, null=NULL)
_CODECS: list[tuple[type[models.Field[Any, Any]], Codec]] = [
    (models.BooleanField, Codec("boolean", lambda value: "true" if value else "false", _flag)),
    (models.IntegerField, Codec("integer", str, _whole)),
    (models.FloatField, Codec("number", repr, _number)),
    (models.DateTimeField, Codec("datetime", _write_moment, _moment)),
    (models.DateField, Codec("date", date.isoformat, _day)),
    (models.TimeField, Codec("time", time.isoformat, _time)),
    (models.UUIDField, Codec("string", str, _uuid, "uuid")),
    (models.JSONField, Codec("any", str, str)),
    (models.EmailField, Codec("string", _text, _read_text, "email", NULL)),
    (models.URLField, Codec("string", _text, _read_text, "uri", NULL)),
    (models.CharField, _TEXT),
    (models.TextField, _TEXT),
]

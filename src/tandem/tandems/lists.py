"""The company's lists as one look finds them: steps, kinds of requests, customer classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, Value
from django.db.models.functions import Cast

from .models import ClassPace, PlaybookStep, RequestKind

_NAMED = ("id", "version", "key", "name_de", "name_en", "position", "retired_at")


@dataclass(frozen=True)
class Lists:
    """Each in its order, retired entries too, for older versions of rules name them."""

    steps: tuple[PlaybookStep, ...]
    kinds: tuple[RequestKind, ...]
    paces: tuple[ClassPace, ...] = field(default=())

    @classmethod
    def load(cls) -> Lists:
        """All three by one statement, since every clock asks for them."""
        steps: list[PlaybookStep] = []
        kinds: list[RequestKind] = []
        paces: list[ClassPace] = []
        for table, *found in _rows():
            named, (lead, about), numbers = dict(zip(_NAMED, found[:7], strict=True)), found[7:9], found[9:]
            if table == "step":
                steps.append(_loaded(PlaybookStep, lead=lead, about=about, **named))
            elif table == "kind":
                minutes = dict(zip(("minutes_a", "minutes_b", "minutes_c"), numbers, strict=True))
                kinds.append(_loaded(RequestKind, **minutes, **named))
            else:
                head = {"id": named["id"], "version": named["version"], "customer_class": named["key"]}
                paces.append(_loaded(ClassPace, call_days=numbers[0], visit_days=numbers[1], **head))
        return cls(
            tuple(sorted(steps, key=lambda row: (row.position, row.pk))),
            tuple(sorted(kinds, key=lambda row: (row.position, row.pk))),
            tuple(sorted(paces, key=lambda row: row.customer_class)),
        )


def _rows() -> Any:
    """The three tables in one form: which, the columns that entries share, lead and what it gives, three numbers."""
    nothing, never = Cast(Value(None), IntegerField()), Cast(Value(None), DateTimeField())
    none = [nothing, nothing, nothing]
    named, bare = [F(name) for name in _NAMED], _word("")
    head = [F("id"), F("version"), F("customer_class"), bare, bare, Cast(Value(0), IntegerField()), never]
    steps = _columns(PlaybookStep, _word("step"), *named, F("lead"), F("about"), *none)
    kinds = _columns(RequestKind, _word("kind"), *named, bare, bare, F("minutes_a"), F("minutes_b"), F("minutes_c"))
    paces = _columns(ClassPace, _word("pace"), *head, bare, bare, F("call_days"), F("visit_days"), nothing)
    return steps.union(kinds, paces, all=True)


def _columns(model: Any, *columns: Any) -> Any:
    """Exactly these, in this order: under names of their own, since a union goes by place."""
    named = {f"column_{place}": column for place, column in enumerate(columns)}
    return model.objects.order_by().annotate(**named).values_list(*named)


def _word(text: str) -> Any:
    return Value(text, output_field=CharField())


def _loaded(model: Any, **values: Any) -> Any:
    """A row as the database knows it, not one to be made."""
    names = [column.attname for column in model._meta.concrete_fields]
    return model.from_db("default", names, [values[name] for name in names])

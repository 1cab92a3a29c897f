"""The registry of kinds: how core reaches objects of apps it must not import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from .actor import Actor
from .prepared import prepared


@dataclass(frozen=True)
class Kind:
    """One kind of object: `visible` gives the rows this viewer may see, `url` the address of one."""

    name: str
    label: str | Promise  # what several of them are called
    one: str | Promise
    icon: str
    visible: Callable[[Actor], models.QuerySet[Any]]
    url: Callable[[Any], str]
    hidden: Callable[[Actor, Any], frozenset[str]] = lambda actor, thing: frozenset()  # fields its history leaves out
    verbs: Callable[[Actor, Any], tuple[str, ...]] = lambda actor, thing: ()  # its history tells only these beginnings
    files: Callable[[Actor, Any], bool] | None = None  # who of those who see it may add files; None: it carries none


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds (config/kinds.py)."""
    found: Mapping[str, Kind] = import_string(settings.TANDEM_KINDS)
    return found


def visible_objects(refs: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], Any]:
    """The objects behind the references that this viewer may see; one statement per kind."""
    wanted: dict[str, set[int]] = {}
    for kind, key in refs:
        wanted.setdefault(kind, set()).add(key)
    found: dict[tuple[str, int], Any] = {}
    for kind, keys in wanted.items():
        if kind in kinds():
            found |= {(kind, thing.pk): thing for thing in _visible(actor, keys, kind=kind)}
    return found


@prepared
def _visible(actor: Actor, ids: Iterable[int], *, kind: str) -> models.QuerySet[Any]:
    return kinds()[kind].visible(actor).filter(pk__in=ids)


def visible_object(kind: str, pk: int, actor: Actor) -> Any | None:
    """One object by its reference; None where it is not there, or not for this viewer."""
    return visible_objects([(kind, pk)], actor).get((kind, pk))

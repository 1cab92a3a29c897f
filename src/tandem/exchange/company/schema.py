"""What describes the files: a Data Package whose Table Schemas are told from the models themselves."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

import tandem
from tandem.core.fields import CentsField

from .codec import NULL
from .holdings import Column, Holding, holdings

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "tandem-company"
FORMAT = 1
Plain = dict[str, Any]


def resource(one: Holding) -> Plain:
    """The description of one table, without what is counted."""
    with translation.override("en"):
        return {
            "name": one.name,
            "path": one.path,
            "title": str(one.model._meta.verbose_name_plural),
            "description": inspect.cleandoc(one.model.__doc__ or ""),
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": _schema(one),
        }


def files_resource() -> Plain:
    """The description of the list of files: photos, files that were imported."""
    fields = [
        {"name": "path", "type": "string", "description": "below files/", "constraints": {"required": True}},
        {"name": "bytes", "type": "integer", "constraints": {"required": True}},
        {"name": "sha256", "type": "string", "constraints": {"required": True, "pattern": "[0-9a-f]{64}"}},
    ]
    return {
        "name": "files",
        "path": "files.csv",
        "title": "files",
        "description": "Photos and files that were imported, as they lie below files/.",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": ["path"]},
    }


def package(resources: Sequence[Plain], *, sign_in: bool) -> Plain:
    """The whole description. It tells of no moment, so that the same company gives the same files."""
    return {
        "$schema": PROFILE,
        "name": NAME,
        "title": "A company kept with Tandem",
        "description": "Every table of the company as CSV. See docs/export.md of Tandem.",
        "version": str(FORMAT),
        "tandem": {
            "version": tandem.__version__,
            "migrations": migrations(sign_in=sign_in),
            "signIn": sign_in,
        },
        "resources": list(resources),
    }


def migrations(*, sign_in: bool) -> dict[str, str]:
    """The newest step of each app that has tables in the package: with the same ones, two houses have the same."""
    wanted = {one.model._meta.app_label for one in holdings(sign_in=sign_in)}
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()
    return {app: name for app, name in sorted(leaves) if app in wanted}


def _schema(one: Holding) -> Plain:
    schema: Plain = {"fields": [_field(column) for column in one.columns], "primaryKey": [one.model._meta.pk.attname]}
    unique = [list(key) for key in _unique_keys(one)]
    if unique:
        schema["uniqueKeys"] = unique
    references = [_reference(column) for column in one.columns if column.target is not None]
    if references:
        schema["foreignKeys"] = references
    return schema


def _field(column: Column) -> Plain:
    field, codec = column.field, column.codec
    told: Plain = {"name": column.name, "type": codec.type}
    if codec.format:
        told["format"] = codec.format
    if (title := str(field.verbose_name)).lower() not in (field.name, field.name.replace("_", " ")):
        told["title"] = title
    if description := "; ".join(filter(None, [str(field.help_text), _unit(field)])):
        told["description"] = description
    if codec.null == NULL:
        told["missingValues"] = [NULL] if field.null else []
    if constraints := _constraints(field):
        told["constraints"] = constraints
    if field.choices and codec.type == "string":
        told["categories"] = [{"value": key, "label": str(label)} for key, label in field.flatchoices]
    return told


def _constraints(field: models.Field[Any, Any]) -> Plain:
    found: Plain = {"required": True} if not field.null else {}
    if field.unique:
        found["unique"] = True
    if isinstance(field, models.CharField) and field.max_length:
        found["maxLength"] = field.max_length
    return found


def _unit(field: models.Field[Any, Any]) -> str:
    return "in cents" if isinstance(field, CentsField) else ""


def _unique_keys(one: Holding) -> list[Sequence[str]]:
    names = {column.field.name: column.name for column in one.columns}
    return [
        [names[name] for name in rule.fields]
        for rule in one.model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
        and rule.fields
        and rule.condition is None
        and all(name in names for name in rule.fields)
    ]


def _reference(column: Column) -> Plain:
    assert column.target is not None  # noqa: S101  asked by the caller
    there = Holding(column.target)
    return {
        "fields": [column.name],
        "reference": {"resource": there.name, "fields": [column.target._meta.pk.attname]},
    }

"""No foreign key points up the import ladder; keys named by a string escape the import check."""

import tomllib
from pathlib import Path

from django.apps import apps

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())


def heights() -> dict[str, int]:
    """The height of each app: 0 is the lowest step. Siblings share a step."""
    steps = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    return {app.strip(): height for height, step in enumerate(reversed(steps)) for app in step.split("|")}


def test_no_relation_points_up_or_sideways() -> None:
    height = heights()
    relations = {
        (model._meta.label, field.name, field.related_model._meta.label)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
    }
    ours = [(source, name, target) for source, name, target in relations if source.split(".")[0] in height]
    assert ours
    wrong = [
        f"{source}.{name} -> {target}"
        for source, name, target in ours
        if (own := source.split(".")[0]) != (other := target.split(".")[0])
        and other in height
        and height[own] <= height[other]
    ]
    assert wrong == []

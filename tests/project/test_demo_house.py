"""The demo's passwords are published: its house must not become a company's."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from tandem.config.checks import problems
from tandem.core.models import Company


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "refused"), [("demo", True), ("adventureworks", False)])
def test_production_does_not_start_on_the_demo_company(settings: Settings, source: str, refused: bool) -> None:
    settings.ENV, settings.DEBUG, settings.SECRET_KEY = "production", False, "a" * 50
    settings.ALLOWED_HOSTS = ["tandem.example"]
    Company.objects.update_or_create(pk=1, defaults={"name": "Nordwelle", "currency": "EUR", "source": source})
    assert any("demo company" in problem for problem in problems()) is refused

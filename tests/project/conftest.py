"""What the tests of the whole house share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _no_copies_of_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client copies the context of every fragment of a page, which takes half the time; nobody looks here."""

    def forget(*_: Any, **__: Any) -> None:
        pass

    monkeypatch.setattr("django.test.client.store_rendered_templates", forget)

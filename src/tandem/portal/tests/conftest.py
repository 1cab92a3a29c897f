"""What the tests of the portal share."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has tried anything yet, and no test waits for a clock."""
    cache.clear()
    monkeypatch.setattr("tandem.portal.views.entering.EVEN", 0.0)

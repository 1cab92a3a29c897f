"""Most tests look at what people said, so nothing is shaded unless a test is about that."""

import pytest

from tandem.formation import problem

from .world import unshaded


@pytest.fixture(autouse=True)
def clear(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marked tests keep the house's own shade."""
    if "shaded" not in request.fixturenames:
        monkeypatch.setattr(problem, "shade_of", unshaded)


@pytest.fixture
def shaded() -> None:
    """The house's own shade holds."""

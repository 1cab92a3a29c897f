"""The page of the company's lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind
from tandem.tandems.terms import Lists


@dataclass(frozen=True)
class PlaybookPage:
    """What is in use, in order, and what has been retired."""

    steps: Sequence[PlaybookStep]
    kinds: Sequence[RequestKind]
    paces: Sequence[ClassPace]
    old_steps: Sequence[PlaybookStep]
    old_kinds: Sequence[RequestKind]


def playbook_page() -> PlaybookPage:
    """All of it; one statement."""
    lists = Lists.load()
    return PlaybookPage(
        steps=[step for step in lists.steps if step.retired_at is None],
        kinds=[kind for kind in lists.kinds if kind.retired_at is None],
        paces=lists.paces,
        old_steps=[step for step in lists.steps if step.retired_at],
        old_kinds=[kind for kind in lists.kinds if kind.retired_at],
    )

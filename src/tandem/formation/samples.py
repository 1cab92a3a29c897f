"""For the demo: the proposal that waits is solved by the worker's first job."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor

from .actions import start_solving
from .models import Proposal


def solve_waiting(at: datetime) -> None:
    """In the name of who began each."""
    for proposal in Proposal.objects.filter(solved_at=None, created_by__isnull=False).select_related("created_by"):
        start_solving(proposal, actor=Actor.of(proposal.created_by, at), at=at)

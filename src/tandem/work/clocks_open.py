"""How many customers wait for a first answer, and which hand-offs are late: counted by team along indexes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from .days import local
from .models import OPEN, Handoff, HandoffState, Request
from .models.requests import UNHELD, WAITING


@dataclass(frozen=True)
class Clocks:
    """The first answers that a team owes: all, those of today that are still in time, and the late ones."""

    open: int = 0
    today: int = 0
    late: int = 0


@dataclass(frozen=True)
class Queue:
    """Requests that nobody holds, and since when the oldest of them waits."""

    count: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class LateHandoffs:
    """Not answered by the agreed time, and accepted but not done by their own."""

    unanswered: int = 0
    undone: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.unanswered + self.undone


def clocks_of(team_ids: Collection[int], at: datetime) -> dict[int, Clocks]:
    """By team; one statement. Put off or not, the promise to the customer counts."""
    midnight = local(timezone.localdate(at) + timedelta(1), datetime.min.time())
    rows = Request.objects.filter(WAITING, team__in=team_ids).order_by().values("team")
    rows = rows.annotate(
        open=Count("pk"),
        today=Count("pk", filter=Q(due_at__gte=at, due_at__lt=midnight)),
        late=Count("pk", filter=Q(due_at__lt=at)),
    )
    return {row["team"]: Clocks(row["open"], row["today"], row["late"]) for row in rows}


def queues_of(team_ids: Collection[int]) -> dict[int, Queue]:
    """By team; one statement."""
    rows = Request.objects.filter(UNHELD, team__in=team_ids).order_by().values("team")
    rows = rows.annotate(count=Count("pk"), oldest=Min("received_at"))
    return {row["team"]: Queue(row["count"], row["oldest"]) for row in rows}


def late_handoffs_of(team_ids: Collection[int], at: datetime) -> dict[int, LateHandoffs]:
    """By team; one statement."""
    rows = Handoff.objects.filter(state__in=OPEN, turn_by__lt=at, team__in=team_ids).order_by().values("team")
    rows = rows.annotate(
        unanswered=Count("pk", filter=Q(state=HandoffState.OFFERED)),
        undone=Count("pk", filter=Q(state=HandoffState.ACCEPTED)),
    )
    return {row["team"]: LateHandoffs(row["unanswered"], row["undone"]) for row in rows}

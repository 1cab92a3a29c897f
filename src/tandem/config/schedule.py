"""What the worker does by the calendar."""

from __future__ import annotations

from datetime import datetime


def run_due(*, at: datetime) -> None:
    """Run what is due by the day."""

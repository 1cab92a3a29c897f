"""tandem export: the whole company as open files."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils import timezone

from tandem.config.checks import database_problems
from tandem.exchange.company.command import export_command


def run(arguments: argparse.Namespace) -> int:
    """Write a folder or ZIP."""
    return export_command(
        Path(arguments.target).resolve(),
        sign_in=arguments.with_sign_in,
        as_json=arguments.json,
        at=timezone.now(),
        ready=lambda: list(database_problems()),
    )

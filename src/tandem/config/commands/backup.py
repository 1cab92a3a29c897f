"""tandem backup: the whole house into one archive."""

from __future__ import annotations

import argparse

from django.utils import timezone

from tandem.config.checks import database_problems
from tandem.exchange.backups.command import backup_command


def run(arguments: argparse.Namespace) -> int:
    """Make it while everybody goes on working."""
    return backup_command(
        arguments.file, as_json=arguments.json, at=timezone.now(), up_to_date=lambda: not list(database_problems())
    )

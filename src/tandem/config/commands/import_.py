"""tandem import: take in another system's data."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tandem.config.checks import database_problems
from tandem.exchange.command import import_command


def run(arguments: argparse.Namespace) -> int:
    """Import a folder by a profile."""
    folder = Path(arguments.folder)
    return import_command(arguments.profile, folder, as_json=arguments.json, at=timezone.now(), ready=ready)


def ready() -> list[str]:
    """Make a house that has no database yet; what is wrong with one that has."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if not MigrationRecorder(connection).applied_migrations():
        call_command("migrate", verbosity=0, interactive=False)
    return list(database_problems())

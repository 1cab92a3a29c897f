"""tandem import: take in another system's data, or a company that was exported from another house."""

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
from tandem.exchange.company.command import import_company_command

COMPANY = "company"  # no profile: its files describe themselves


def run(arguments: argparse.Namespace) -> int:
    """Import a folder by a profile, or a company."""
    folder, at = Path(arguments.folder), timezone.now()
    if arguments.profile == COMPANY:
        return import_company_command(folder.resolve(), as_json=arguments.json, at=at, ready=ready)
    return import_command(arguments.profile, folder, as_json=arguments.json, at=at, ready=ready)


def ready() -> list[str]:
    """Make a house that has no database yet; what is wrong with one that has."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if not MigrationRecorder(connection).applied_migrations():
        call_command("migrate", verbosity=0, interactive=False)
    return list(database_problems())

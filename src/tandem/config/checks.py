"""What keeps an installation from running, each with what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tandem.core.errors import Refused
from tandem.core.models import Company
from tandem.exchange.backups.folder import keep
from tandem.exchange.backups.restoring import refuse_half_restored

AFFECTED = ((3, 7, 0), (3, 51, 2))  # the WAL-reset bug, fixed in 3.51.3


def problems() -> list[str]:
    """Sentences for people; an empty list means that all is well."""
    found = [*_settings_problems(), *_backup_problems(), *database_problems()]
    return found or [*_demo_problems()]


def sqlite_is_affected(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose commits when several processes use one file."""
    return AFFECTED[0] <= version <= AFFECTED[1]


def _settings_problems() -> Iterator[str]:
    if settings.ENV != "production":
        return
    if settings.DEBUG:
        yield "TANDEM_DEBUG is on: it shows code and data to strangers. Unset it."
    if settings.SECRET_KEY == settings.DEFAULT_SECRET:
        yield (
            "TANDEM_SECRET_KEY is not set: sessions could be forged. Set it to a long random text, such as the output "
            'of: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    elif len(settings.SECRET_KEY) < 40:
        yield "TANDEM_SECRET_KEY is shorter than 40 characters. Set a longer random text."
    if "*" in settings.ALLOWED_HOSTS:
        yield "TANDEM_HOSTS allows every host name. List the names under which this house is reached."


def _backup_problems() -> Iterator[str]:
    try:
        refuse_half_restored()
    except Refused as error:
        yield str(error.text)
    try:
        keep()
    except ValueError:
        yield (
            f"TANDEM_BACKUP_KEEP is {settings.BACKUP_KEEP!r}. "
            "Write how many days, weeks and months of backups to keep, such as 7,4,12, and at least one day."
        )


def _demo_problems() -> Iterator[str]:
    if settings.ENV == "production" and Company.objects.filter(source="demo").exists():
        yield (
            "This house holds the demo company, and the passwords of its people are published. "
            "Name another folder in TANDEM_HOME, or another database in TANDEM_DATABASE_URL, and run: tandem init"
        )


def database_problems() -> Iterator[str]:
    if connection.vendor == "sqlite" and sqlite_is_affected(sqlite3.sqlite_version_info):
        yield (
            f"SQLite {sqlite3.sqlite_version} can lose commits when several processes write. "
            "Install the dependencies from requirements/runtime.txt, which bring a fixed one."
        )
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        yield (
            f"The database cannot be reached: {error}. Check TANDEM_DATABASE_URL and TANDEM_HOME; "
            "for a new house run: tandem init"
        )
        return
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        yield f"The database is not up to date ({names}{more}). Make a backup, then run: tandem init"

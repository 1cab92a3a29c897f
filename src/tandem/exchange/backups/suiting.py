"""Whether an archive can come in here: what it holds, and how empty the place is. Nothing is changed by asking."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tandem.core.errors import Refused

from . import embedded, server
from .manifest import Manifest
from .place import database_file, files_of_house

SPARE = 1.2  # a database needs some room beside itself while it is brought up to date


def require_known(head: Manifest) -> None:
    """Refused for what a newer Tandem made: this one would not understand all of it."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    ours = {config.label for config in apps.get_app_configs()}
    newer = [name for name in head.database.migrations if name not in known]
    if newer:
        unknown = [name for name in newer if name.partition(".")[0] in ours] or newer
        what = {"product": head.product, "names": ", ".join(unknown[:3])}
        raise Refused(
            "newer_product",
            _("Tandem %(product)s made this archive, and it knows more than this one (%(names)s). Update Tandem first.")
            % what,
        )


def require_kind(head: Manifest) -> None:
    """Refused for the other database, and for a server older than the one it comes from."""
    kind, version = head.database.kind, head.database.version
    if kind != connection.vendor:
        how = (
            _("Leave TANDEM_DATABASE_URL unset to restore it into SQLite.")
            if kind == "sqlite"
            else _("Name an empty PostgreSQL database in TANDEM_DATABASE_URL.")
        )
        instead = _("To change from one to the other, export the whole company (tandem export) and take it in there.")
        told = _("This archive holds a database of the kind %(kind)s, and this place is %(here)s.")
        what = {"kind": kind, "here": connection.vendor}
        raise Refused("wrong_database", f"{told % what} {how} {instead}")
    if kind == "postgresql" and server.server_major() < server.major_of(version):
        what = {"version": version, "here": str(server.server_major())}
        told = _("This archive comes from PostgreSQL %(version)s, and the server here is %(here)s. Use one as new.")
        raise Refused("older_server", told % what)


def require_empty() -> None:
    """Refused unless there is neither a database nor a file: a restore never overwrites."""
    for _name, path in files_of_house():
        raise _full(_("%(path)s is there") % {"path": path})
    if connection.vendor == "sqlite":
        if not embedded.is_empty(database_file()):
            raise _full(_("%(path)s is there") % {"path": database_file()})
        return
    try:
        empty = server.is_empty()
    except DatabaseError as error:
        told = _("The database cannot be reached: %(error)s Create it first, empty.") % {"error": error}
        raise Refused("no_database", told) from None
    if not empty:
        raise _full(_("the database %(name)s has tables") % {"name": connection.settings_dict["NAME"]})


def require_room(head: Manifest) -> None:
    """Refused when it cannot fit."""
    needed = int(head.unpacked * SPARE)
    home: Path = settings.HOME
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    if free < needed:
        what = {"needed": needed // 1_000_000 + 1, "free": free // 1_000_000, "path": home}
        raise Refused("no_room", _("This needs %(needed)s MB in %(path)s, and %(free)s MB are free.") % what)


def _full(why: str) -> Refused:
    text = _("A backup is restored into an empty place only, and this one is not empty: %(why)s. Nothing was changed.")
    hint = _("Name another folder in TANDEM_HOME (and another database in TANDEM_DATABASE_URL).")
    return Refused("not_empty", f"{text % {'why': why}} {hint}")

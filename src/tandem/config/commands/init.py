"""tandem init: database, files and the first administrator."""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.models import Company
from tandem.people.actions import hire_employee
from tandem.people.models import Employee, Role


def run(arguments: argparse.Namespace) -> int:
    """Bring database and static files up to date; with --company and --admin set up a new house."""
    currency = arguments.currency.upper()
    if len(currency) != 3 or not currency.isalpha():
        print(f"tandem: {arguments.currency} is no currency; write three letters, such as EUR.", file=sys.stderr)
        return 2
    prepare()
    if arguments.company:
        Company.objects.update_or_create(pk=1, defaults={"name": arguments.company, "currency": currency})
    if arguments.admin:
        return _first_admin(arguments.admin)
    if not Employee.objects.exists():
        print("Ready. Next: tandem init --company NAME --admin YOU@EXAMPLE.COM, then: tandem serve")
    return 0


def prepare() -> None:
    """Folders, migrations, static files; does nothing twice."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    (settings.HOME / "files").mkdir(exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "postgresql":  # which knows nothing of a new column, and plans badly, until it has looked
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    stamp, digest = settings.STATIC_ROOT / ".digest", _digest()
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)


def _digest() -> str:
    """What the static files look like, cheaply: names, sizes, times."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _first_admin(email: str) -> int:
    try:
        validate_email(email)
    except ValidationError:
        print(f"tandem: {email} is not an e-mail address. Nothing was created.", file=sys.stderr)
        return 2
    known = Employee.objects.filter(email__iexact=email).first()
    if known and (known.has_usable_password() or not known.has_role(Role.ADMIN)):
        print(f"tandem: {email} is already here. Nothing was changed.", file=sys.stderr)
        return 0 if known.has_role(Role.ADMIN) else 2
    password = os.environ.get("TANDEM_ADMIN_PASSWORD") or getpass.getpass("Password for the administrator: ")
    try:
        validate_password(password)
    except ValidationError as error:
        print(f"tandem: {' '.join(error.messages)} Nothing was created.", file=sys.stderr)
        return 2
    with transaction.atomic():
        _let_in(known, email, password)
    print(f"{email} may sign in as administrator at {settings.ADDRESS}")
    return 0


def _let_in(known: Employee | None, email: str, password: str) -> None:
    """A new administrator, or one who came along with the company (tandem import company) and has no password yet."""
    at = timezone.now()
    name, house = email.split("@")[0], Actor.system(at, "init")
    admin = known or hire_employee(email=email, first_name=name, last_name="", roles={Role.ADMIN}, actor=house, at=at)
    admin.set_password(password)
    admin.save(update_fields=["password"])
    if known:
        record("sign_in.changed", admin, actor=house, at=at, data={"what": "password_set"})

"""tandem demo: the demo company on this machine, one foreground process tree."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tandem.config.commands.init import prepare
from tandem.config.commands.serve import serve_anew
from tandem.core.errors import Text
from tandem.core.models import Company
from tandem.demo.load import load_demo
from tandem.demo.logins import PASSWORD, demo_logins
from tandem.demo.papers import write_papers
from tandem.demo.stage import CUSTOMERS
from tandem.desk.reactions import tell_since
from tandem.exchange.mail.samples import write_samples
from tandem.formation.samples import solve_waiting
from tandem.portal.samples import open_address, open_portal

LATELY = timedelta(days=1)  # what has happened since is told to people, as if they had been here


def run(arguments: argparse.Namespace) -> int:
    """Load once, then serve; a second start keeps all data."""
    if not settings.DEMO:
        print("tandem: the demo runs only with TANDEM_ENV=demo.", file=sys.stderr)
        return 1
    _own_secret()
    prepare()
    if not Company.objects.exists():
        print("Loading the demo company …", flush=True)
        with transaction.atomic():  # whoever breaks it off finds no half of a company next time
            _load(timezone.now())
    return serve_anew(ready=_welcome())


def _load(now: datetime) -> None:
    load_demo(now, _say, customers=settings.DEMO_CUSTOMERS or CUSTOMERS)
    write_samples(now)
    write_papers(now)
    solve_waiting(now)
    open_portal(demo_logins()[0].email, now)
    tell_since(now - LATELY, at=now)


def _say(step: Text) -> None:
    print(f"  {step}", flush=True)


def _own_secret() -> None:
    """A secret of this installation's own, for this process and its children, so that sessions outlive a restart."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    path = settings.HOME / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    settings.SECRET_KEY = path.read_text().strip()
    os.environ["TANDEM_SECRET_KEY"] = settings.SECRET_KEY
    os.environ["TANDEM_ENV"] = "demo"


def _welcome() -> str:
    contact = open_address()
    lines = [f"  {login.role:<12} {login.email}" for login in demo_logins()]
    return "\n".join(
        [
            "",
            f"Tandem runs at {settings.ADDRESS}",
            f"Sign in with the password {PASSWORD} as",
            *lines,
            *([f"Customers come in at {settings.ADDRESS}/portal/ as", f"  {contact}"] if contact else []),
            f"Mails stay here, at {settings.ADDRESS}{reverse('kept_mails')}",
            "",
            "Ctrl-C stops it.",
        ]
    )

"""Who may sign in to look at the demo: one person per role. Only demo mode gives them a password."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Refused, Text
from tandem.people.models import Employee, Role

from .people import DOMAIN

PASSWORD = "zwei-im-tandem"  # noqa: S105  everybody may know it: it opens a demo on one's own machine
KEYS = {
    Role.INSIDE: "aylin.demir",
    Role.FIELD: "malte.brandt",
    Role.MANAGER: "katrin.asmussen",
    Role.PAYROLL: "gudrun.stein",
    Role.COUNCIL: "bernd.rieger",
    Role.ADMIN: "silke.tietjen",
}


@dataclass(frozen=True)
class Login:
    """One way in."""

    role: Text
    email: str


def demo_logins() -> list[Login]:
    """One per role; the first two are a tandem, the third leads their team."""
    return [Login(role.label, f"{key}@{DOMAIN}") for role, key in KEYS.items()]


def open_logins() -> None:
    """Let these people sign in. One hash serves all: the password is the same and no secret."""
    if not settings.DEMO:
        raise Refused("no_demo", _("Demo logins exist in demo mode only."))
    addresses = [login.email for login in demo_logins()]
    Employee.objects.filter(email__in=addresses).update(password=make_password(PASSWORD))

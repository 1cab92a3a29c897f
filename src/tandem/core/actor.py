"""Who acts, and when they came through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EMPLOYEE = "employee"
CONTACT = "contact"
SYSTEM = "system"
PARTS_OF_THE_HOUSE = {
    "demo": _("Demo"),
    "export": _("Export"),
    "import": _("Import"),
    "init": _("Set-up"),
    "jobs": _("Jobs"),
    "mailbox": _("Mailbox"),
    "notices": _("Notices"),
    "restore": _("Restore"),
    "schedule": _("Schedule"),
    "sign-in": _("Sign-in"),
}


@dataclass(frozen=True)
class Actor:
    """An employee, contact, token or the system at one instant.

    `employee` is the signed-in person where there is one; core cannot name its type, people's rules do.
    `cache` holds what has been looked up about the actor's rights; it lives as long as the request.
    """

    kind: str
    id: int | None
    at: datetime
    label: str = ""
    employee: Any = field(default=None, compare=False, repr=False)
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, employee: Any, at: datetime) -> Actor:
        """The actor for a signed-in employee."""
        return cls(EMPLOYEE, employee.pk, at, str(employee), employee)

    @classmethod
    def system(cls, at: datetime, label: str) -> Actor:
        """The house itself: an import, the worker, the demo. Passes every rule."""
        return cls(SYSTEM, None, at, label)

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind this."""
        return self.kind == SYSTEM

    @property
    def today(self) -> date:
        """The business day in the company's zone."""
        return timezone.localdate(self.at)

    @property
    def roles(self) -> frozenset[str]:
        """What the employee does here, for apps beside people; empty for all others."""
        return frozenset(getattr(self.employee, "roles", ()))

    @property
    def half(self) -> str:
        """The half of a tandem this actor works in: inside, field or empty."""
        return getattr(self.employee, "half", "")

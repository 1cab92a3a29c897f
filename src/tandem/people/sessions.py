"""Ending what lets a person in: sessions, second factors, the password."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from .models import Employee


def end_sessions(employee: Employee) -> None:
    """Sign the person out everywhere; a new unusable password makes any session that is not listed invalid too."""
    for session in UserSession.objects.filter(user=employee):
        session.end()


def end_all_sessions() -> int:
    """Sign everybody out, in a house that was restored; returns how many sessions there were."""
    UserSession.objects.all().delete()
    return Session.objects.all().delete()[0]


def forget_credentials(employee: Employee) -> None:
    """Neither password nor authenticator, passkey or recovery code of this person works any more."""
    employee.set_unusable_password()
    employee.save(update_fields=["password"])
    Authenticator.objects.filter(user=employee).delete()
    end_sessions(employee)

"""The address with which a person signs in: one row of allauth's beside the employee, always the same."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from .models import Employee


def keep_address(employee: Employee) -> None:
    """Make allauth's only address of this person the employee's, as one that administration vouches for."""
    rows = EmailAddress.objects.filter(user=employee)
    kept = rows.filter(email=employee.email).first()
    rows.exclude(pk=kept.pk if kept else None).delete()
    if kept is None:
        EmailAddress.objects.create(user=employee, email=employee.email, verified=True, primary=True)
    elif not (kept.verified and kept.primary):
        rows.update(verified=True, primary=True)

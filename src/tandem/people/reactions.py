"""Mail that follows from what happened to a person's sign-in. Links are made here and stand in no event."""

from __future__ import annotations

from datetime import datetime

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.core import mail
from tandem.core.events import without_lock
from tandem.core.models import Company, Event

from .models import Employee

CHANGES: dict[str, Promise] = {
    "password_changed": _("The password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("A new password was set by a link from a mail."),
    "totp_activated": _("An authenticator app was added."),
    "totp_deactivated": _("The authenticator app was removed."),
    "webauthn_added": _("A passkey or security key was added."),
    "webauthn_removed": _("A passkey or security key was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones no longer work."),
}


@without_lock
def send_invitation(event: Event, at: datetime) -> None:
    """Send the link by which an invited person sets a password; passed over when they have one meanwhile."""
    employee = _employee(event)
    if employee.works_here_on(timezone.localdate(at)) and not employee.has_usable_password():
        _send(event, "people/mail/invitation.txt", employee, link=password_link(employee))


@without_lock
def send_password_link(event: Event, at: datetime) -> None:
    """Send the link by which a forgotten password is replaced."""
    employee = _employee(event)
    if employee.works_here_on(timezone.localdate(at)):
        _send(event, "people/mail/password.txt", employee, link=password_link(employee))


@without_lock
def tell_sign_in_changed(event: Event, at: datetime) -> None:
    """Tell a person what changed about their way in, so that a stranger's doing is noticed."""
    employee = _employee(event)
    what = CHANGES.get(str(event.data.get("what")))
    if employee.is_active and what:
        _send(event, "people/mail/sign_in_changed.txt", employee, what=what)


@without_lock
def tell_new_address(event: Event, at: datetime) -> None:
    """Tell the old and the new address that sign-in now goes by the new one."""
    employee = _employee(event)
    old, new = event.changes.get("email", ("", ""))
    for to in (old, new):
        if to and employee.is_active:
            _send(event, "people/mail/address_changed.txt", employee, to=to, old=old, new=new)


def password_link(employee: Employee) -> str:
    """An address that sets this person's password once, as long as settings.PASSWORD_RESET_TIMEOUT."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(employee)
    parts = {"uidb36": user_pk_to_url_str(employee), "key": key}
    return settings.ADDRESS.rstrip("/") + reverse("account_reset_password_from_key", kwargs=parts)


def _send(event: Event, template: str, employee: Employee, *, to: str = "", **context: object) -> None:
    more = {"person": employee, "company": Company.objects.first(), "at": timezone.localtime(event.at), **context}
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    mail.send(event, template, to=to or employee.email, language=employee.language, context={**more, "days": days})


def _employee(event: Event) -> Employee:
    return Employee.objects.get(pk=event.subjects.get(kind=Employee.ref_kind).object_id)

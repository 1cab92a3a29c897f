"""How allauth behaves here: nobody signs up, only people who work here sign in, mail goes through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.prepared import prepared

from .models import Employee
from .queries import remember_led_teams


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Asked at sign-in and on every request: whoever has left is signed out with that day, whatever else runs."""

    def get_user(self, user_id: int) -> Employee | None:
        found = _person(int(user_id))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        remember_led_teams(found[0], (row.__dict__["leads"] for row in found))
        return found[0]

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, Employee) and user.works_here_on(timezone.localdate())


@prepared
def _person(key: int) -> QuerySet[Employee]:
    """Once for each team that the person leads, so that nobody has to ask for these; else once."""
    return Employee.objects.filter(pk=key).annotate(leads=F("led_teams"))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self sign-up; links are made and mails are sent by the worker, so no page waits for a mail server."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Employee, **more: Any) -> HttpResponse | None:
        if not user.works_here_on(timezone.localdate()):
            answer: HttpResponse = self.respond_user_inactive(request, user)
            return answer
        found: HttpResponse | None = super().pre_login(request, user, **more)
        return found

    @transaction.atomic
    def send_password_reset_mail(self, user: Employee, email: str, context: dict[str, Any]) -> None:
        if user.has_usable_password() or user.invited_at:
            at = timezone.now()
            record("password.reset_asked", user, actor=Actor.system(at, "sign-in"), at=at)

    @transaction.atomic
    def send_notification_mail(
        self,
        template_prefix: str,
        user: Employee,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What has changed about signing in: told by mail, and kept as an event of that person."""
        what = template_prefix.rpartition("/")[2]
        at = timezone.now()
        record("sign_in.changed", user, actor=Actor.of(user, at), at=at, data={"what": what})

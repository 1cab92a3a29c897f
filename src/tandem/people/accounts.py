"""How allauth behaves here: nobody signs up, only people who are still with us sign in."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

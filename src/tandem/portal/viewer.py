"""Who looks at the portal: a contact with their rights; or a colleague who looks at it as that contact would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from tandem.core.actor import CONTACT, Actor
from tandem.core.http import Request
from tandem.customers.models import Contact, Customer

from .models import Access, Session

LANGUAGES = {"de": "Deutsch", "en": "English", "fr": "Français", "it": "Italiano", "nl": "Nederlands", "pl": "Polski"}


@dataclass(frozen=True)
class Viewer:
    """A contact at one instant. `session` is missing where a colleague looks."""

    access: Access
    at: datetime
    session: Session | None = field(default=None, compare=False)
    base: str = ""  # of a preview's addresses

    @property
    def contact(self) -> Contact:
        return self.access.contact

    @property
    def customer(self) -> Customer:
        return self.access.contact.customer

    @property
    def preview(self) -> bool:
        """Whether nothing can be done here, only seen."""
        return self.session is None

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def language(self) -> str:
        return language_of(self.contact)

    def may(self, right: str) -> bool:
        """Whether the contact has this right."""
        return right in self.access.rights


class PortalRequest(HttpRequest):
    """A request that has passed the portal's door."""

    viewer: Viewer


def language_of(contact: Contact) -> str:
    """The contact's language where the portal speaks it, else English."""
    return contact.language if contact.language in LANGUAGES else "en"


def actor_of(viewer: Viewer) -> Actor:
    """The contact as the one who acts."""
    return Actor(CONTACT, viewer.contact.pk, viewer.at, str(viewer.contact))


def as_request(request: PortalRequest) -> Request:
    """The same request, as functions of core name it."""
    return cast(Request, request)

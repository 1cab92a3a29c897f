"""Who of a customer may come in, by which links and codes, and what they said about a request."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import SetField
from tandem.core.locking import Versioned
from tandem.core.models import Attachment
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.quotes.models import Revision
from tandem.work.models import Request


class Right(models.TextChoices):
    """What a contact may do in the portal beyond asking, booking and reading their own requests."""

    REQUESTS = "requests", _("See all requests of the company")
    ORDERS = "orders", _("See orders")
    PRICES = "prices", _("See prices of orders")
    QUOTES = "quotes", _("See and compare quotes")
    ACCEPT = "accept", _("Accept and decline quotes")
    CONTRACTS = "contracts", _("Sign contracts")
    DOCUMENTS = "documents", _("See documents")


USUAL = frozenset({Right.REQUESTS, Right.ORDERS, Right.QUOTES, Right.DOCUMENTS})


class Access(Versioned):
    """A contact's way into the portal, from the invitation until it is revoked. Invited again, it is a new row.

    It is for who reads `email`, the address that was invited: more people may note another one than may let in.
    """

    ref_kind = "portal_access"

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="portal_accesses")
    email = models.EmailField(default="")
    rights = SetField(_("rights"), choices=Right.choices, default=frozenset)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)  # of all sign-ins
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact"], condition=Q(revoked_at=None), name="portal_one_access")
        ]

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the contact has got another address since: nobody comes in until they are invited there."""
        return self.email.lower() != self.contact.email.lower()


class Purpose(models.TextChoices):
    """What a link is for; it opens nothing else."""

    INVITATION = "invitation", _("Invitation")
    SIGN_IN = "sign_in", _("Sign-in")
    SHARED = "shared", _("One quote")


class Link(models.Model):
    """A link in a mail. Its secret is derived from `nonce` and the house's key, and only its hash is kept.

    A sign-in link works once; a shared one shows its one thing until it expires or is withdrawn. Either is for who
    reads `email`: once the contact has another address it opens nothing.
    """

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    access = models.ForeignKey(Access, models.CASCADE, null=True, related_name="links")
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    email = models.EmailField(default="")
    nonce = models.CharField(max_length=43)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="portal_links_expiry"),
            models.Index(fields=["about_kind", "about_id"], name="portal_links_about"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def reaches(self) -> bool:
        """Whether the contact is still there under the address that the link went to."""
        contact = self.contact
        gone = contact.left_at or contact.merged_into_id
        return not gone and self.email.lower() == contact.email.lower()


class Session(models.Model):
    """A browser in which a contact has signed in, or has opened a shared link. The cookie's hash is the key.

    It ends with its access, when the contact leaves, and when their address changes: who reads that mailbox now has
    to show it anew.
    """

    digest = models.CharField(max_length=64, unique=True)
    access = models.ForeignKey(Access, models.CASCADE, null=True, related_name="sessions")
    link = models.ForeignKey(Link, models.CASCADE, null=True, related_name="sessions")  # shared: shows only that
    email = models.EmailField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(access__isnull=False, link__isnull=True) | Q(access__isnull=True, link__isnull=False),
                name="portal_session_one_of",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="portal_sessions_expiry")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Code(models.Model):
    """Six digits, sent to the contact's own address before anything binding: for one thing in one version."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    about_version = models.PositiveIntegerField()
    nonce = models.CharField(max_length=43)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="portal_codes_expiry")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Score(models.TextChoices):
    """The one answer to the one question."""

    GOOD = "good", _("Yes, good")
    FAIR = "fair", _("Partly")
    POOR = "poor", _("No")


class Rating(models.Model):
    """What the customer says about a closed request: one per request, changeable for a day."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="rating")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    score = models.CharField(max_length=4, choices=Score.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.request_id}: {self.score}"


class ShownFile(models.Model):
    """A file that a colleague has put into the portal. Without such a row no file of ours is seen there."""

    file = models.OneToOneField(Attachment, models.CASCADE, related_name="shown")
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.file)


class Opening(models.Model):
    """When a sent revision of a quote was first opened by the customer, and by whom. Later looks are not kept."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="opening")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision_id} opened"

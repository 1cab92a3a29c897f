"""What a merge moved, so that it can be taken back."""

from __future__ import annotations

from django.db import models

from tandem.people.models import Employee

from .book import Contact, Customer
from .pairs import PairKind


class Merge(models.Model):
    """That one customer, or one contact of a customer, went into another, and all that has to go back to undo it.

    `steps` tells in order what was done (merging/steps.py); of a customer the contacts are empty.
    """

    ref_kind = "merge"

    kind = models.CharField(max_length=8, choices=PairKind.choices)
    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="+")  # of contacts: their customer
    loser = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    surviving_contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    losing_contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    steps = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    kept = models.JSONField(default=list)  # after undoing: what had been changed since, and stayed as it was

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.survivor_id}"

    @property
    def winner(self) -> Customer | Contact:
        """Which one lives on."""
        return self.surviving_contact or self.survivor

    @property
    def merged(self) -> Customer | Contact:
        """Which one went into it."""
        return self.losing_contact or self.loser

    @property
    def size(self) -> int:
        """How many rows went over."""
        return sum(len(step.get("ids", ())) for step in self.steps if step["do"] == "rows")

"""The keys by which customers and contacts are found to be the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .book import Contact, Customer


class MatchKey(models.Model):
    """One normalised name, number or address; equal keys make two likely to be the same (matching/keys.py)."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="match_keys")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="match_keys", db_index=False)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["key", "kind"], name="customers_match"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="customers_match_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

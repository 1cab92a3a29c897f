"""Circles of customers that buy by the same prices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.fields import VALID_NUMBER
from tandem.core.locking import Versioned


class CustomerGroup(Versioned):
    """Dealers, makers, a buying association: customers with prices in common, whatever their class."""

    ref_kind = "customer_group"

    number = models.CharField(_("short key"), max_length=20, unique=True, validators=[VALID_NUMBER])
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=100)  # folded name: the order of lists
    note = models.TextField(_("note"), blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name_key", "id"], name="customers_group_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The group's page."""
        return address("customers:group", self.number)

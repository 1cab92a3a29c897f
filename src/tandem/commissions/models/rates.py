"""What a foreign currency was worth, from a day on."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engines.commission.numbers import read_number
from tandem.people.models import Employee


class ExchangeRate(models.Model):
    """One unit of `currency` is `rate` of `into`, from a day up to the next one's.

    Never changed: what was wrong is entered again for the same day, and both stay. So a run that was made as things
    were known then comes out the same.
    """

    ref_kind = "exchange_rate"

    currency = models.CharField(_("currency"), max_length=3)
    into = models.CharField(_("in"), max_length=3)
    start = models.DateField(_("from"))
    rate = models.CharField(_("exchange rate"), max_length=20)  # a decimal as it is written: exact on every database
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["currency", "into", "-start", "-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(currency=F("into")), name="commissions_rate_of_another"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} {self.into}"

    @property
    def exact(self) -> Fraction:
        """The rate to reckon with."""
        return Fraction(read_number(self.rate))

"""Mails follow their customer."""

from __future__ import annotations

from tandem.customers.merging.registry import Merger

from .models import SentMail

letters_merger = Merger(customer_rows=((SentMail, "customer"),), contact_rows=((SentMail, "contact"),))

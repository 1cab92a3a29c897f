"""What of this app follows a customer or contact into another one."""

from __future__ import annotations

from .merging.registry import Merger
from .models import (
    Assignment,
    Consent,
    Contact,
    Customer,
    CustomerFigures,
    DuplicatePair,
    MatchKey,
    Merge,
    Note,
    PriceListUse,
    Site,
)

customers_merger = Merger(
    customer_rows=((Note, "customer"),),
    contact_rows=((Note, "contact"), (Consent, "contact")),
    stays=(
        (Site, "customer"),  # moved with care: addresses that are there already stay behind
        (Contact, "customer"),  # moved with care: some become one
        (Assignment, "customer"),  # those of the survivor hold; those of the other are its history
        (CustomerFigures, "customer"),  # computed anew
        (PriceListUse, "customer"),  # prices that were agreed with one are no promise to the other
        (MatchKey, "customer"),  # made anew
        (MatchKey, "contact"),
        (Customer, "merged_into"),  # each goes its own way
        (Contact, "merged_into"),
        (DuplicatePair, "left_customer"),  # moved with the contacts; pairs of the loser hide with it
        (DuplicatePair, "right_customer"),
        (DuplicatePair, "left_contact"),
        (DuplicatePair, "right_contact"),
        (Merge, "survivor"),  # what happened stays told
        (Merge, "loser"),
        (Merge, "surviving_contact"),
        (Merge, "losing_contact"),
    ),
)

"""What of the portal follows a contact into another one: nothing, for nobody comes in by somebody else's invitation."""

from __future__ import annotations

from tandem.customers.merging.registry import Merger

from .models import Access, Link, Opening, Rating

portal_merger = Merger(
    contact_rows=((Rating, "contact"), (Opening, "contact")),
    stays=(
        (Access, "contact"),  # ends with the contact that it was given to; the other one is invited anew
        (Link, "contact"),
    ),
)

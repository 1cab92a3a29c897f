"""What search knows of open work."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Request

LONGEST = 500  # characters of a wish by which it is found


def request_entry(request: Request) -> Entry:
    """Found by the words of the wish; the customer's name tells whose it is."""
    whose = request.customer.label if request.customer else ""
    return Entry(Request.ref_kind, request.pk, str(request), [request.wish[:LONGEST]], "", whose)

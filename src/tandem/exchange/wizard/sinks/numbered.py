"""Orders and invoices: known by their number, and once they are here they stand."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.core.errors import Text

Known = dict[str, tuple[int, int]]  # by number: whose it is, and its cents
APART = (0, 0)  # of a number whose rows have been met already in this lot


def why_not(there: tuple[int, int], customer_id: int, stands: Text) -> str:
    """Why a number cannot be taken. Of another customer's thing nothing more is said: it may be hidden."""
    if there == APART:
        return _("its rows do not stand together")
    return str(stands) if there[0] == customer_id else _("is taken already")

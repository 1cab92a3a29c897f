"""Takes away what the visitors wrote: `python -m benchmarks.tidy LAST_NOTE LAST_EVENT`."""

from __future__ import annotations

import sys

import django


def main(note: int, event: int) -> int:
    """The house is as it was made, so that runs can be compared."""
    django.setup()
    from django.contrib.sessions.models import Session
    from django.db import transaction

    from tandem.core.models import Event, Once
    from tandem.customers.models import Note

    with transaction.atomic():
        Event.objects.filter(pk__gt=event).delete()
        Note.objects.filter(pk__gt=note).delete()
        Once.objects.all().delete()
        Session.objects.all().delete()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

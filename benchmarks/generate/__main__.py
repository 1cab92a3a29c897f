"""Fills the empty house that the environment names: `python -m benchmarks.generate SIZE`."""

from __future__ import annotations

import gc
import json
import sys
import time
from datetime import timedelta
from itertools import count

import django

SEED = "7"
YEARS = timedelta(days=1095)


def main(size: int) -> int:
    """Write everything; prints how much there is of what as JSON."""
    django.setup()
    from django.utils import timezone

    from tandem.config.commands.init import prepare

    from .crew import write_crew
    from .customers import write_customers
    from .deeds import write_deeds
    from .requests import write_requests
    from .sink import in_bulk, written_models

    prepare()
    now = timezone.now().replace(microsecond=0)
    began = time.monotonic()
    gc.disable()  # millions of rows that all stay a while: looking for garbage among them only costs time
    crew = write_crew(now - YEARS, now, SEED)
    with in_bulk(written_models()):
        search_ids = count(1_000_001)  # behind those of people, tandems and products
        book = write_customers(crew, size, SEED, search_ids)
        counts = write_deeds(crew, book, size, SEED, search_ids)
        counts |= write_requests(crew, book, size, SEED, search_ids)
    print(json.dumps({"customers": size, **counts, "seconds": round(time.monotonic() - began)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

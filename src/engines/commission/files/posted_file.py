"""What earlier runs have posted: the JSON that `tandem settle --json` printed."""

from __future__ import annotations

import json
from collections import defaultdict

from engines.commission.windows import read_window

from .tables import FileProblem


def read_posted(file: str, data: bytes, into: dict[tuple[str, str], int]) -> list[FileProblem]:
    """Add a run to what is posted, by person and by the period that an entry concerns."""
    try:
        rows = json.loads(data.decode())["entries"]
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows:
            period = row["inputs"].get("concerns", row["period"])
            read_window(period)
            if type(row["amount_cents"]) is not int:
                raise TypeError
            sums[str(row["person"]), period] += row["amount_cents"]
            sums["", row["period"]] += 0  # the period is closed, whoever earned in it
    except (ValueError, KeyError, TypeError, AttributeError):
        return [FileProblem(file, 1, "", "is not what tandem settle --json printed")]
    for key, cents in sums.items():
        into[key] = into.get(key, 0) + cents
    return []

"""tandem check: say whether this installation may run."""

from __future__ import annotations

import argparse
import sys

from tandem.config.checks import problems


def run(arguments: argparse.Namespace) -> int:
    """Print each problem with what to do; 0 when there is none."""
    return refuse(say_ok=True)


def refuse(*, say_ok: bool = False) -> int:
    """1 and the problems on standard error, or 0."""
    found = problems()
    for problem in found:
        print(f"tandem: {problem}", file=sys.stderr)
    if not found and say_ok:
        print("All is well.")
    return 1 if found else 0

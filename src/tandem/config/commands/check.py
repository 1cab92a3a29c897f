"""tandem check: say whether this installation may run; tandem check ledger: prove the books of commission."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tandem.commissions.checking import Proof, prove
from tandem.config.checks import problems


def run(arguments: argparse.Namespace) -> int:
    """Print each problem with what to do; 0 when there is none."""
    if getattr(arguments, "part", "house") == "ledger":
        return _ledger(arguments)
    return refuse(say_ok=True)


def _ledger(arguments: argparse.Namespace) -> int:
    """1 with every break, or 0 with the head; 2 where a head cannot be read."""
    known = None
    if arguments.head:
        try:
            read = json.loads(Path(arguments.head).read_text())
            known = (int(read["number"]), str(read["seal"]))
        except (OSError, ValueError, KeyError, TypeError):
            print(f"tandem: {arguments.head} is no head of the books: write one with --write-head", file=sys.stderr)
            return 2
    proof = prove(known=known)
    if arguments.write_head and not proof.breaks:
        Path(arguments.write_head).write_text(json.dumps({"number": proof.number, "seal": proof.seal}) + "\n")
    _tell(proof, as_json=arguments.json)
    return 1 if proof.breaks else 0


def _tell(proof: Proof, *, as_json: bool) -> None:
    if as_json:
        rows = [{"number": row.number, "message": row.message} for row in proof.breaks]
        print(json.dumps({"postings": proof.number, "seal": proof.seal, "breaks": rows}))
        return
    for row in proof.breaks:
        print(f"tandem: posting {row.number} {row.message}", file=sys.stderr)
    if not proof.breaks:
        print(f"{proof.number} postings, no break. Head: {proof.seal}")


def refuse(*, say_ok: bool = False) -> int:
    """1 and the problems on standard error, or 0."""
    found = problems()
    for problem in found:
        print(f"tandem: {problem}", file=sys.stderr)
    if not found and say_ok:
        print("All is well.")
    return 1 if found else 0

"""tandem restore: an archive into an empty place."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from django.utils import timezone

from tandem.config.commands.init import prepare
from tandem.exchange.backups.command import restore_command


def run(arguments: argparse.Namespace) -> int:
    """Restore, then gather static files, so that `tandem serve` may follow; with --check only look."""

    def stop(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)  # an exception, so that the place is emptied again

    signal.signal(signal.SIGTERM, stop)
    code = restore_command(
        Path(arguments.file), check=arguments.check, hold=arguments.hold, as_json=arguments.json, at=timezone.now()
    )
    if code == 0 and not arguments.check:
        prepare()
    return code

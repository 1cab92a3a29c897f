"""A bar on the terminal that tells how far an import is."""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 40


class Bar:
    """Draws on standard error when that is a terminal, else stays silent."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()
        self.text, self.total, self.done = "", 1, 0

    def start(self, text: str, total: int) -> None:
        """Begin a step of so many things."""
        self.text, self.total, self.done = text, max(total, 1), 0
        self.advance(0)

    def advance(self, count: int) -> None:
        """So many things more are done."""
        self.done = min(self.done + count, self.total)
        if self.shown:
            filled = WIDTH * self.done // self.total
            percent = 100 * self.done // self.total
            bar = "█" * filled + "·" * (WIDTH - filled)
            self.stream.write(f"\r\033[K{self.text:<12} {bar} {percent:>3} %")
            self.stream.flush()

    def finish(self) -> None:
        """Leave an empty line for what comes next."""
        if self.shown:
            self.stream.write("\r\033[K")
            self.stream.flush()

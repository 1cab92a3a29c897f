"""The one visible map: which verb is handled by whom, and which verb can be taken back how."""

from __future__ import annotations

from tandem.core.events import Handler
from tandem.core.undo import Undoer

REACTIONS: dict[str, tuple[Handler, ...]] = {}
UNDOERS: dict[str, Undoer] = {}

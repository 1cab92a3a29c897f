"""What a (kind, id) reference stands for: its rows as a viewer may see them, its title, its address."""

from __future__ import annotations

from tandem.core.kinds import Kind

KINDS: dict[str, Kind] = {}

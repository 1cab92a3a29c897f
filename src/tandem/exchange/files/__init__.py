"""Any table that people bring: open it, guess its form, read its lines, match its columns."""

from .form import Opened, Options
from .opening import count_lines, open_file, read_lines

__all__ = ["Opened", "Options", "count_lines", "open_file", "read_lines"]

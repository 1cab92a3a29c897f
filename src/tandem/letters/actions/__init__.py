"""Writing to customers, and keeping the texts for it."""

from .texts import add_text, edit_text, restore_text, retire_text
from .writing import write_mail

__all__ = ["add_text", "edit_text", "restore_text", "retire_text", "write_mail"]

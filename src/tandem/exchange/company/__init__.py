"""The whole company as open files, and back into an empty house (docs/export.md)."""

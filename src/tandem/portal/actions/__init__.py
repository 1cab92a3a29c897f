"""Writing for the portal."""

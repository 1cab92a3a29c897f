"""Routes of work, a file per kind."""

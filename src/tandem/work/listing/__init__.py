"""Lists of open work."""

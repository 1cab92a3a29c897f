"""Pages of open work."""

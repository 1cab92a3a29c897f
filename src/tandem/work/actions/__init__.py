"""Writing work."""

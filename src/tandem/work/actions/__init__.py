"""Writing open work; each kind has its own module."""

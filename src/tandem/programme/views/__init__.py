"""Pages of the introduction programme."""

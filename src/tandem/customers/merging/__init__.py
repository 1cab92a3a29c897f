"""Making one of two customers or contacts, so that it can be taken back."""

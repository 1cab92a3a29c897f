"""Addresses of open work, one module per kind."""

"""Parsing input about open work into values."""

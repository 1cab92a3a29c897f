"""Measuring the house: `make bench` and `make load`. Nothing here belongs to the product."""

"""Parsing what is typed about opportunities, pipelines and leads into values."""

"""Views of the weekly meeting."""

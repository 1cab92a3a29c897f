"""Views of tandems: the tandem itself, and what changes in it over time."""

"""Views of quotes, one module per thing."""

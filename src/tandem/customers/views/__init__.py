"""Views of customers, one module per thing."""

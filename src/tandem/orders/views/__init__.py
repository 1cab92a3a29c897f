"""Views of orders, one module per thing."""

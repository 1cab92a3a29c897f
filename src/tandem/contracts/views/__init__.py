"""Views of contracts, one module per thing."""

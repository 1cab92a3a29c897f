"""Pages of data that comes and goes."""

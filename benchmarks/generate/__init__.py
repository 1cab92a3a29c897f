"""A made company of any size, written straight into the tables: the same columns that real use fills."""

"""Templates that cost less: what Django parsed, read through shorter ways with the same outcome (docs/adr/0020)."""

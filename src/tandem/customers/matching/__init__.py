"""Noticing that two customers or contacts are the same: keys, likeness and the search over the whole book."""

"""Backup and restore: the whole house in one archive, and back into an empty place."""

"""Views of mails and texts."""

"""Activities: ideas, a poll for the day, invitations, what it cost and may cost, and what remains."""

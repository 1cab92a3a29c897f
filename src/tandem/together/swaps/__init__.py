"""Swap days: planning, the programme of the day, the notes of the evening, and what came of it."""

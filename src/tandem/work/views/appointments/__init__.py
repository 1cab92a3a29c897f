"""Pages of appointments and of the calendar."""

"""Files about anything: sniffed, kept by content, shown with care."""

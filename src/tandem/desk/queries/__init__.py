"""Reading across domains for the pages of the desk."""

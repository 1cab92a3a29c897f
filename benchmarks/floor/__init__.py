"""The floor: what a bare Django view costs over the same rows. No sign-in, no rights, no shell around the page."""

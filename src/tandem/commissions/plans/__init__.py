"""Plans in the browser: building blocks, versions, who is on them, approval, acceptance, simulation."""

"""Reading for the portal: everything asks the viewer's own customer, and nothing else is ever found."""

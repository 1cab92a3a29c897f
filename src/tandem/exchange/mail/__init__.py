"""Mail that comes in: one mailbox, or a dropped .eml, becomes a request, an entry in its thread or in the timeline."""

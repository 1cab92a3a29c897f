"""Views of pipelines, opportunities and leads, one module per thing."""

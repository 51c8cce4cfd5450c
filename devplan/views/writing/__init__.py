"""Writing a plan: each row in its place, with htmx or as a page of its own."""

"""What is kept of pages, let go."""

from django.core.cache import caches


def forget() -> None:
    """Let go of all pages and parts that this process has kept."""
    caches["pages"].clear()
    caches["parts"].clear()

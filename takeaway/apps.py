"""Taking a school along as one file, and bringing one in."""

from django.apps import AppConfig


class TakeawayConfig(AppConfig):
    """Knows no app's models: each says in its `carried.py` what is carried."""

    name = "takeaway"

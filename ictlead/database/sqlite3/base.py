"""SQLite, as Django speaks to it."""

from django.db.backends.sqlite3 import base

from schools.revision import Advancing


class DatabaseWrapper(Advancing, base.DatabaseWrapper):
    """Marks what has changed of a school (schools/revision.py)."""

    lay_over = "json_patch(marks, %s)"

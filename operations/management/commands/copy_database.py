"""`manage.py copy_database --source sqlite:///…`: everything into the database in use, which is empty."""

from argparse import ArgumentParser
from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ...copying import CopyRefused, copy

SOURCE = "copied_from"


class Command(BaseCommand):
    help = "Copy every row of another database into the one in use (DATABASE_URL), which must be empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--source", required=True, help="the other database, written as DATABASE_URL is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            about = environ.Env.db_url_config(options["source"])
        except (ValueError, KeyError) as problem:
            raise CommandError("--source is written as DATABASE_URL is.") from problem
        ours = connections["default"].settings_dict
        connections.databases[SOURCE] = {**ours, "CONN_MAX_AGE": 0, "OPTIONS": {}, **about}
        try:
            done = copy(SOURCE, "default")
        except CopyRefused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        finally:
            connections[SOURCE].close()
            del connections.databases[SOURCE]
        filled = {name: number for name, number in done.items() if number}
        self.stdout.write(f"{sum(filled.values()):,} rows in {len(filled)} tables, each compared.")

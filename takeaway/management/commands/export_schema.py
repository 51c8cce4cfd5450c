"""`manage.py export_schema`: the JSON Schema of a school's file, as docs/school-file.schema.json holds it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from takeaway.archive import as_json
from takeaway.schema import schema


class Command(BaseCommand):
    help = "Print the JSON Schema of what a school’s file holds, or write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        text = as_json(schema()).decode()
        if options["output"]:
            options["output"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")

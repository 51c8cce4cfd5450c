"""`manage.py start_group NAME --kind trust --email ADDRESS`: a group of schools with its first administrator."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notices.mail import absolute
from schools.refusals import Refused

from ...actions.starting import start_group, way_in
from ...models import Group


class Command(BaseCommand):
    help = "Start a group of schools; prints the link with which its first administrator comes in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the group is called")
        parser.add_argument("--kind", required=True, choices=Group.Kind.values)
        parser.add_argument("--email", required=True, help="the first administrator’s address")
        parser.add_argument("--person", default="", help="the first administrator’s name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            group, person = start_group(
                options["name"], options["kind"], options["email"], options["person"]
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{group} is at {absolute(group.get_absolute_url())}")
        self.stdout.write(f"Give {person.user.email} this link: {absolute(way_in(person))}")

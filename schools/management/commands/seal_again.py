"""Seal second proofs with the SECRET_KEY of today, so that the one before can be thrown away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.sealing import seal_again


class Command(BaseCommand):
    help = "Seal every second proof with the SECRET_KEY of today; run it with the key before in SECRET_KEY_FALLBACKS."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = seal_again()
        self.stdout.write(
            ngettext(
                "%(n)d second proof is sealed with the key of today.",
                "%(n)d second proofs are sealed with the key of today.",
                done,
            )
            % {"n": done}
        )
        if lost:
            raise CommandError(
                _(
                    "%(n)d could not be opened with any key that is set, and were left as they are. Put the key that"
                    " they were sealed with into SECRET_KEY_FALLBACKS and run this again, or take them away with"
                    " forget_second_proof."
                )
                % {"n": lost}
            )

"""A version as words, to be compared with another one."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.wording import minutes_in_words

from .comparing import LineWords, Words
from .drafting import line_key
from .groups import group_titles
from .queries.descriptions import Version


def words_of(version: Version) -> Words:
    """The version as it reads: what was copied when it was proposed, else today's words."""
    description = version.description
    titles = dict(group_titles(version.labels))
    review = date_format(description.review_on) if description.review_on else ""
    release = description.release_minutes
    return Words(
        facts={
            _("Role"): description.title,
            _("Answers to"): description.line_manager.name if description.line_manager else "",
            _("Release time a week"): "" if release is None else minutes_in_words(release),
            _("Review by"): review,
        },
        purpose=description.purpose,
        lines={
            line_key(line): LineWords(
                titles.get(line.group, _("Entitlement")),
                line.wording,
                {
                    _("Part"): line.get_part_display(),
                    _("Minutes a week"): "" if line.minutes is None else str(line.minutes),
                    _("Priority"): line.get_priority_display(),
                    _("Note"): line.note,
                },
            )
            for line in version.lines
        },
    )

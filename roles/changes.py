"""Which gaps and overlaps agreeing some versions would make or mend. Pure, on plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schools.wording import listed

LEADS = "leads"
# A role's lines: what it does with which duty, as (duty id, part).
Lines = Iterable[tuple[int | None, str]]


@dataclass(frozen=True)
class Changes:
    """Ids of duties; an overlap comes with the ids of the roles that would lead it."""

    gaps_made: tuple[int, ...] = ()
    gaps_mended: tuple[int, ...] = ()
    overlaps_made: tuple[tuple[int, tuple[int, ...]], ...] = ()
    overlaps_mended: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.gaps_made or self.gaps_mended or self.overlaps_made or self.overlaps_mended
        )

    def warnings(self, duties: Mapping[int, str], roles: Mapping[int, str]) -> list[str]:
        """What agreeing would make worse, a sentence each; `duties` and `roles` name the ids."""
        return [
            _("Nobody would lead “%(duty)s” any more.") % {"duty": duties[duty]}
            for duty in self.gaps_made
        ] + [
            _("%(roles)s would each lead “%(duty)s”.")
            % {"duty": duties[duty], "roles": listed([roles[one] for one in leaders])}
            for duty, leaders in self.overlaps_made
        ]

    def good_news(self, duties: Mapping[int, str]) -> list[str]:
        """What agreeing would mend, a sentence each."""
        return [
            _("“%(duty)s” would have somebody who leads it.") % {"duty": duties[duty]}
            for duty in self.gaps_mended
        ] + [
            _("“%(duty)s” would have one leader instead of several.") % {"duty": duties[duty]}
            for duty in self.overlaps_mended
        ]


def changes_by(
    agreed_now: Mapping[int, Lines],
    to_be_agreed: Mapping[int, Lines],
    shared_lead: Collection[int] = (),
) -> Changes:
    """What agreeing these versions would change in who leads what.

    Args:
        agreed_now: by role id, the lines of its agreed version.
        to_be_agreed: by role id, the lines of the version that would take its place. A role that
            is to end comes with no lines.
        shared_lead: ids of duties that several roles may lead, each in its own part.
    """
    before = _leaders(agreed_now)
    after = _leaders({**agreed_now, **to_be_agreed})
    duties = sorted(before.keys() | after.keys())
    several = [duty for duty in duties if duty not in shared_lead]
    return Changes(
        gaps_made=tuple(d for d in duties if before.get(d) and not after.get(d)),
        gaps_mended=tuple(d for d in duties if not before.get(d) and after.get(d)),
        overlaps_made=tuple(
            (d, tuple(sorted(after[d])))
            for d in several
            if len(after.get(d, ())) > 1 and after[d] - before.get(d, set())
        ),
        overlaps_mended=tuple(
            d for d in several if len(before.get(d, ())) > 1 and len(after.get(d, ())) == 1
        ),
    )


def _leaders(roles: Mapping[int, Lines]) -> dict[int, set[int]]:
    leaders: dict[int, set[int]] = defaultdict(set)
    for role, lines in roles.items():
        for duty, part in lines:
            if duty is not None and part == LEADS:
                leaders[duty].add(role)
    return dict(leaders)

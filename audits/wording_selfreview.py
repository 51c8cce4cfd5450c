"""What the pages and papers of a self-review say, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.wording import listed

from .levels import Spread

if TYPE_CHECKING:
    from .queries.selfreview import Levels, StrandSeen

MOST_NAMED = 3
FAR = 2


def spread_words(found: Spread) -> str:
    """How people judge a strand: "4 people, from 2 to 4: two levels apart"."""
    if not found.people:
        return _("Nobody could say.")
    low, high = found.lowest, found.highest
    if found.people == 1:
        words = _("One person gave a level: %(level)s.") % {"level": low}
    elif found.apart == 0:
        words = _("All %(n)s say %(level)s.") % {"n": found.people, "level": low}
    elif found.apart == 1:
        words = _("%(n)s people, close together: %(low)s or %(high)s.") % {
            "n": found.people,
            "low": low,
            "high": high,
        }
    else:
        words = _("%(n)s people, from %(low)s to %(high)s: %(apart)s levels apart.") % {
            "n": found.people,
            "low": low,
            "high": high,
            "apart": found.apart,
        }
    if found.cannot_say:
        more = ngettext("%(n)s can’t say.", "%(n)s can’t say.", found.cannot_say)
        words = f"{words} {more % {'n': found.cannot_say}}"
    return words


def beads_words(found: Spread) -> str:
    """The beads for somebody who listens: "level 2: 1, level 3: 4"."""
    given = [
        _("level %(level)s: %(n)s") % {"level": level, "n": many}
        for level, many in enumerate(found.counts, 1)
        if many
    ]
    return ", ".join(given) or _("nobody gave a level")


def judged_headline(strands: Sequence[StrandSeen]) -> str:
    """The finding of what was judged: where people differ most."""
    known = [one for one in strands if one.spread.people]
    if not known:
        return _("Nobody could say anything of any strand")
    widest = max(one.spread.apart for one in known)
    if widest < FAR:
        return _("People see every strand alike, within one level")
    apart = [one.title for one in known if one.spread.apart == widest]
    if len(apart) > MOST_NAMED:
        return ngettext(
            "In %(n)s strand people are %(apart)s levels apart",
            "In %(n)s strands people are %(apart)s levels apart",
            len(apart),
        ) % {"n": len(apart), "apart": widest}
    return _("People are furthest apart in %(strands)s: by %(apart)s levels") % {
        "strands": listed([lower(one) for one in apart]),
        "apart": widest,
    }


def levels_headline(found: Levels) -> str:
    """The finding of what was agreed: what has moved since last time, else the strongest and weakest."""
    if not found.rows:
        return found.review.title
    if found.last is not None:
        risen = [one.title for one in found.rows if one.moved > 0]
        fallen = [one.title for one in found.rows if one.moved < 0]
        if risen and fallen:
            return _("Up in %(risen)s, down in %(fallen)s") % {
                "risen": _named(risen),
                "fallen": _named(fallen),
            }
        if risen:
            same = [one.title for one in found.rows if one.moved == 0 and one.last is not None]
            return _risen(risen, same, new=bool(found.new))
        if fallen:
            return _("Down since last time in %(fallen)s") % {"fallen": _named(fallen)}
        if len(found.new) == len(found.rows):
            return _("Every strand is asked for the first time")
        if found.new:
            return _("Every strand that was asked before is where it was last time")
        return _("Every strand is where it was last time")
    levels = [one.level for one in found.rows]
    if min(levels) == max(levels):
        return _("Every strand is at level %(level)s") % {"level": levels[0]}
    return _("Strongest in %(best)s, with most to do in %(least)s") % {
        "best": _named([one.title for one in found.rows if one.level == max(levels)]),
        "least": _named([one.title for one in found.rows if one.level == min(levels)]),
    }


def _risen(risen: Sequence[str], same: Sequence[str], *, new: bool) -> str:
    """What has risen; of many strands, rather what has not. `new`: some were not asked last time."""
    if not same and new:
        return _("Every strand that was asked before is above where it was last time")
    if not same:
        return _("Every strand is above where it was last time")
    if len(risen) <= MOST_NAMED:
        return _("Up since last time in %(risen)s") % {"risen": _named(risen)}
    words = ngettext(
        "%(n)s of %(all)s strands are up; %(same)s is where it was",
        "%(n)s of %(all)s strands are up; %(same)s are where they were",
        len(same),
    )
    counts = {"n": len(risen), "all": len(risen) + len(same), "same": _named(same)}
    return words % counts


def levels_reading(found: Levels) -> str:
    """The sentence that says what the picture shows."""
    levels = [one.level for one in found.rows]
    if not levels:
        return _("No level is agreed yet.")
    words = _("%(n)s strands, from level %(low)s to level %(high)s.") % {
        "n": len(levels),
        "low": min(levels),
        "high": max(levels),
    }
    if found.last is None:
        return words
    up = sum(one.moved > 0 for one in found.rows)
    down = sum(one.moved < 0 for one in found.rows)
    same = sum(one.moved == 0 for one in found.rows if one.last is not None)
    changes = [
        text % {"n": many}
        for text, many in (
            (_("%(n)s up"), up),
            (_("%(n)s down"), down),
            (_("%(n)s as before"), same),
            (_("%(n)s new"), len(found.new)),
            (_("%(n)s not asked any more"), len(found.gone)),
        )
        if many
    ]
    more = _("Since “%(last)s” %(changes)s.") % {
        "last": found.last.title,
        "changes": listed(changes),
    }
    return f"{words} {more}"


def moved_words(now: int, last: int | None, *, new: bool = False) -> str:
    """The change of a strand's level, beside its line; `new`: there was a last time, which did not ask it."""
    if last is None and new:
        return _("new")
    if last is None:
        return _("level %(now)s") % {"now": now}
    if now > last:
        return _("up from %(last)s") % {"last": last}
    if now < last:
        return _("down from %(last)s") % {"last": last}
    return _("as before")


def lower(title: str) -> str:
    """A title within a sentence: its first letter small, unless the word is one of capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _named(titles: Sequence[str]) -> str:
    """Strands by name, the first few."""
    names = [lower(one) for one in titles]
    if len(names) > MOST_NAMED:
        return ngettext("%(n)s strand", "%(n)s strands", len(names)) % {"n": len(names)}
    return listed(names)

"""The headline of a plan: what its figures say first, in a sentence. No database."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.labels import upper_first

SHORT = 60
_NUMBERS: list[str | Promise] = [
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
]
_PARTS: list[tuple[float, str | Promise]] = [
    (1 / 10, gettext_lazy("a tenth of the money is spent")),
    (1 / 5, gettext_lazy("a fifth of the money is spent")),
    (1 / 4, gettext_lazy("a quarter of the money is spent")),
    (1 / 3, gettext_lazy("a third of the money is spent")),
    (2 / 5, gettext_lazy("two fifths of the money is spent")),
    (1 / 2, gettext_lazy("half of the money is spent")),
    (3 / 5, gettext_lazy("three fifths of the money is spent")),
    (2 / 3, gettext_lazy("two thirds of the money is spent")),
    (3 / 4, gettext_lazy("three quarters of the money is spent")),
    (4 / 5, gettext_lazy("four fifths of the money is spent")),
    (9 / 10, gettext_lazy("nine tenths of the money is spent")),
]


@dataclass(frozen=True)
class Figures:
    """What the headline is written from. Money is in pence; `late` are the words of late actions.

    `past` counts those past their finish that are stated otherwise than late. `actions` are those that
    were not dropped. `year` is which of its years the plan is in, 0 before
    and after; `signed` who has signed what is to be agreed: "author", "head".
    """

    state: str
    actions: int
    objectives: int = 0
    late: list[str] = field(default_factory=list)
    need_a_word: int = 0
    past: int = 0
    missed: int = 0
    done: int = 0
    dropped: int = 0
    planned: int = 0
    spent: int = 0
    year: int = 0
    signed: frozenset[str] = frozenset()


def headline(of: Figures) -> str:
    """What a plan's figures say first: "Year two: four actions are late; half of the money is spent"."""
    if of.state == "draft":
        return _draft(of)
    if of.state == "closed":
        done = _("Closed: %(done)s of %(all)s actions were done") % {
            "done": of.done,
            "all": of.actions,
        }
        return f"{done}, {_dropped(of.dropped)}" if of.dropped else done
    said = _progress(of)
    if money := spent_of(of.planned, of.spent):
        said = _("%(progress)s; %(money)s") % {"progress": said, "money": money}
    if of.year:
        return _("Year %(year)s: %(said)s") % {"year": number(of.year), "said": said}
    return upper_first(said)


def _draft(of: Figures) -> str:
    if not of.objectives:
        return _("The plan is begun; its first objective is still to be written")
    if "author" in of.signed:
        return _("The draft is signed by its author and waits for the headteacher")
    if "head" in of.signed:
        return _("The draft is signed by the headteacher and waits for its author")
    objectives = ngettext("%(n)s objective", "%(n)s objectives", of.objectives) % {
        "n": number(of.objectives)
    }
    actions = ngettext("%(n)s action", "%(n)s actions", of.actions) % {"n": number(of.actions)}
    return _("A draft: %(objectives)s, %(actions)s") % {
        "objectives": objectives,
        "actions": actions,
    }


def _progress(of: Figures) -> str:
    past = past_words(of.past, more=bool(of.late))
    if of.late:
        late = ngettext("%(n)s action is late", "%(n)s actions are late", len(of.late)) % {
            "n": number(len(of.late))
        }
        if len(of.late) == 1 and len(of.late[0]) <= SHORT:
            late = _("“%(action)s” is late") % {"action": of.late[0].rstrip(".")}
        return _("%(late)s, %(past)s") % {"late": late, "past": past} if past else late
    if past:
        return past
    if of.missed:
        return ngettext(
            "%(n)s success criterion is past its date",
            "%(n)s success criteria are past their date",
            of.missed,
        ) % {"n": number(of.missed)}
    if of.need_a_word:
        return ngettext(
            "%(n)s action needs a word, the rest is on track",
            "%(n)s actions need a word, the rest is on track",
            of.need_a_word,
        ) % {"n": number(of.need_a_word)}
    if (of.actions or of.dropped) and of.done == of.actions:
        return _("all that was planned is done")
    return _("the plan is on track")


def past_words(count: int, *, more: bool) -> str:
    """How many actions are past their finish though nobody states them late; "" for none.

    With `more` it follows what is said of those that are late.
    """
    if not count:
        return ""
    if more:
        said = ngettext(
            "%(n)s more is past its date",
            "%(n)s more are past their date",
            count,
        )
    else:
        said = ngettext(
            "%(n)s action is past its date",
            "%(n)s actions are past their date",
            count,
        )
    return said % {"n": number(count)}


def spent_of(planned: int, spent: int) -> str:
    """How much of the money is spent, in words; nothing where none is planned or spent."""
    if not planned or not spent:
        return ""
    part = spent / planned
    if part > 1.005:
        return _("more is spent than was planned")
    if part > 0.95:
        return _("all of the money is spent") if part > 0.995 else _("nearly all money is spent")
    if part < 0.05:
        return _("hardly any of the money is spent")
    return _("about %(part)s") % {"part": min(_PARTS, key=lambda one: abs(one[0] - part))[1]}


def done_words(dropped: int) -> str:
    """What stands below how many actions are done; those that were dropped are not among them all."""
    done = _("actions are done")
    return f"{done}, {_dropped(dropped)}" if dropped else done


def _dropped(count: int) -> str:
    return ngettext("%(n)s was dropped", "%(n)s were dropped", count) % {"n": number(count)}


def number(count: int) -> str:
    """A small number as a word, a larger one in digits."""
    return str(_NUMBERS[count]) if 0 < count < len(_NUMBERS) else str(count)

"""The figures of a review: the sentence that each says, and what it is drawn from. Reads no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from charts.beads import Beads, beads
from charts.field import Field, Point, field
from charts.geometry import LoadBar, load_bar
from charts.shares import SharesPicture, shares_picture
from schools.wording import listed, minutes_in_words

from .analysis import Analysis, DutyResult, Quadrant
from .models import Carrier
from .outcome import Coordinator, Results

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUADRANTS: dict[Quadrant, StrOrPromise] = {
    Quadrant.DO_MORE: gettext_lazy("do more"),
    Quadrant.PROTECT: gettext_lazy("protect"),
    Quadrant.LET_BE: gettext_lazy("let be"),
    Quadrant.SIMPLIFY: gettext_lazy("simplify or hand on"),
}
# What values of Kendall's W mean, from R. C. Schmidt, "Managing Delphi surveys using nonparametric
# statistical techniques", Decision Sciences 28 (1997), 763–774; each from half way to the one below.
STRENGTHS: tuple[tuple[float, StrOrPromise], ...] = (
    (0.8, gettext_lazy("You agree with one another unusually strongly")),
    (0.6, gettext_lazy("You agree with one another strongly")),
    (0.4, gettext_lazy("You agree with one another moderately")),
    (0.2, gettext_lazy("You agree with one another weakly")),
    (0.0, gettext_lazy("You hardly agree with one another")),
)
FRACTIONS: tuple[tuple[float, StrOrPromise], ...] = (
    (1 / 2, gettext_lazy("half %(of)s")),
    (1 / 3, gettext_lazy("a third of %(of)s")),
    (2 / 3, gettext_lazy("two thirds of %(of)s")),
    (1 / 4, gettext_lazy("a quarter of %(of)s")),
    (3 / 4, gettext_lazy("three quarters of %(of)s")),
    (1 / 5, gettext_lazy("a fifth of %(of)s")),
    (2 / 5, gettext_lazy("two fifths of %(of)s")),
    (3 / 5, gettext_lazy("three fifths of %(of)s")),
    (4 / 5, gettext_lazy("four fifths of %(of)s")),
    (1 / 6, gettext_lazy("a sixth of %(of)s")),
    (1 / 8, gettext_lazy("an eighth of %(of)s")),
    (1 / 10, gettext_lazy("a tenth of %(of)s")),
)
NOTABLE_GAP = 10


def fraction_in_words(share: float, of: str) -> str:
    """A share of something in words: half the time, a sixth of the influence, 43% of the time."""
    if share < 0.005:
        return _("none of %(of)s") % {"of": of}
    if share > 0.995:
        return _("all %(of)s") % {"of": of}
    nearest, words = min(FRACTIONS, key=lambda one: abs(one[0] - share))
    if abs(nearest - share) <= (0.022 if share > 0.18 else 0.012):
        return str(words) % {"of": of}
    return _("%(n)s%% of %(of)s") % {"n": round(share * 100), "of": of}


def number_in_words(number: int) -> str:
    """A small number in words, as sentences begin with them; larger ones in figures."""
    words = (
        *(_("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six")),
        *(_("seven"), _("eight"), _("nine"), _("ten")),
    )
    return words[number] if number < len(words) else str(number)


def headline(results: Results, titles: Mapping[str, str]) -> str:
    """What the results say first, as a sentence; empty where they say nothing. `titles` by area."""
    analysis = results.analysis
    gaps = [one for one in analysis.shares if one.gap is not None and abs(one.gap) >= NOTABLE_GAP]
    if gaps and results.shown.rated:
        most = max(gaps, key=lambda one: abs(one.gap or 0))
        time, influence = most.time or 0, most.influence
        words = {
            "area": titles[most.area],
            "time": fraction_in_words(time, _("the time")),
            "influence": fraction_in_words(influence, _("the influence")),
        }
        if words["time"] == fraction_in_words(influence, _("the time")):
            # One word would stand for both, so that the gap could not be told.
            words["time"] = _("%(n)s%% of the time") % {"n": round(time * 100)}
            words["influence"] = _("%(n)s%% of the influence") % {"n": round(influence * 100)}
        if (most.gap or 0) > 0:
            return _("%(area)s takes %(time)s and has %(influence)s") % words
        return _("%(area)s has %(influence)s and gets %(time)s") % words
    first = _stands_out(analysis)
    if first is not None:
        return _("“%(duty)s” would move the vision most") % {"duty": results.duties[first].label}
    return ""


def _stands_out(analysis: Analysis) -> int | None:
    """The duty that has the highest median alone."""
    ranked = [place for place in analysis.ranking if analysis.duties[place].median is not None]
    if not ranked:
        return None
    top = analysis.duties[ranked[0]].median
    alone = len(ranked) == 1 or analysis.duties[ranked[1]].median != top
    return ranked[0] if alone and (top or 0) > 1 else None


def why_no_headline(results: Results) -> str:
    """Why there is no finding to put first."""
    if not results.shown.rated:
        return _("Nobody has rated a duty in this round, so there is nothing to show yet.")
    if results.analysis.mean_minutes is None:
        return _("How long the duties take is not known, so time and influence are not compared.")
    return _("No area stands out: what takes the time has about as much of the influence.")


def agreement_sentence(results: Results) -> str:
    """How far the raters order the duties alike (Kendall's W), or why that cannot be said."""
    found, rated = results.analysis.agreement, results.shown.rated
    if not rated:
        return ""
    if rated == 1:
        return _("Only one person has rated, so there is nobody to agree with.")
    if len(results.duties) < 2:
        return _("There is only one duty, so there is no order to agree on.")
    if found.flat:
        sentence = _(
            "Each of those who rated every duty gave them all the same: "
            "nobody set one duty above another, so agreement cannot be measured."
        )
    elif found.w is None:
        return _(
            "Fewer than two people rated every duty, so agreement over all duties cannot be "
            "measured. Duty by duty it is below."
        )
    else:
        strength = next(str(words) for least, words in STRENGTHS if found.w >= least)
        sentence = _("%(strength)s (W = %(w).2f).") % {"strength": strength, "w": found.w}
    if found.left_out:
        sentence += " " + ngettext(
            "That leaves out %(n)s person who did not rate every duty.",
            "That leaves out %(n)s people who did not rate every duty.",
            found.left_out,
        ) % {"n": found.left_out}
    return sentence


def split_sentence(results: Results) -> str:
    """Which duty to talk about first."""
    analysis = results.analysis
    if results.shown.rated < 2 or not analysis.agenda:
        return ""
    first = analysis.agenda[0]
    if analysis.duties[first].split < 1e-9:
        return _("On every duty you are of one mind.")
    return _("You differ most on “%(duty)s”: talk about it first.") % {
        "duty": results.duties[first].label
    }


def consensus_in_words(consensus: float | None) -> str:
    """How alike the ratings of a duty are, in words."""
    if consensus is None:
        return _("too few ratings")
    for least, words in ((0.995, _("all alike")), (0.75, _("close")), (0.5, _("apart"))):
        if consensus >= least:
            return words
    return _("split")


def counts_in_words(result: DutyResult) -> str:
    """One duty's ratings in words, for those who listen: how many gave each point."""
    if not result.raters:
        return _("nobody rated it")
    given = listed(
        [
            _("%(n)s gave %(point)s") % {"n": number, "point": point}
            for point, number in enumerate(result.counts, start=1)
            if number
        ]
    )
    return _("%(given)s; median %(median)s") % {"given": given, "median": points(result.median)}


def points(value: float | None) -> str:
    """A median: 4, 3½, or a dash where nobody rated."""
    if value is None:
        return "–"
    return f"{int(value)}½" if value % 1 else f"{int(value)}"


def beads_of(result: DutyResult) -> Beads:
    """The beads of one duty."""
    return beads(result.counts, result.median)


def shares_of(results: Results, titles: Mapping[str, str]) -> list[SharesPicture]:
    """Time against influence by area: for a wide page and for a phone."""
    rows = [
        (one.area, titles[one.area], one.time, min(1.0, one.influence))
        for one in sorted(results.analysis.shares, key=lambda one: list(titles).index(one.area))
    ]
    return [shares_picture(rows), shares_picture(rows, narrow=True)]


def shares_sentence(results: Results) -> str:
    """What the picture of the shares shows."""
    if results.analysis.mean_minutes is None:
        return _(
            "Open: share of influence on the vision. No coordinator said how many minutes the "
            "duties take, so time is not drawn."
        )
    return _("Solid: share of time today. Open: share of influence on the vision.")


def field_titles() -> tuple[str, str, str, str]:
    """The words in the corners of the field."""
    return _("Do more"), _("Protect"), _("Let be"), _("Simplify or hand on")


def fields_of(results: Results) -> list[Field]:
    """The field of influence and time, wide and for a phone; nothing where no minutes are known."""
    mean = results.analysis.mean_minutes
    if mean is None:
        return []
    placed = [
        Point(duty.area, one.place + 1, duty.label, one.minutes, one.median)
        for duty, one in zip(results.duties, results.analysis.duties, strict=True)
        if one.median is not None and one.minutes is not None
    ]
    names = _most_telling(placed, mean, results.high)
    more = max(0, len(placed) - 24) * 4.0
    return [
        field(placed, mean, results.high, field_titles(), names, 760, 440 + more),
        field(placed, mean, results.high, field_titles(), names[:3], 340, 400 + 2 * more),
    ]


def _most_telling(placed: Sequence[Point], mean: float, high: float) -> list[int]:
    """The numbers of the duties to name in the field, those to talk about first.

    All where they are few; else the furthest into each quadrant, more of those that call for change.
    """

    def far(one: Point) -> tuple[float, int]:
        return -abs(one.influence - high) - abs(one.minutes - mean) / (mean or 1), one.number

    if len(placed) <= 16:
        return [one.number for one in sorted(placed, key=far)]
    corners: dict[tuple[bool, bool], list[Point]] = {}
    for one in sorted(placed, key=far):
        corners.setdefault((one.influence >= high, one.minutes > mean), []).append(one)
    most = {(True, False): 5, (False, True): 4, (True, True): 2, (False, False): 1}
    return [one.number for corner, n in most.items() for one in corners.get(corner, [])[:n]]


def field_sentence(results: Results) -> str:
    """What the field shows."""
    duties = results.analysis.duties
    few = sum(one.quadrant is Quadrant.DO_MORE for one in duties)
    sentence = _("No duty that would move the vision gets little time.")
    if few:
        sentence = ngettext(
            "%(n)s duty would move the vision and gets little time: it stands in the shaded corner.",
            "%(n)s duties would move the vision and get little time: they stand in the shaded corner.",
            few,
        ) % {"n": number_in_words(few).capitalize()}
    without = sum(one.median is not None and one.minutes is None for one in duties)
    if without:
        sentence += " " + ngettext(
            "%(n)s duty is not drawn: nobody said how long it takes.",
            "%(n)s duties are not drawn: nobody said how long they take.",
            without,
        ) % {"n": number_in_words(without).capitalize()}
    return sentence


@dataclass(frozen=True)
class Load:
    """A coordinator's duties against their release time."""

    name: str
    bar: LoadBar
    sentence: str


def load_of(person: Coordinator, areas: Sequence[str], titles: Mapping[str, str]) -> Load:
    """How the minutes that a coordinator gave stand to their release time. `areas` by place."""
    by_area = dict.fromkeys(titles, 0)
    for area, minutes in zip(areas, person.minutes, strict=True):
        by_area[area] += minutes or 0
    bar = load_bar([(key, titles[key], by_area[key]) for key in titles], person.capacity)
    words = {
        "total": minutes_in_words(person.total),
        "capacity": minutes_in_words(person.capacity),
        "over": minutes_in_words(bar.over),
    }
    if not person.total:
        sentence = _("No minutes were given for any duty.")
    elif not person.capacity:
        sentence = _("The duties take %(total)s a week. No release time is set down.") % words
    elif bar.over:
        words["percent"] = str(round(person.total * 100 / person.capacity))
        sentence = (
            _(
                "The duties take %(total)s a week; the release time is %(capacity)s. "
                "That is %(over)s too much (%(percent)s%%)."
            )
            % words
        )
    else:
        sentence = (
            _("The duties take %(total)s a week and fit the release time of %(capacity)s.") % words
        )
    return Load(person.name, bar, sentence)


def carriers_in_words(counts: Mapping[str, int]) -> str:
    """Who should carry a duty, as people said: "coordinator 4, shared 2"."""
    labels: dict[str, Any] = dict(Carrier.choices)
    return ", ".join(f"{labels[key]} {counts[key]}" for key in labels if counts.get(key))

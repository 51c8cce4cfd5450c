"""What a group can offer, kind by kind: where an entry stands, and which words it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.library import STAGES
from audits.skills_library import skills_library
from audits.strands import ABOUT, OFFERED, TITLE
from devplan.models import StrandKind
from roles.groups import group_titles
from roles.library import fill
from schools.labels import LABELS, Labels

from .models import Entry

K = Entry.Kind
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Sort:
    """How entries of a kind are written: what their place is called and can be, and which further words they have.

    `longest` are the characters that words may have, and `called` what they are called, where it is not as in the
    other kinds; `needs` those that cannot be left out.
    """

    kind: str
    title: str | Promise
    about: str | Promise
    place: str | Promise
    places: Callable[[], Choices]
    fields: tuple[str, ...]
    longest: Mapping[str, int] = field(default_factory=dict)
    called: Mapping[str, str | Promise] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()

    @property
    def words(self) -> str | Promise:
        """What the words of an entry are called."""
        return self.called.get("text", _("Words"))

    @property
    def in_order(self) -> bool:
        """Whether schools see them in the order in which they were written, and not place by place."""
        return self.kind in (K.STRAND, K.SELFREVIEW)

    @property
    def place_titles(self) -> dict[str, str]:
        """What each place is called."""
        return dict(self.places())


def _duty_places() -> Choices:
    """The groups of a school's duties; aspects of the headteacher's role are the product's alone."""
    titles = group_titles(Labels(LABELS))
    return [(key, title) for key, title in titles.items() if key != "aspect"]


def _strand_places() -> Choices:
    return [(value, str(label)) for value, label in StrandKind.choices]


def _skill_places() -> Choices:
    return [(one.key, fill(one.title, LABELS)) for one in skills_library().areas]


SORTS: dict[str, Sort] = {
    one.kind: one
    for one in (
        Sort(
            K.DUTY,
            _("Duties"),
            _("Schools adopt them beside those of the library, and can reword them."),
            _("Area"),
            _duty_places,
            ("short", "why", "minutes"),
        ),
        Sort(
            K.ENTITLEMENT,
            _("Statements of entitlement"),
            _("What pupils of a key stage are to get; offered to schools that teach it."),
            _("Key stage"),
            lambda: [(one, one) for one in STAGES],
            ("subject", "why"),
        ),
        Sort(
            K.SKILL,
            _("Statements about staff’s skills"),
            _("What staff should be able to do: “I can …”."),
            _("Area"),
            _skill_places,
            ("why",),
        ),
        Sort(
            K.STRAND,
            _("Strands of a plan"),
            _("Together, in this order, they are what a school’s plan can begin with."),
            _("What it is about"),
            _strand_places,
            (),
        ),
        Sort(
            K.SELFREVIEW,
            _("Strands of the self-review"),
            _(
                "What schools judge of themselves on five levels, beside the strands that every school has."
            ),
            _("Kind of a plan’s strand, for what comes next"),
            _strand_places,
            ("why", "levels"),
            {"text": OFFERED[TITLE], "why": OFFERED[ABOUT]},
            {"text": _("Name"), "why": _("What it asks")},
            frozenset({"why"}),
        ),
    )
}

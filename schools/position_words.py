"""What people write for a position: the school's words, ours, and the usual others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .labels import LABELS, USUAL, Labels
from .models import PositionKind as K

OTHERS: dict[str, str] = {
    K.HEADTEACHER: "head, headteacher, head teacher, principal, executive head, acting head, "
    "executive headteacher, headmaster, headmistress, head of school",
    K.SMT: "smt, slt, senior management team, senior leadership team, senior management, "
    "senior leader, senior manager, leadership team, leadership, deputy head, deputy headteacher, "
    "assistant head, assistant headteacher, deputy principal, vice principal, assistant principal",
    K.COORDINATOR: "coordinator, co ordinator, ict coordinator, ict co ordinator, ict lead, "
    "ict leader, digital lead, digital leader, digital coordinator, computing lead, "
    "computing leader, computing coordinator, technology lead, technology coordinator, "
    "edtech lead, it coordinator, it lead",
    K.HEAD_OF_DEPARTMENT: "hod, head of department, head of dept, department head, subject leader, "
    "subject lead, subject coordinator, head of subject, head of faculty, faculty lead, "
    "faculty head, curriculum leader, curriculum lead, middle leader",
    K.TEACHER: "teacher, class teacher, classroom teacher, form tutor, tutor, ect, nqt, ta, hlta, "
    "teaching assistant, higher level teaching assistant, cover supervisor, teaching staff",
    K.TECHNICIAN: "technician, ict technician, it technician, it support, ict support, "
    "network manager, it manager, network technician",
    K.BUSINESS_MANAGER: "business manager, school business manager, sbm, school business leader, "
    "business leader, bursar, finance manager, finance officer, office manager",
    K.GOVERNOR: "governor, school governor, chair of governors, chair, vice chair of governors, "
    "link governor, parent governor, staff governor, trustee",
    K.GUEST: "guest, visitor, consultant, adviser, advisor",
}
OF_SUBJECT = re.compile(
    r"^(?:head of|hod|subject leader for|subject lead for|leader of|lead for|hod of) (?P<a>.+)$"
    r"|^(?P<b>.+?) (?:lead|leader|coordinator|co ordinator|hod|subject leader|subject lead)$"
)


def plain(text: str) -> str:
    """A word without capitals, dots and hyphens: "Co-ordinator" → "co ordinator"."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text.casefold().strip()


class Words:
    """The positions and subjects that a school's people are described with."""

    def __init__(self, labels: Labels, subjects: Sequence[str]) -> None:
        self._subjects = {plain(name): name for name in subjects}
        self._kinds = {word: kind for kind, text in OTHERS.items() for word in text.split(", ")}
        ours = Labels(LABELS)
        for key in ("smt", "headteacher", "head_of_department"):
            self._kinds.update({plain(word): key for word in USUAL[key]})
        for school_words in (ours, labels):
            self._kinds.update({plain(school_words.position(kind)): kind for kind in K.values})
        self._kinds[plain(labels["coordinator"])] = K.COORDINATOR

    def meaning(self, text: str) -> tuple[str, str]:
        """The kind of position and the subject that `text` names, each "" where it names none.

        "Head of Mathematics" names both.
        """
        word = plain(text)
        for one in (word, word.removesuffix("s")):
            if one in self._kinds:
                return str(self._kinds[one]), ""
        if word in self._subjects:
            return "", self._subjects[word]
        match = OF_SUBJECT.match(word)
        subject = self._subjects.get((match["a"] or match["b"]) if match else "", "")
        return (str(K.HEAD_OF_DEPARTMENT), subject) if subject else ("", "")

    def knows(self, text: str) -> bool:
        """Whether `text` names a position or a subject."""
        return any(self.meaning(text))

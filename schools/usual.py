"""What is usual in a phase: its key stages, and the subjects it teaches."""

from __future__ import annotations

from .models import School

P = School.Phase
_STAGES: dict[str, str] = {
    P.NURSERY: "EYFS",
    P.PRIMARY: "EYFS KS1 KS2",
    P.MIDDLE: "KS2 KS3",
    P.SECONDARY: "KS3 KS4 KS5",
    P.ALL_THROUGH: "EYFS KS1 KS2 KS3 KS4 KS5",
    P.SPECIAL: "KS1 KS2 KS3 KS4",
}
_PRIMARY = (
    "English; Mathematics; Science; Computing; Art and design; Design and technology; Geography; "
    "History; Languages; Music; Physical education; Religious education; PSHE"
)
_SECONDARY = (
    "English; Mathematics; Science; Computing; Art and design; Business; Citizenship; "
    "Design and technology; Drama; Geography; History; Languages; Music; Physical education; "
    "Religious education; PSHE"
)
_SUBJECTS: dict[str, str] = {
    P.NURSERY: "Communication and language; Personal, social and emotional development; "
    "Physical development; Literacy; Mathematics; Understanding the world; "
    "Expressive arts and design",
    P.PRIMARY: _PRIMARY,
    P.MIDDLE: _PRIMARY,
    P.SECONDARY: _SECONDARY,
    P.ALL_THROUGH: _SECONDARY,
    P.SPECIAL: _PRIMARY,
}


def key_stages(phase: str) -> list[str]:
    """The key stages that schools of this phase usually have."""
    return _STAGES[phase].split()


def subjects(phase: str) -> list[str]:
    """The subjects that schools of this phase usually teach, in their usual order."""
    return _SUBJECTS[phase].split("; ")

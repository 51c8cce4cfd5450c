"""The strands that one school's plan can begin with: the product's presets, then what others offer it."""

from __future__ import annotations

from schools.models import School
from schools.offering import Offering

from .library import Preset, PresetStrand, library

PRESETS: Offering[Preset] = Offering()


def presets_of(school: School) -> tuple[Preset, ...]:
    """Every preset that this school can choose; one query."""
    return (*library().presets, *PRESETS.of(school))


def strands_of(school: School, key: str) -> tuple[PresetStrand, ...]:
    """The strands of a preset that this school can choose; none where there is none of that key."""
    return next((one.strands for one in presets_of(school) if one.key == key), ())

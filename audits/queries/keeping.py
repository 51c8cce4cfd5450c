"""What of the entitlement keeps a key stage from being removed."""

from __future__ import annotations

from django.utils.translation import ngettext

from schools.models import School

from ..models import Judgement


def kept_by_key_stage(school: School, key_stage: str) -> list[str]:
    """What is said of the entitlement in a key stage, whichever year: one query."""
    number = Judgement.objects.filter(school=school, key_stage=key_stage).count()
    if not number:
        return []
    words = ngettext("%(n)s answer of the entitlement", "%(n)s answers of the entitlement", number)
    return [words % {"n": number}]

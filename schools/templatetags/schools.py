"""What templates ask of a school: may this member, and what do we call that here."""

from typing import Any

from django import template

from ..labels import upper_first
from ..models import Member, School
from ..permissions import may as member_may

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], name: str, thing: Any = None) -> bool:
    """`{% may "roles.agree" description as can_agree %}`: whether the reader may."""
    member: Member | None = context.get("member")
    return member_may(member, name, thing)


@register.simple_tag(takes_context=True)
def position(context: dict[str, Any], kind: str) -> str:
    """`{% position "smt" %}`: what the school calls that position."""
    school: School = context["school"]
    return school.labels.position(kind)


@register.filter
def capital(text: Any) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return upper_first(str(text))


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes a week in words: 170 → "2 hours 50 minutes", None → "not set"."""
    from ..wording import minutes_in_words

    return minutes_in_words(minutes)

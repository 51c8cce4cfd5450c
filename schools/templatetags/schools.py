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


@register.inclusion_tag("schools/_steps.html", takes_context=True)
def setup_steps(context: dict[str, Any]) -> dict[str, Any]:
    """`{% setup_steps %}`: while a school is not set up, where its head is in doing so.

    Shown to those who set it up, on the pages that belong to a step and on the front page.
    """
    from ..steps import page_belongs, steps

    school: School | None = context.get("school")
    match = context["request"].resolver_match if "request" in context else None
    page = match.view_name if match else ""
    if (
        school is None
        or school.set_up_at is not None
        or not page_belongs(page)
        or not member_may(context.get("member"), "schools.manage")
    ):
        return {}
    return {"school": school, "steps": steps(school, page)}


@register.simple_tag
def may_start_school(user: Any) -> bool:
    """`{% may_start_school user as can_start %}`: whether they may describe a school."""
    from ..rules import may_start_school as may_start

    return user.is_authenticated and may_start(user)

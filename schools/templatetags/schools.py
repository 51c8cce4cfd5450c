"""What templates ask of a school: may this member, and what do we call that here."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ..kept import made_of, part
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


@register.simple_tag(takes_context=True)
def setup_steps(context: dict[str, Any]) -> str:
    """`{% setup_steps %}`: while a school is not set up, where its head is in doing so.

    Shown to those who set it up, on the pages that belong to a step; the front page has `first_steps`.
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
        return ""
    found = {"school": school, "steps": steps(school, page)}
    return render_to_string("schools/_steps.html", found)


@register.inclusion_tag("schools/_first_steps.html", takes_context=True)
def first_steps(context: dict[str, Any]) -> dict[str, Any]:
    """`{% first_steps %}`: all that setting the school up asks for, ticked as it is done, until it is put away."""
    from ..steps import steps
    from ..visiting import is_open

    school: School = context["school"]
    if school.set_up_at is not None or not member_may(context.get("member"), "schools.manage"):
        return {}
    found = steps(school)
    left = [part for step in found for part in step.parts if not part.done]
    return {
        "school": school,
        "steps": found,
        "next": left[0] if left else None,
        "may_look_round": is_open(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def sample_ways() -> Any:
    """`{% sample_ways as ways %}`: further people of the sample, to look round as."""
    from ..sample import ways

    return ways()


@register.simple_tag
def may_start_school(user: Any) -> bool:
    """`{% may_start_school user as can_start %}`: whether they may describe a school."""
    from ..rules import may_start_school as may_start

    return user.is_authenticated and may_start(user)


@register.simple_tag
def may_look_round(user: Any) -> bool:
    """`{% may_look_round user as can_look %}`: whether there is a sample school that they may look round."""
    from ..visiting import is_open, may_visit

    return is_open() and may_visit(user)


class Trail(template.Node):
    """What `{% trail %}…{% endtrail %}` makes of the line above a page's heading."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> str:
        said: str = self.inside.render(context)
        bare = said.strip()
        request, member = context.get("request"), context.get("member")
        if request is None or member is None:
            return format_html('<p class="kicker">{}</p>', said) if bare else ""
        from ..navigation import way_to

        # What the page's own line leads to or is called is not told twice.
        steps = [
            one.title if one.current else format_html('<a href="{}">{}</a>', one.url, one.title)
            for one in part(f"way to {request.path}", lambda: way_to(request, member))
            if f'href="{one.url}"' not in said and one.title.lower() != bare.lower()
        ]
        if not steps:
            return format_html('<p class="kicker">{}</p>', said) if bare else ""
        parts = [(part,) for part in (*steps, *([said] if bare else []))]
        return format_html(
            '<nav class="kicker" aria-label="{}">{}</nav>',
            gettext("Where this is"),
            format_html_join(" · ", "{}", parts),
        )


@register.tag
def trail(parser: template.base.Parser, token: template.base.Token) -> Trail:
    """`{% trail %}…{% endtrail %}`: from the front page over the step of the cycle to this page."""
    inside = parser.parse(("endtrail",))
    parser.delete_first_token()
    return Trail(inside)


@register.simple_tag
def piece(template_name: str, **values: Any) -> SafeString:
    """`{% piece "devplan/_objective.html" one=one %}`: a template that knows nothing but what it is given here.

    Given the same it is not rendered again (`schools.kept.made_of`), so that all of it are plain values.
    """
    return made_of((template_name, values), lambda: render_to_string(template_name, values))


class Keep(template.Node):
    """What `{% keep %}…{% endkeep %}` makes of a piece of a page."""

    def __init__(
        self, keys: list[template.base.FilterExpression], inside: template.NodeList
    ) -> None:
        self.keys = keys
        self.inside = inside

    def render(self, context: template.Context) -> str:
        key = " ".join(str(one.resolve(context)) for one in self.keys)
        return part(key, lambda: self.inside.render(context))


@register.tag
def keep(parser: template.base.Parser, token: template.base.Token) -> Keep:
    """`{% keep "bar" page %}…{% endkeep %}`: a piece that is kept, for when another piece of its page has changed.

    It says nothing but what the reader, the school's tables and what is named here decide (`schools.kept.part`).
    """
    keys = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    inside = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(keys, inside)


class Matter(template.Node):
    """What `{% matter %}…{% notes %}…{% endmatter %}` makes: a page's matter, and its notes where it has any.

    Whether there are notes is said before them. A style sheet that asks for them lays the page out twice: once before
    they have come.
    """

    child_nodelists = ("inside", "beside")

    def __init__(self, inside: template.NodeList, beside: template.NodeList) -> None:
        self.inside, self.beside = inside, beside

    def render(self, context: template.Context) -> str:
        inside, beside = self.inside.render(context), self.beside.render(context)
        if not beside.strip():
            return format_html('<div class="matter"><div>{}</div></div>', inside)
        return format_html(
            '<div class="matter noted"><div>{}</div><aside class="margin" aria-label="{}">{}</aside></div>',
            inside,
            gettext("Notes"),
            beside,
        )


@register.tag
def matter(parser: template.base.Parser, token: template.base.Token) -> Matter:
    """`{% matter %}…{% notes %}…{% endmatter %}`: what a page holds, and the reasons beside it."""
    inside = parser.parse(("notes",))
    parser.delete_first_token()
    beside = parser.parse(("endmatter",))
    parser.delete_first_token()
    return Matter(inside, beside)

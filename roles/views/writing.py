"""Writing on a draft; and when two people have, bringing both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Subject
from schools.permissions import MemberRequest, check, member_view
from schools.refusals import Refused
from schools.wording import minutes_in_words

from ..actions import descriptions as actions
from ..actions.writing import Changed, FieldRefused
from ..drafting import content_of
from ..examples import offered
from ..forms.descriptions import DescriptionForm, Rows, content_from, rows_for
from ..groups import group_titles
from ..merging import Content, LineContent, choose, merge
from ..models import Duty, Part, Priority, RoleDescription
from ..queries import descriptions as queries
from ..queries.people import possible_managers
from .descriptions import found_version

SALT = "roles.draft"


@member_view("roles.draft")
def edit(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Write on a draft: its facts and its lines, saved as a whole."""
    description = found_version(request, role, number)
    check(request.member, "roles.draft", description)
    try:
        actions.refuse_unless_draft(description)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(description)
    if request.method == "POST" and "mine" in request.POST:
        return _resolve(request, description)
    lines = queries.lines_of(description)
    rows = rows_for(
        Duty.objects.filter(school=request.school),
        lines,
        Subject.objects.filter(school=request.school),
        request.school.key_stages,
        group_titles(request.school.labels),
        position=description.role.position,
    )
    form = DescriptionForm(
        request.POST or None, description=description, managers=possible_managers(description.role)
    )
    base = _sealed(content_of(description, lines))
    revision = description.revision
    if request.method == "POST":
        rows.read(request.POST)
        base, revision = request.POST.get("base", ""), _revision(request)
        if form.is_valid() and rows.is_valid:
            answer = _save(request, description, form, rows, base, revision)
            if answer is not None:
                return answer
    invalid = bool(form.errors) or not rows.is_valid
    return render(
        request,
        "roles/edit.html",
        {
            "form": form,
            "rows": rows,
            "parts": choices_in_words(Part),
            "priorities": choices_in_words(Priority),
            "description": description,
            "role": description.role,
            "examples": offered(
                description.role.position, request.school.phase, request.school.labels
            ),
            "base": base,
            "revision": revision,
            "refused": invalid,
        },
        status=400 if invalid else 200,
    )


def choices_in_words(choices: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    """Choices as plain values, in the reader's language."""
    return tuple((value, str(word)) for value, word in choices.choices)


def _save(
    request: MemberRequest,
    description: RoleDescription,
    form: DescriptionForm,
    rows: Rows,
    base: str,
    revision: int,
) -> HttpResponse | None:
    """Save what was typed; None where something is refused, which the form then says."""
    mine = content_from(form, rows)
    try:
        actions.save_draft(description, request.member, mine, revision)
    except Changed:
        return _meet(request, description, _opened(base), mine)
    except FieldRefused as refused:
        if not rows.add_error(refused.field, refused.sentence):
            form.add_error(
                refused.field if refused.field in form.fields else None, refused.sentence
            )
        return None
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None
    if "propose" in request.POST:
        return _proposed(request, description)
    return _saved(request, description)


def _proposed(request: MemberRequest, description: RoleDescription) -> HttpResponse:
    """Put what was just saved before its parties; what it lacks is said, and it stays saved."""
    try:
        description = actions.propose(description, request.member)
    except Refused as refused:
        messages.warning(
            request,
            _("Version %(number)s is saved, and not proposed yet. %(why)s")
            % {"number": description.number, "why": refused.sentence},
        )
    else:
        messages.success(
            request,
            _("Version %(number)s is saved and proposed. It stays as it is while people read it.")
            % {"number": description.number},
        )
    return redirect(description)


def _saved(request: MemberRequest, description: RoleDescription, *, merged: bool = False) -> Any:
    if merged:
        messages.success(
            request,
            _("Saved. Somebody else had saved this draft too: it has their changes and yours."),
        )
    else:
        messages.success(
            request, _("Version %(number)s is saved.") % {"number": description.number}
        )
    return redirect(description)


def _meet(
    request: MemberRequest, description: RoleDescription, base: Content | None, mine: Content
) -> HttpResponse:
    """Bring two changes of one draft together: at once where they do not meet, else by asking."""
    description, theirs = _read_again(description)
    merged = merge(base or Content(), mine, theirs)
    if base is not None and not merged.conflicts:
        try:
            actions.save_draft(description, request.member, merged.content, description.revision)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            return _saved(request, description, merged=True)
    return _ask(request, description, base, mine, theirs)


def _read_again(description: RoleDescription) -> tuple[RoleDescription, Content]:
    fresh = queries.find_version(description.role, description.number)
    return fresh, content_of(fresh, queries.lines_of(fresh))


def _resolve(request: MemberRequest, description: RoleDescription) -> HttpResponse:
    """Save what somebody chose from two changes, unless a third has been saved meanwhile."""
    base, mine = _opened(request.POST.get("base", "")), _opened(request.POST["mine"])
    if mine is None:
        messages.error(request, _("The page could not be read. Please write your changes again."))
        return redirect("roles:edit", request.school.slug, description.role_id, description.number)
    description, theirs = _read_again(description)
    merged = merge(base or Content(), mine, theirs)
    choices = {name: request.POST.get(f"choice-{name}", "") for name in merged.conflicts}
    refused = ""
    if description.revision != _revision(request):
        refused = _("The draft was saved once more meanwhile. Look at both again.")
    elif any(choice not in ("mine", "theirs") for choice in choices.values()):
        refused = _("Choose one of the two everywhere.")
    else:
        try:
            actions.save_draft(
                description,
                request.member,
                choose(merged, theirs, choices),
                description.revision,
            )
        except Refused as problem:
            refused = problem.sentence
        else:
            return _saved(request, description, merged=True)
    return _ask(request, description, base, mine, theirs, refused, choices)


@dataclass(frozen=True)
class Conflict:
    """Something that two people changed: how each left it, and what was chosen so far."""

    name: str
    title: str
    mine: str
    theirs: str
    chosen: str = ""


def _ask(
    request: MemberRequest,
    description: RoleDescription,
    base: Content | None,
    mine: Content,
    theirs: Content,
    refused: str = "",
    choices: Mapping[str, str] | None = None,
) -> HttpResponse:
    merged = merge(base or Content(), mine, theirs)
    words = _Words(request, description)
    conflicts = [
        Conflict(
            name,
            words.title(name),
            words.value(name, mine),
            words.value(name, theirs),
            (choices or {}).get(name, ""),
        )
        for name in merged.conflicts
    ]
    return render(
        request,
        "roles/conflict.html",
        {
            "description": description,
            "role": description.role,
            "conflicts": conflicts,
            "base": _sealed(base) if base else "",
            "mine": _sealed(mine),
            "revision": description.revision,
            "refused": refused,
        },
        status=409,
    )


class _Words:
    """Fields and lines of a draft in words, for the page that asks."""

    def __init__(self, request: MemberRequest, description: RoleDescription) -> None:
        self.duties = {
            f"d{duty.pk}": duty.text for duty in Duty.objects.filter(school=request.school)
        }
        self.subjects = {
            str(one.pk): one.name for one in Subject.objects.filter(school=request.school)
        }
        self.managers = {one.pk: one.name for one in possible_managers(description.role)}

    def title(self, name: str) -> str:
        """What the field or line is called."""
        fields = {
            "purpose": _("Purpose"),
            "line_manager": _("Answers to"),
            "release_minutes": _("Release time a week"),
            "review_on": _("Review by"),
        }
        if name in fields:
            return fields[name]
        if name.startswith("e"):
            subject, _colon, stage = name[1:].partition(":")
            return f"{self.subjects.get(subject, '')}, {stage}"
        return self.duties.get(name, name)

    def value(self, name: str, content: Content) -> str:
        """What stands there, as one reads it."""
        nothing = _("nothing")
        match name:
            case "purpose":
                return content.purpose or nothing
            case "line_manager":
                return self.managers.get(content.line_manager or 0, nothing)
            case "release_minutes":
                return minutes_in_words(content.release_minutes)
            case "review_on":
                return date_format(content.review_on) if content.review_on else nothing
            case _:
                return self.line(content.lines.get(name))

    def line(self, line: LineContent | None) -> str:
        """A line in words: "leads, 20 minutes a week, high priority"."""
        if line is None:
            return _("not in the description")
        parts = [str(Part(line.part).label)]
        if line.minutes is not None:
            parts.append(_("%(minutes)s minutes a week") % {"minutes": line.minutes})
        if line.priority:
            parts.append(_("%(level)s priority") % {"level": Priority(line.priority).label})
        if line.note:
            parts.append(line.note)
        return ", ".join(parts)


def _sealed(content: Content) -> str:
    """The content to be carried by a page; signed, so that nobody writes into it."""
    return signing.dumps(content.to_plain(), salt=SALT, compress=True)


def _opened(sealed: str) -> Content | None:
    try:
        return Content.from_plain(signing.loads(sealed, salt=SALT))
    except signing.BadSignature:
        return None


def _revision(request: MemberRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0

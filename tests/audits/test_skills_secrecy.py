"""What one person answered about their skills is found by nobody who may not see it: every address is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django_scopes import scope

from audits.models import SkillsAsked, SkillsAudit, SkillsQuestion
from schools.models import Activity, Member
from tests.factories import a_member, a_school, signed_in
from tests.priorities.test_secrecy import said_in
from tests.security.addresses import patterns

from .training_parts import AREAS, Staff, a_round, a_staff, asked_of, let_it_end, says

pytestmark = pytest.mark.django_db
# Whoever reads this name together with an answer knows too much; it stands nowhere else.
AUTHOR = "Zennorwick Vale"


@pytest.fixture
def staff() -> Iterator[Staff]:
    made = a_staff(teachers=5)
    with scope(school=made.school):
        yield made


@pytest.fixture
def author(staff: Staff) -> Member:
    """The only head of department: unmasked, their group would be they."""
    return a_member(staff.school, "head_of_department", name=AUTHOR)


@pytest.fixture
def audit(staff: Staff, author: Member) -> SkillsAudit:
    """Everybody is sure of everything, but for one, who wants help with all of it and hides it from colleagues."""
    everybody = [*staff.everybody, author]
    audit = a_round(staff, everybody)
    for one in everybody:
        alone = one.pk == author.pk
        says(audit, one, 1 if alone else 4, helps=alone, wants=alone, how="coach" if alone else "")
    return audit


def addresses(audit: SkillsAudit, asked: SkillsAsked) -> Iterator[tuple[str, str]]:
    """Every address of the school, with each thing that could give the answers away."""
    question = SkillsQuestion.objects.filter(audit=audit).order_by("pk").first()
    assert question
    values: dict[str, list[object]] = {
        "skills": [audit.pk],
        "asked": [asked.pk],
        "area": [AREAS[0]],
        "question": [question.pk],
        "skill": [question.skill_id],
        "name": ["training-plan", f"training-needs-{audit.pk}"],
    }
    for name, route, _pattern in patterns():
        keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
        choices: list[dict[str, object]] = [{}]
        for key in keys:
            choices = [{**one, key: value} for one in choices for value in values.get(key, [1])]
        for chosen in choices:
            try:
                yield name, reverse(name, kwargs={"school": audit.school.slug, **chosen})
            except NoReverseMatch:
                continue


def pages(viewer: Member, audit: SkillsAudit, asked: SkillsAsked) -> Iterator[tuple[str, str]]:
    """The name of each address that opens to `viewer`, and what it says."""
    client = signed_in(Client(), viewer)
    for name, path in addresses(audit, asked):
        answer = client.get(path)
        if answer.status_code == 200:
            yield name, said_in(answer)


def gives_away(text: str) -> bool:
    """Whether a page tells how sure the author is, or that they want help, or can give it."""
    near = re.compile(
        rf"{AUTHOR}.{{0,400}}?(Not yet|With help|beside me|like to learn|can help)", re.DOTALL
    )
    return bool(near.search(re.sub(r"<[^>]*>", " ", text)))


def stands_alone(text: str) -> bool:
    """Whether a page or print has a figure of one person: the author's mean, or that one of one wants training."""
    plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return bool(re.search(r"(?<![\d.,])1\.0(?![\d.,])|\b1 of 1 wants? training", plain))


# Before it has ended, the other head of department and the technician see what a colleague sees.
@pytest.mark.parametrize(
    ("who", "ended"),
    [
        *((who, ended) for who in ("colleague", "governor", "guest") for ended in (False, True)),
        ("other_department", True),
        ("technician", True),
    ],
)
def test_no_page_print_export_or_feed_tells_what_one_person_answered(
    staff: Staff, author: Member, audit: SkillsAudit, who: str, ended: bool
) -> None:
    if ended:
        let_it_end(audit)
    viewer = {
        "colleague": lambda: staff.teachers[1],
        "governor": lambda: staff.governor,
        "guest": lambda: staff.guest,
        "other_department": lambda: a_member(staff.school, "head_of_department"),
        "technician": lambda: a_member(staff.school, "technician"),
    }[who]()
    asked, shown = asked_of(audit, author), set()
    for name, text in pages(viewer, audit, asked):
        assert name != "audits:skills_answers"
        assert not gives_away(text), name
        # The one who is not sure is one of nine: a group of one is never shown by itself.
        assert not stands_alone(text), name
        shown.add(name)
    assert len(shown) > 3  # even a guest has a front page, a calendar and what is printed
    if ended and who != "guest":
        assert {"audits:needs", "audits:needs_area", "documents:pdf"} <= shown


def test_the_walk_finds_it_where_it_may_be_seen(
    staff: Staff, author: Member, audit: SkillsAudit
) -> None:
    """Otherwise the walk above would pass whatever the pages said."""
    asked = asked_of(audit, author)
    found = {name for name, text in pages(staff.coordinator, audit, asked) if gives_away(text)}
    assert {"audits:skills_answers", "audits:helping"} <= found
    own = {name for name, _text in pages(author, audit, asked)}
    assert "audits:skills_answer" in own or "audits:skills_area" in own


def test_the_walk_sees_figures_that_are_not_masked(
    staff: Staff, author: Member, audit: SkillsAudit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the rule for groups broken on purpose, the figure of one stands on page and paper."""
    let_it_end(audit)
    monkeypatch.setattr("audits.needs.merge", lambda sizes: {name: name for name in sizes})
    monkeypatch.setattr("audits.needs.kept", lambda counts: [True for _one in counts])
    paths = {
        "page": reverse("audits:needs", args=[staff.school.slug, audit.pk]),
        "area": reverse("audits:needs_area", args=[staff.school.slug, audit.pk, AREAS[0]]),
        "paper": reverse("documents:pdf", args=[staff.school.slug, f"training-needs-{audit.pk}"]),
    }
    client = signed_in(Client(), staff.teachers[1])
    alone = {name for name, path in paths.items() if stands_alone(said_in(client.get(path)))}
    assert alone == set(paths)


def test_results_wait_for_the_end_and_governors_see_no_groups(
    staff: Staff, audit: SkillsAudit, client: Client
) -> None:
    path = reverse("audits:needs", args=[staff.school.slug, audit.pk])
    for member, status in ((staff.teacher, 403), (staff.governor, 403), (staff.coordinator, 200)):
        assert signed_in(client, member).get(path).status_code == status
    let_it_end(audit)
    assert "Teachers" in signed_in(client, staff.teachers[1]).get(path).content.decode()
    assert "Teachers" not in signed_in(client, staff.governor).get(path).content.decode()


def test_answers_of_one_are_refused_with_a_sentence_and_are_not_there_for_another_school(
    staff: Staff, author: Member, audit: SkillsAudit, client: Client
) -> None:
    asked = asked_of(audit, author)
    path = reverse("audits:skills_answers", args=[staff.school.slug, audit.pk, asked.pk])
    refused = signed_in(client, staff.teachers[1]).get(path)
    assert refused.status_code == 403
    assert "nobody else" in refused.content.decode()
    other = a_school()
    foreign = reverse("audits:skills_answers", args=[other.slug, audit.pk, asked.pk])
    assert signed_in(client, a_member(other, "headteacher")).get(foreign).status_code == 404


def test_the_trail_holds_no_answer(staff: Staff, audit: SkillsAudit) -> None:
    told = str(list(Activity.objects.values()))
    assert "coach" not in told
    assert AUTHOR not in str(list(Activity.objects.values_list("about", flat=True)))

"""What a group offers stands where the product's library does; nothing overwrites the words of its schools."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from audits.actions import skills as skill_actions
from audits.actions import statements as statement_actions
from audits.models import Skill, Statement
from audits.offered import library_of as entitlement_of
from audits.offered import skills_of
from audits.queries.statements import differences
from devplan.actions.words import PlanWords
from devplan.actions.writing import start_plan
from devplan.offered import presets_of
from exchange.tables import Unreadable
from groups.actions import entries, joining, starting
from groups.bringing import lines_in, workbook
from groups.models import Entry
from groups.offers import EVERY_SUBJECT
from roles.actions import duties
from roles.models import Duty
from roles.offered import library_of
from roles.queries.duties import updates
from schools.models import PositionKind, School, Subject
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.factories import a_member, a_school

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db
W, K = entries.Words, Entry.Kind
DUTY = W("leadership", "Report to the trust on {ict}", "Report", "It can only help then.", "", 10)


def test_a_duty_of_the_group_is_offered_and_adopted_with_key_and_owner(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    assert made.key == "heron-trust:report-to-the-trust-on-ict"
    page = as_user(trust.head.user).get("/s/oak/roles/duties/adopt/").content.decode()
    assert "Report to the trust on ICT" in page and "Offered by Heron Trust." in page
    with scope(school=trust.school):
        offered = library_of(trust.school).entry(made.key)
        assert (offered.owner, offered.source, offered.minutes) == (
            "heron-trust",
            "Heron Trust",
            10,
        )
        duties.adopt(trust.school, trust.head, [made.key])
        duty = Duty.objects.get(key=made.key)
        assert (duty.text, duty.area) == ("Report to the trust on ICT", "leadership")


def test_only_schools_that_have_joined_are_offered_it(trust: Trust) -> None:
    entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    other = a_school(slug="ash")
    head = a_member(other, PositionKind.HEADTEACHER)
    made = joining.invite(trust.group, trust.admin, "ash")
    with scope(school=other):
        assert not [one for one in library_of(other).entries if one.others]
        joining.accept(made, head)
        assert [one.others for one in library_of(other).entries if one.others] == ["Heron Trust"]
        joining.leave(made, head)
        assert not [one for one in library_of(other).entries if one.others]


def test_a_change_is_offered_and_never_overwrites_the_schools_words(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    with scope(school=trust.school):
        duties.adopt(trust.school, trust.head, [made.key])
        duty = Duty.objects.get(key=made.key)
        own = duties.Words("Our own words", duty.short, duty.why, duty.area)
        duties.reword(duty, trust.head, own, duties.Words.of(duty))
        newer = W("leadership", "Report to the trust each term", "Report", DUTY.why, "", 10)
        entries.change(made, trust.admin, newer, 1)
        duty.refresh_from_db()
        assert duty.text == "Our own words"
        (found,) = updates(trust.school, library_of(trust.school)).changed
        assert (found.text, found.entry.others) == ("Report to the trust each term", "Heron Trust")
        page = as_user(trust.head.user).get("/s/oak/roles/duties/updates/").content.decode()
        assert "Heron Trust now" in page
        duties.take_words(duty, trust.head, (duty.text, duty.why))
        duty.refresh_from_db()
        assert duty.text == "Report to the trust each term"


def test_what_a_school_adopted_stays_its_own_once_it_is_offered_no_more(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    with scope(school=trust.school):
        duties.adopt(trust.school, trust.head, [made.key])
        entries.retire(made, trust.admin)
        assert not [one for one in library_of(trust.school).entries if one.key == made.key]
        joining.leave(trust.joined, trust.head)
        duty = Duty.objects.get(key=made.key)
        path = f"/s/oak/roles/duties/{duty.pk}/"
        assert as_user(trust.head.user).get(path).status_code == 200
        with pytest.raises(Refused, match="own"):
            duties.keep_words(duty, trust.head)


def test_statements_of_entitlement_reach_the_stages_and_subjects_they_are_for(
    trust: Trust,
) -> None:
    for stage, subject in (("KS1", ""), ("KS2", EVERY_SUBJECT), ("KS2", "latin"), ("KS4", "")):
        words = W(stage, f"Pupils of {stage}, {subject or 'itself'}", "", "Look", subject)
        entries.add(trust.group, trust.admin, K.ENTITLEMENT, words)
    with scope(school=trust.school):
        Subject.objects.create(school=trust.school, name="Latin")
        assert statement_actions.adopt(trust.school, trust.head) > 3
        found = Statement.objects.filter(owner="heron-trust")
        assert {(one.key_stage, one.kind, str(one.subject or "")) for one in found} == {
            ("KS1", "ict", ""),
            ("KS2", "every", ""),
            ("KS2", "subject", "Latin"),
        }
        assert Statement.objects.filter(owner="product").exists()
        one = Entry.objects.get(place="KS1")
        newer = W("KS1", "Every pupil of KS1", "", "Look", "")
        entries.change(one, trust.admin, newer, 1)
        (differs,) = differences(trust.school, entitlement_of(trust.school))
        assert differs.text == "Every pupil of KS1" and differs.entry.others == "Heron Trust"


def test_statements_about_skills_are_adopted_with_their_owner(trust: Trust) -> None:
    area = skills_of(trust.school).areas[0].key
    made = entries.add(trust.group, trust.admin, K.SKILL, W(area, "I can find the trust’s lessons"))
    with scope(school=trust.school):
        skill_actions.adopt(trust.school, trust.head, [made.key])
        skill = Skill.objects.get(key=made.key)
        assert (skill.owner, skill.area, skill.text) == ("heron-trust", area, made.text)


def test_a_plan_begins_with_the_groups_strands_in_their_order(trust: Trust) -> None:
    for kind, name in (("pedagogy", "Teaching"), ("infrastructure", "Networks")):
        entries.add(trust.group, trust.admin, K.STRAND, W(kind, name))
    with scope(school=trust.school):
        assert presets_of(trust.school)[-1].title == "Heron Trust"
        words = PlanWords("Plan", 2026, 3, "", "")
        plan = start_plan(trust.school, trust.head, words, preset="heron-trust")
        assert [(one.name, one.kind) for one in plan.strands.all()] == [
            ("Teaching", "pedagogy"),
            ("Networks", "infrastructure"),
        ]
        page = as_user(trust.head.user).get("/s/oak/plans/new/").content.decode()
        assert "Heron Trust" in page


def test_a_school_outside_cannot_begin_with_them(trust: Trust) -> None:
    entries.add(trust.group, trust.admin, K.STRAND, W("pedagogy", "Teaching"))
    other = a_school(slug="ash")
    head = a_member(other, PositionKind.HEADTEACHER)
    with scope(school=other):
        plan = start_plan(other, head, PlanWords("Plan", 2026, 3, "", ""), preset="heron-trust")
        assert not plan.strands.exists()


def test_only_schools_of_the_group_make_their_pages_anew(trust: Trust) -> None:
    other = a_school()
    before = {one.pk: one.marks for one in School.objects.all()}
    entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    after = {one.pk: one.marks for one in School.objects.all()}
    assert after[other.pk] == before[other.pk]


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [
        (K.DUTY, W("leadership", "   "), "text"),
        (K.DUTY, W("nowhere", "Words"), "place"),
        (K.DUTY, W("aspect", "Words"), "place"),
        (K.DUTY, W("leadership", "x" * 221), "text"),
        (K.DUTY, W("leadership", "Words", "x" * 29), "short"),
        (K.DUTY, W("leadership", "Words", minutes=-1), "minutes"),
        (K.ENTITLEMENT, W("KS5", "Words"), "place"),
        (K.STRAND, W("nothing", "Words"), "place"),
    ],
)
def test_words_that_cannot_be_are_refused_at_their_field(
    trust: Trust, kind: str, words: entries.Words, field: str
) -> None:
    with pytest.raises(entries.NotSo) as refused:
        entries.add(trust.group, trust.admin, kind, words)
    assert refused.value.field == field and not Entry.objects.exists()


def test_the_same_is_not_offered_twice_and_keys_are_never_alike(trust: Trust) -> None:
    entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    with pytest.raises(entries.NotSo, match="stands here already"):
        entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    twin = entries.add(trust.group, trust.admin, K.DUTY, W("teaching", DUTY.text))
    assert twin.key == "heron-trust:report-to-the-trust-on-ict-2"
    with pytest.raises(Refused):
        entries.add(trust.group, trust.admin, "other", DUTY)


def test_a_reader_writes_nothing(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    for attempt in (
        lambda: entries.add(trust.group, trust.reader, K.DUTY, W("teaching", "x")),
        lambda: entries.change(made, trust.reader, W("teaching", "x"), 1),
        lambda: entries.retire(made, trust.reader),
        lambda: entries.bring_back(made, trust.reader),
        lambda: entries.bring(trust.group, trust.reader, []),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_two_who_change_it_at_once_are_both_heard(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.DUTY, DUTY)
    entries.change(made, trust.admin, W("leadership", "Theirs"), 1)
    path = reverse("groups:entry", args=[trust.group.slug, made.pk])
    typed = {"text": "Mine", "place": "leadership", "revision": "1"}
    page = as_user(trust.admin.user).post(path, typed)
    said = page.content.decode()
    assert page.status_code == 409 and "Theirs" in said and ">\nMine</textarea>" in said
    assert 'name="revision" value="2"' in said
    assert as_user(trust.admin.user).post(path, {**typed, "revision": "2"}).status_code == 302
    made.refresh_from_db()
    assert made.text == "Mine"


def test_an_entry_is_added_and_retired_on_its_page(trust: Trust) -> None:
    browser, slug = as_user(trust.admin.user), trust.group.slug
    browser.post(
        reverse("groups:entry_add", args=[slug, "strand"]), {"text": "Net", "place": "other"}
    )
    one = Entry.objects.get()
    retire = reverse("groups:entry_retire", args=[slug, one.pk])
    browser.post(retire)
    page = browser.get(reverse("groups:kind", args=[slug, "strand"])).content.decode()
    assert "Offered no more" in page
    browser.post(retire, {"again": "yes"})
    one.refresh_from_db()
    assert one.retired_on is None
    wrong = browser.post(reverse("groups:entry_add", args=[slug, "strand"]), {"text": "Typed"})
    assert wrong.status_code == 422 and "Typed" in wrong.content.decode()
    assert browser.get(reverse("groups:kind", args=[slug, "nothing"])).status_code == 404


CSV = (
    "kind,place,text,why,subject,minutes,key\n"
    "duty,Management and leadership,Report to the trust,So that it helps,,15,\n"
    "strand,pedagogy,Teaching,,,,\n"
    "entitlement,KS1,Pupils do,Look,*,,\n"
)


def brought(trust: Trust, name: str, data: bytes) -> tuple[int, int]:
    return entries.bring(trust.group, trust.admin, lines_in(name, data))


def test_a_spreadsheet_is_taken_in_and_comes_back_in_unchanged(trust: Trust) -> None:
    assert brought(trust, "library.csv", CSV.encode()) == (3, 0)
    assert Entry.objects.get(kind=K.DUTY).minutes == 15
    out = workbook(trust.group)
    assert brought(trust, "library.xlsx", out) == (0, 0)
    book = openpyxl.load_workbook(BytesIO(out))
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("text") + 1
    sheet.cell(row=2, column=column).value = "Report each term"
    changed = BytesIO()
    book.save(changed)
    assert brought(trust, "library.xlsx", changed.getvalue()) == (0, 1)
    assert Entry.objects.filter(text="Report each term").count() == 1


def test_yaml_is_taken_in(trust: Trust) -> None:
    text = "- {kind: strand, place: other, text: Net}\n- kind: duty\n  place: teaching\n  text: Coach\n  minutes: 20\n"
    assert brought(trust, "library.yaml", text.encode()) == (2, 0)
    assert Entry.objects.get(kind=K.DUTY).minutes == 20


@pytest.mark.parametrize(
    "text",
    ["a: b", "- 5", "- [", "- &a {kind: duty}\n- *a", "!!python/object/apply:os.system ['x']"],
)
def test_yaml_that_is_no_list_of_entries_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        lines_in("library.yaml", text.encode())


def test_each_bad_line_is_named_and_nothing_is_taken_in(trust: Trust) -> None:
    bad = CSV + "duty,nowhere,Words,,,,\nother,x,Words,,,,\nstrand,other,Net,,,,unknown:key\n"
    file = SimpleUploadedFile("library.csv", bad.encode())
    path = reverse("groups:bring", args=[trust.group.slug])
    page = as_user(trust.admin.user).post(path, {"file": file})
    said = page.content.decode()
    assert page.status_code == 422 and not Entry.objects.exists()
    for line, why in ((5, "Choose where it belongs"), (6, "Choose what it is"), (7, "unknown:key")):
        assert f'<th scope="row">{line}</th>' in said and why in said
    minutes = SimpleUploadedFile("library.csv", CSV.replace(",15,", ",soon,").encode())
    said = as_user(trust.admin.user).post(path, {"file": minutes}).content.decode()
    assert "“soon” is no number of minutes" in said
    nothing = SimpleUploadedFile("library.csv", b"a,b\n1,2\n")
    assert (
        "name the columns"
        in as_user(trust.admin.user).post(path, {"file": nothing}).content.decode()
    )


def test_a_key_of_another_group_changes_nothing_there(trust: Trust) -> None:
    other, admin = starting.start_group("Other", "charity", "o@other.example")
    theirs = entries.add(other, admin, K.STRAND, W("other", "Theirs"))
    with pytest.raises(entries.BadLines):
        brought(trust, "x.csv", f"kind,place,text,key\nstrand,other,Mine,{theirs.key}\n".encode())
    theirs.refresh_from_db()
    assert theirs.text == "Theirs"

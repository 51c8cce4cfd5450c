"""Strands of the self-review on the pages of the group that offers them, in its files, and in what it sees."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django_scopes import scope

from audits.actions import strands as actions
from audits.queries.strands import not_taken
from audits.selfreview_library import LEVELS
from audits.strands import StrandWords
from groups.actions import entries, joining, starting
from groups.actions.entries import Words
from groups.bringing import lines_in, workbook
from groups.figures import figures_of
from groups.models import Entry, Published
from groups.queries.pages import choices_of
from groups.queries.rollup import rollup
from schools.permissions import NotAllowed

from .conftest import Trust, as_user
from .selfreview_parts import KEY, K, adopted, an_agreed, five, offer, words

pytestmark = pytest.mark.django_db


def test_only_its_own_administrators_write_it(trust: Trust) -> None:
    one = offer(trust)
    _other, stranger = starting.start_group("Other", "charity", "o@other.example")
    path = f"/g/heron-trust/library/{one.pk}/"
    for user, status in ((stranger.user, 404), (trust.reader.user, 403), (trust.head.user, 404)):
        browser = as_user(user)
        for address in (path, f"{path}retire/", "/g/heron-trust/library/selfreview/add/"):
            assert browser.post(address, {"text": "Mine"}).status_code == status
    assert as_user(stranger.user).get(f"/g/other/library/{one.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        entries.change(one, trust.reader, words("Mine"), 1)
    shown = as_user(trust.reader.user).get("/g/heron-trust/library/selfreview/").content.decode()
    assert "One sees 5 of {ict}" in shown and "Offer it" not in shown
    one.refresh_from_db()
    assert one.revision == 1 and one.retired_on is None


def typed(**other: str) -> dict[str, str]:
    return {
        "text": "Sharing", "place": "other", "why": "Do we gain?",
        **{f"text_{n}": f"Seen {n}" for n in LEVELS},
        "next_1": "Lend one\n\nAsk one",
        **other,
    }  # fmt: skip


def test_it_is_written_changed_and_withdrawn_on_its_pages(trust: Trust) -> None:
    browser = as_user(trust.admin.user)
    add = "/g/heron-trust/library/selfreview/add/"
    wrong = browser.post(add, typed(text_4="", know_2="Kept?"))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Kept?" in page and "Level 4: Works well" in page
    assert not Entry.objects.exists()
    assert browser.post(add, typed()).status_code == 302
    one = Entry.objects.get()
    assert (one.key, one.levels[0]["next"]) == ("heron-trust:sharing", ["Lend one", "Ask one"])
    path = f"/g/heron-trust/library/{one.pk}/"
    assert "Lend one\nAsk one</textarea>" in browser.get(path).content.decode()
    assert browser.post(path, typed(text_5="Other", revision="1")).status_code == 302
    late = browser.post(path, typed(text_5="Mine", revision="1"))
    said = late.content.decode()
    assert late.status_code == 409 and "Theirs, beside yours" in said and "Level 5" in said
    browser.post(f"{path}retire/")
    one.refresh_from_db()
    assert one.retired_on is not None and one.levels[4]["text"] == "Other" and one.revision == 2
    with scope(school=trust.school):
        assert not_taken(trust.school) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Words("content", "x" * 61, why="Why?", levels=five()), "text"),
        (Words("content", "Name", why="", levels=five()), "why"),
        (Words("content", "Name", why="x" * 181, levels=five()), "why"),
        (Words("content", "Name", why="Why?"), "text_1"),
        (Words("content", "Name", why="Why?", levels=five()[:4]), "text_1"),
        (Words("content", "Name", why="Why?", levels=five("x" * 240)), "text_1"),
        (Words("nothing", "Name", why="Why?", levels=five()), "place"),
    ],
)
def test_words_of_a_strand_that_cannot_be_are_refused(
    trust: Trust, said: Words, field: str
) -> None:
    with pytest.raises(entries.NotSo) as refused:
        offer(trust, said)
    assert refused.value.field == field and not Entry.objects.exists()


def test_levels_of_another_kind_are_not_kept(trust: Trust) -> None:
    made = entries.add(trust.group, trust.admin, K.STRAND, Words("other", "Net", levels=five()))
    assert made.levels == []


def test_a_strand_goes_out_as_a_spreadsheet_and_comes_back_in_unchanged(trust: Trust) -> None:
    one = offer(trust)
    entries.add(trust.group, trust.admin, K.STRAND, Words("other", "Net"))
    out = workbook(trust.group)
    assert entries.bring(trust.group, trust.admin, lines_in("x.xlsx", out)) == (0, 0)
    book = openpyxl.load_workbook(BytesIO(out))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    row = next(n for n in (2, 3) if sheet.cell(n, 1).value == "selfreview")
    assert sheet.cell(row, heads.index("next 2") + 1).value == "Do 2\nTry 2"
    sheet.cell(row, heads.index("level 3") + 1).value = "Anew"
    changed = BytesIO()
    book.save(changed)
    assert entries.bring(trust.group, trust.admin, lines_in("x.xlsx", changed.getvalue())) == (0, 1)
    one.refresh_from_db()
    assert one.levels[2] == {"text": "Anew", "know": "Who knows of 3?", "next": ["Do 3", "Try 3"]}


def test_a_strand_is_brought_from_yaml_in_the_shape_of_the_products_own(trust: Trust) -> None:
    text = "- kind: selfreview\n  place: other\n  text: Sharing\n  why: Do we gain?\n  levels:\n"
    text += "".join(f'    - {{text: Seen {n}, know: "Who?", next: [One, Two]}}\n' for n in LEVELS)
    assert entries.bring(trust.group, trust.admin, lines_in("x.yaml", text.encode())) == (1, 0)
    one = Entry.objects.get()
    assert one.levels[4] == {"text": "Seen 5", "know": "Who?", "next": ["One", "Two"]}
    short = text[: text.index("    - {text: Seen 4")]
    with pytest.raises(entries.BadLines) as refused:
        entries.bring(
            trust.group, trust.admin, lines_in("x.yaml", short.replace("Sharing", "B").encode())
        )
    assert "see at this level" in refused.value.lines[1]


# What is published ----------------------------------------------------------------------------
def test_its_own_strand_is_in_the_roll_up_under_the_groups_name_and_no_other_groups(
    inside: Trust,
) -> None:
    other, admin = starting.start_group("Other", "charity", "o@other.example")
    theirs = entries.add(other, admin, K.SELFREVIEW, words("Theirs"))
    made = joining.invite(other, admin, "990001")
    joining.accept(made, inside.head)
    own = adopted(inside)
    actions.adopt(inside.school, inside.head, [theirs.key])
    said = StrandWords("Our name", own.about, StrandWords.of(own).levels)
    actions.reword(own, inside.head, said, 1)
    an_agreed(inside, 3)
    mine = figures_of(inside.school, inside.group)["levels"]
    assert mine[KEY] == 3 and theirs.key not in mine and len(mine) == 9
    assert KEY not in figures_of(inside.school, other)["levels"]
    for affiliation in (inside.joined, made):
        affiliation.refresh_from_db()
        found = choices_of(affiliation)
        topic = next(one for one in found.topics if one.topic.key == "levels")
        titles = [one.title for one in topic.today]
        assert ("Sharing ICT" in titles) == (affiliation == inside.joined)
        assert ("Theirs" in titles) == (affiliation == made)
        Published.objects.create(
            school=inside.school, affiliation=affiliation, topic="levels",
            figures=figures_of(inside.school, affiliation.group)["levels"],
        )  # fmt: skip
    for group, title in ((inside.group, "Sharing ICT"), (other, "Theirs")):
        (section,) = rollup(group).filled
        assert title in [one.title for one in section.columns]
        assert len(section.columns) == 9
        assert (
            dict(zip([c.title for c in section.columns], section.rows[0].cells, strict=True))[
                title
            ].words
            == "3"
        )

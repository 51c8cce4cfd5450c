"""Strands of the self-review that a group offers: adopted, judged, worded, retired, published; rounds keep theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django_scopes import scope
from pypdf import PdfReader

from audits.actions import judging, levels
from audits.actions import selfreview as reviews
from audits.actions import strands as actions
from audits.actions.statements import NotSo
from audits.models import AgreedLevel, OwnStrand, SelfReview
from audits.queries.gaps import gap_or_none
from audits.queries.selfreview import levels as levels_of
from audits.queries.selfreview_gaps import open_gaps
from audits.queries.strands import entry_of, not_taken, strands
from audits.selfreview_library import LEVELS, Level, selfreview_library
from audits.strands import StrandWords, strands_of
from audits.wording_selfreview import levels_headline, levels_reading
from documents import pdf
from documents.register import find
from finding.actions import index_school
from finding.queries import search
from groups.actions import entries, joining, starting
from groups.actions.entries import Words
from groups.bringing import lines_in, workbook
from groups.figures import figures_of
from groups.models import Entry, Published
from groups.queries.pages import choices_of
from groups.queries.rollup import rollup
from schools.models import Activity, Member, PositionKind
from schools.permissions import NotAllowed
from schools.refusals import Refused
from takeaway import actions as takeaway
from tests.audits.selfreview_parts import in_days
from tests.factories import a_member, a_school
from tests.takeaway.files import data_of, taken, without_the_bringing

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db
K = Entry.Kind
KEY = "heron-trust:sharing-ict"
PRODUCT = selfreview_library().keys


def five(said: str = "One sees") -> tuple[Level, ...]:
    return tuple(
        Level(n, f"{said} {n} of {{ict}}", f"Who knows of {n}?", (f"Do {n}", f"Try {n}"))
        for n in LEVELS
    )


def words(title: str = "Sharing {ict}", place: str = "content", said: str = "One sees") -> Words:
    return Words(place, title, why="Do our schools gain from each other?", levels=five(said))


def offer(trust: Trust, said: Words | None = None) -> Entry:
    return entries.add(trust.group, trust.admin, K.SELFREVIEW, said or words())


@pytest.fixture
def inside(trust: Trust) -> Iterator[Trust]:
    """The trust with one strand on offer, within its school."""
    offer(trust)
    with scope(school=trust.school):
        yield trust


def adopted(trust: Trust) -> OwnStrand:
    actions.adopt(trust.school, trust.head, [KEY])
    return OwnStrand.objects.select_related("school").get(key=KEY)


def opened(trust: Trust, title: str = "Our review") -> SelfReview:
    return reviews.open_review(
        trust.school, trust.head, title, in_days(7), [trust.head, trust.teacher]
    )


def an_agreed(trust: Trust, level: int = 2, title: str = "Our review", days: int = 0) -> SelfReview:
    """A self-review in which both say the same of every strand, agreed so many days ago."""
    review = opened(trust, title)
    for judge in review.judges.select_related("member", "review"):
        for strand in strands_of(review):
            judging.say(judge, judge.member, judging.Say(strand.key, level))
    reviews.reveal(review, trust.head)
    for strand in strands_of(review):
        said = levels.Words(level, f"Seen in {strand.key}.", f"Mend {strand.key}.")
        levels.agree_level(review, trust.head, strand.key, said)
    levels.agree_all(review, trust.head)
    day = in_days(-days)
    SelfReview.objects.filter(pk=review.pk).update(
        opened_on=day, closes_on=day, revealed_on=day, agreed_on=day
    )
    return SelfReview.objects.select_related("school").get(pk=review.pk)


def page_of(member: Member, name: str, *args: Any) -> str:
    path = reverse(f"audits:{name}", args=[member.school.slug, *args])
    answer = as_user(member.user).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# The school -----------------------------------------------------------------------------------
def test_it_is_offered_and_taken_in_the_schools_words_with_key_and_owner(inside: Trust) -> None:
    (entry,) = not_taken(inside.school)
    assert (entry.key, entry.owner, entry.others) == (KEY, "heron-trust", "Heron Trust")
    shown = page_of(inside.head, "selfreview_strands")
    assert "The next self-review asks 7 strands" in shown and "offered by Heron Trust" in shown
    assert "One sees 3 of ICT" in shown
    assert "One strand is offered to the school" in page_of(inside.head, "selfreviews")
    own = adopted(inside)
    assert (own.owner, own.plan_strand, own.title) == ("heron-trust", "content", "Sharing ICT")
    assert own.levels[4] == {
        "text": "One sees 5 of ICT", "know": "Who knows of 5?", "next": ["Do 5", "Try 5"],
    }  # fmt: skip
    assert not own.reworded and not_taken(inside.school) == []
    assert "The next self-review asks 8 strands" in page_of(inside.head, "selfreview_strands")
    assert Activity.objects.filter(verb="audits.strands_adopted").count() == 1
    with pytest.raises(Refused):
        actions.adopt(inside.school, inside.head, [KEY])


def test_who_does_not_lead_reads_and_changes_nothing(inside: Trust) -> None:
    shown = page_of(inside.teacher, "selfreview_strands")
    assert "Sharing" not in shown and "Take what is ticked" not in shown
    assert "Leadership" in shown
    own = adopted(inside)
    shown = page_of(inside.teacher, "selfreview_strands")
    assert "Sharing ICT" in shown and ">Change<" not in shown
    said = StrandWords.of(own)
    for attempt in (
        lambda: actions.adopt(inside.school, inside.teacher, [KEY]),
        lambda: actions.reword(own, inside.teacher, said, 1),
        lambda: actions.retire(own, inside.teacher),
        lambda: actions.bring_back(own, inside.teacher),
        lambda: actions.take_words(own, inside.teacher, 1),
        lambda: actions.keep_words(own, inside.teacher),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_school_outside_is_offered_nothing_and_takes_nothing(trust: Trust) -> None:
    offer(trust)
    other = a_school(slug="ash")
    head = a_member(other, PositionKind.HEADTEACHER)
    with scope(school=trust.school):
        own = adopted(trust)
    with scope(school=other):
        assert not_taken(other) == [] and strands(other).total == 7
        with pytest.raises(Refused):
            actions.adopt(other, head, [KEY])
    browser = as_user(head.user)
    for name, args in (
        ("selfreview_own", [own.pk]),
        ("selfreview_retire", [own.pk]),
        ("selfreview_back", [own.pk]),
        ("selfreview_answer", [own.pk]),
    ):
        path = reverse(f"audits:{name}", args=["ash", *args])
        assert browser.post(path).status_code == 404
        assert browser.post(path.replace("/ash/", "/oak/")).status_code == 404
    own.refresh_from_db()
    assert own.retired_on is None and own.revision == 1


def test_a_newer_version_is_shown_and_never_overwrites(inside: Trust) -> None:
    own = adopted(inside)
    mine = StrandWords("Sharing here", own.about, StrandWords.of(own).levels)
    own = actions.reword(own, inside.head, mine, 1)
    assert own.reworded and own.revision == 2
    one = Entry.objects.get()
    newer = (*five()[:4], Level(5, "All share {ict}", "Who else?", ("Go on",)))
    entries.change(one, inside.admin, Words("pedagogy", one.text, why=one.why, levels=newer), 1)
    own.refresh_from_db()
    assert own.title == "Sharing here"
    (found,) = strands(inside.school).differences
    assert [name for name, _pieces in found.parts] == [
        "Name", "Level 5", "Level 5, how one knows", "Level 5, what comes next",
    ]  # fmt: skip
    shown = page_of(inside.head, "selfreview_strands")
    assert "Heron Trust words “Sharing here” differently now" in shown
    assert "worded differently" in page_of(inside.head, "selfreviews")
    with pytest.raises(actions.Changed):
        actions.take_words(own, inside.head, 1)
    path = reverse("audits:selfreview_answer", args=["oak", own.pk])
    as_user(inside.head.user).post(path, {"take": "ours"})
    assert strands(inside.school).differences == []
    own.refresh_from_db()
    assert own.title == "Sharing here" and own.plan_strand == "content"
    as_user(inside.head.user).post(path, {"take": "theirs", "revision": "2"})
    own.refresh_from_db()
    assert (own.title, own.plan_strand, own.revision) == ("Sharing ICT", "pedagogy", 3)
    assert own.levels[4]["text"] == "All share ICT" and not own.reworded


def test_what_a_school_took_stays_its_own_when_it_leaves(inside: Trust) -> None:
    own = adopted(inside)
    joining.leave(inside.joined, inside.head)
    assert entry_of(own) is None and strands(inside.school).total == 8
    entries.change(Entry.objects.get(), inside.admin, words(said="Other"), 1)
    assert strands(inside.school).differences == []
    with pytest.raises(Refused, match="own"):
        actions.take_words(own, inside.head, 1)
    with pytest.raises(Refused, match="own"):
        actions.keep_words(own, inside.head)
    shown = page_of(inside.head, "selfreview_own", own.pk)
    assert "The school’s own." in shown and "Heron" not in shown
    assert [one.title for one in strands_of(opened(inside))][7:] == ["Sharing ICT"]


def test_it_is_offered_no_more_once_retired_by_the_group(inside: Trust) -> None:
    entries.retire(Entry.objects.get(), inside.admin)
    assert not_taken(inside.school) == []
    with pytest.raises(Refused):
        actions.adopt(inside.school, inside.head, [KEY])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("title", "x" * 121),
        ("about", ""),
        ("about", "x" * 301),
        ("text_2", ""),
        ("text_3", "x" * 401),
        ("know_4", "x" * 301),
        ("next_5", "x" * 301),
        ("next_1", "\n".join("abcdef")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(inside: Trust, field: str, value: str) -> None:
    own = adopted(inside)
    said = {
        "title": own.title,
        "about": own.about,
        **{f"text_{n}": f"Seen {n}" for n in LEVELS},
        "revision": "1",
        field: value,
    }
    path = reverse("audits:selfreview_own", args=["oak", own.pk])
    answer = as_user(inside.head.user).post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Seen 1" in page
    own.refresh_from_db()
    assert own.revision == 1
    what, _line, number = field.partition("_")
    at = int(number or 0)
    changed = tuple(
        Level(
            n,
            value if (what, at) == ("text", n) else "Seen",
            value if (what, at) == ("know", n) else "",
            tuple(value.splitlines()) if (what, at) == ("next", n) else (),
        )
        for n in LEVELS
    )
    title, about = (value if what == name else "Said" for name in ("title", "about"))
    with pytest.raises(NotSo) as refused:
        actions.reword(own, inside.head, StrandWords(title, about, changed), 1)
    assert refused.value.field == field


def test_two_who_reword_it_at_once_are_both_heard(inside: Trust) -> None:
    own = adopted(inside)
    theirs = StrandWords("Theirs", own.about, StrandWords.of(own).levels)
    actions.reword(own, inside.head, theirs, 1)
    said = {"title": "Mine", "about": own.about, "revision": "1"}
    said |= {f"text_{one.level}": one.text for one in theirs.levels}
    path = reverse("audits:selfreview_own", args=["oak", own.pk])
    answer = as_user(inside.head.user).post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Theirs" in page and 'value="Mine"' in page
    assert 'name="revision" value="2"' in page
    assert as_user(inside.head.user).post(path, {**said, "revision": "2"}).status_code == 302
    own.refresh_from_db()
    assert own.title == "Mine" and own.levels[0]["know"] == ""


# Rounds ---------------------------------------------------------------------------------------
def test_a_self_review_keeps_the_strands_and_words_with_which_it_was_opened(inside: Trust) -> None:
    without = opened(inside)
    own = adopted(inside)
    without.refresh_from_db()
    assert [one.key for one in strands_of(without)] == list(PRODUCT)
    judge = without.judges.select_related("member").get(member=inside.head)
    with pytest.raises(Refused, match="no such strand"):
        judging.say(judge, inside.head, judging.Say(KEY, 3))
    for key in PRODUCT:
        heard = judging.say(judge, inside.head, judging.Say(key, 3))
    assert heard.finished and heard.total == 7
    reviews.call_off(without, inside.head)

    review = opened(inside)
    assert "8 strands" in page_of(inside.head, "selfreview_judge", review.pk)
    said = StrandWords("Renamed", "Anew?", tuple(Level(n, f"Anew {n}", "", ()) for n in LEVELS))
    actions.reword(own, inside.head, said, 1)
    actions.retire(own, inside.head)
    review.refresh_from_db()
    assert [one.title for one in strands_of(review)][7:] == ["Sharing ICT"]
    shown = page_of(inside.teacher, "selfreview_strand", review.pk, KEY)
    assert "One sees 4 of ICT" in shown and "Anew 4" not in shown
    judge = review.judges.select_related("member").get(member=inside.head)
    for key in PRODUCT:
        assert not judging.say(judge, inside.head, judging.Say(key, 3)).finished
    assert judging.say(judge, inside.head, judging.Say(KEY, 3)).finished
    shown = page_of(inside.head, "selfreview_strands")
    assert "“Our review” keeps what it was opened with." in shown


def test_the_whole_is_agreed_with_the_strand_and_never_changes(inside: Trust) -> None:
    own = adopted(inside)
    review = opened(inside)
    for judge in review.judges.select_related("member"):
        judging.say(judge, judge.member, judging.Say(KEY, 3))
    reviews.reveal(review, inside.head, [one.pk for one in review.judges.all()])
    assert "Sharing ICT" in page_of(inside.head, "selfreview_level", review.pk, KEY)
    for key in PRODUCT:
        levels.agree_level(review, inside.head, key, levels.Words(2, "Seen", "Mend"))
    assert "One strand has no agreed level" in page_of(inside.head, "selfreview", review.pk)
    with pytest.raises(Refused, match="Sharing ICT"):
        levels.agree_all(review, inside.head)
    path = reverse("audits:selfreview_level", args=["oak", review.pk, KEY])
    typed = {"level": "3", "evidence": "Lent twice", "what_next": "Lend more", "revision": "0"}
    answer = as_user(inside.head.user).post(path, typed)
    assert answer.status_code == 302 and answer["Location"].endswith(f"#strand-{KEY}")
    levels.agree_all(review, inside.head)
    said = StrandWords("Renamed", own.about, StrandWords.of(own).levels)
    actions.reword(own, inside.head, said, 1)
    actions.retire(own, inside.head)
    row = AgreedLevel.objects.get(strand=KEY)
    assert (row.title, row.descriptor) == ("Sharing ICT", "One sees 3 of ICT")
    page = page_of(inside.teacher, "selfreview", review.pk)
    assert "Sharing ICT" in page and "Renamed" not in page and f'id="strand-{KEY}"' in page


def test_against_last_time_says_what_is_new_and_what_only_that_one_asked(inside: Trust) -> None:
    an_agreed(inside, 2, "First", days=400)
    own = adopted(inside)
    second = an_agreed(inside, 2, "Second", days=200)
    found = levels_of(second)
    assert [one.title for one in found.new] == ["Sharing ICT"] and found.gone == []
    assert levels_headline(found) == "Every strand that was asked before is where it was last time"
    assert "7 as before and 1 new" in levels_reading(found)
    assert "not asked last time" in page_of(inside.head, "selfreview", second.pk)
    assert [one.strand.words for one in found.pictures[0].lines] == ["as before"] * 7 + ["new"]
    actions.retire(own, inside.head)
    third = an_agreed(inside, 3, "Third")
    found = levels_of(third)
    assert [(one.title, one.level) for one in found.gone] == [("Sharing ICT", 2)]
    assert levels_headline(found) == "Every strand is above where it was last time"
    assert "7 up and 1 not asked any more" in levels_reading(found)
    page = page_of(inside.head, "selfreview", third.pk)
    assert "Asked last time, and not this time" in page and "Sharing ICT: level 2" in page
    # The second keeps its comparison with the first.
    assert [one.title for one in levels_of(second).new] == ["Sharing ICT"]
    for number, say in ((second.pk, "not asked last time"), (third.pk, "Sharing ICT, level 2")):
        document = find(inside.school, inside.head, f"self-review-{number}")
        assert document is not None
        content = pdf.draw(pdf.to_html(document).encode())
        text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
        assert say in " ".join(text.split())


def test_its_next_step_is_a_gap_of_its_kind_and_closes_when_it_is_retired(inside: Trust) -> None:
    own = adopted(inside)
    review = an_agreed(inside)
    (gap,) = [one for one in open_gaps(inside.school) if one.url.endswith(KEY)]
    assert (gap.strand, gap.about) == ("content", "Sharing ICT, self-review")
    assert open_gaps(inside.school)[-1] == gap
    actions.retire(own, inside.head)
    assert not [one for one in open_gaps(inside.school) if one.url.endswith(KEY)]
    closed = gap_or_none(inside.school, *gap.ref)
    assert closed is not None and closed.given_up and closed.closed_on == in_days(0)
    assert closed.closed_words == "the strand is judged no more"
    page = page_of(inside.head, "selfreview", review.pk)
    assert "the school has retired this strand" in page and "Done since" not in page
    actions.bring_back(own, inside.head)
    assert [one.ref for one in open_gaps(inside.school)][-1] == gap.ref
    again = an_agreed(inside, 4, "Again")
    done = gap_or_none(inside.school, *gap.ref)
    assert done is not None and not done.given_up and done.closed_on == again.agreed_on


def test_it_is_found_by_what_one_would_see(inside: Trust) -> None:
    adopted(inside)
    index_school(inside.school)
    (found,) = search(inside.teacher, "sees ICT").hits
    assert "".join(one.text for one in found.title) == "Sharing ICT"
    assert found.kind == "Self-review: strand"


def test_a_school_taken_along_comes_back_with_its_strands_and_goes_on(inside: Trust) -> None:
    own = adopted(inside)
    said = StrandWords("Sharing here", own.about, StrandWords.of(own).levels)
    actions.reword(own, inside.head, said, 1)
    an_agreed(inside, 2, "First", days=300)
    opened(inside, "Second")
    file = taken(inside.school)
    assert inside.head.user is not None
    head = takeaway.bring(inside.head.user, io.BytesIO(file))
    with scope(school=head.school):
        assert data_of(taken(without_the_bringing(head.school))) == data_of(file)
        back = OwnStrand.objects.get()
        assert (back.title, back.key, back.reworded) == ("Sharing here", KEY, True)
        review = SelfReview.objects.get(title="Second")
        assert [one.title for one in strands_of(review)][7:] == ["Sharing here"]
        judge = review.judges.select_related("member").get(member=head)
        judging.say(judge, head, judging.Say(KEY, 4))


# The group ------------------------------------------------------------------------------------
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

"""Strands of the self-review that a school took from its group: worded, judged, retired; rounds keep theirs."""

from __future__ import annotations

import io
from typing import Any

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
from groups.actions import entries, joining
from groups.actions.entries import Words
from groups.models import Entry
from schools.models import Activity, Member, PositionKind
from schools.permissions import NotAllowed
from schools.refusals import Refused
from takeaway import actions as takeaway
from tests.audits.selfreview_parts import in_days
from tests.factories import a_member, a_school
from tests.takeaway.files import data_of, taken, without_the_bringing

from .conftest import Trust, as_user
from .selfreview_parts import KEY, adopted, an_agreed, five, offer, opened, words

pytestmark = pytest.mark.django_db
PRODUCT = selfreview_library().keys


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

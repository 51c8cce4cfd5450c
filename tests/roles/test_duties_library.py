"""Duties and the library: adopted, never doubled; a newer one changes nothing by itself."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django_scopes import scope

from roles.actions import duties as actions
from roles.actions.duties import Changed, Words
from roles.library import library
from roles.models import Duty
from roles.queries import duties as queries
from schools.models import Member, School
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in
from tests.roles.duty_making import a_duty, address, newer, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Iterator[School]:
    school = a_school(label_words={"ict": "digital", "smt": "SLT"})
    with scope(school=school):
        yield school


@pytest.fixture
def lead(school: School) -> Member:
    return a_member(school, "coordinator", name="Cora")


# Adopting


def test_adopting_fills_in_the_labels_and_keeps_where_the_words_came_from(
    school: School, lead: Member
) -> None:
    entry = next(one for one in library().entries if "{ict}" in one.text)
    actions.adopt(school, lead, [entry.key])
    duty = Duty.objects.get(key=entry.key)
    assert "digital" in duty.text
    assert "{" not in duty.text + duty.why + duty.short
    assert (duty.adopted_text, duty.adopted_why) == (duty.text, duty.why)
    assert (duty.kind, duty.area) == (entry.kind, entry.area or "")
    assert trail(school) == [f"Cora adopted the duty “{duty.text}”"]


def test_adopting_a_set_is_one_sentence_in_the_trail_and_keeps_the_order(
    school: School, lead: Member
) -> None:
    keys = queries.entries_of_set(library().sets[0])
    done = actions.adopt(school, lead, keys)
    assert done.adopted == len(keys) == Duty.objects.count()
    assert trail(school) == [f"Cora adopted {len(keys)} duties"]
    wanted = [one.key for one in library().entries_of("duty", "staff") if one.key in keys]
    assert list(Duty.objects.filter(area="staff").values_list("key", flat=True)) == wanted


def test_adopting_again_adds_only_what_is_missing(school: School, lead: Member) -> None:
    one, two = (entry.key for entry in library().entries_of("aspect")[:2])
    actions.adopt(school, lead, [one])
    Duty.objects.update(text="Our own words")
    assert actions.adopt(school, lead, [one, two]) == actions.Adoption(1, 0)
    assert Duty.objects.get(key=one).text == "Our own words"
    assert Duty.objects.count() == 2


def test_a_retired_duty_comes_back_with_the_schools_words(school: School, lead: Member) -> None:
    key = library().entries[0].key
    actions.adopt(school, lead, [key])
    duty = Duty.objects.get()
    words = dataclasses.replace(Words.of(duty), text="Our words")
    actions.retire(actions.reword(duty, lead, words, Words.of(duty)), lead)
    assert actions.adopt(school, lead, [key]) == actions.Adoption(0, 1)
    duty.refresh_from_db()
    assert (duty.text, duty.retired_on) == ("Our words", None)


def test_nothing_ticked_or_an_unknown_key_is_refused(school: School, lead: Member) -> None:
    for keys in ([], ["no-such-entry"]):
        with pytest.raises(Refused, match="tick at least one"):
            actions.adopt(school, lead, keys)


def test_a_new_school_is_offered_the_set_for_its_phase_ticked(school: School) -> None:
    offers = queries.offers(school, library())
    assert offers.chosen == "primary"
    assert offers.ticked == len(queries.entries_of_set(library().sets[0]))
    assert [one.key for one in offers.sets if one.suits] == ["primary"]


def test_the_page_says_what_the_school_has_and_adopts_what_is_ticked(
    client: Client, school: School, lead: Member
) -> None:
    first, second, third = (entry.key for entry in library().entries[:3])
    actions.adopt(school, lead, [first, second])
    actions.retire(Duty.objects.get(key=second), lead)
    signed_in(client, lead)
    page = client.get(address("adopt", school)).content.decode()
    assert f'value="{first}"' not in page
    assert "you have it" in page
    assert "tick to bring it back" in page
    answer = client.post(address("adopt", school), {"keys": [first, second, third]}, follow=True)
    assert "1 duty adopted. 1 brought back." in answer.content.decode()
    assert Duty.objects.filter(retired_on=None).count() == 3


def test_adopting_nothing_comes_back_with_its_sentence(
    client: Client, school: School, lead: Member
) -> None:
    answer = signed_in(client, lead).post(address("adopt", school))
    assert answer.status_code == 400
    assert "tick at least one duty" in answer.content.decode()


def test_a_set_ticks_only_what_is_missing(client: Client, school: School, lead: Member) -> None:
    keys = queries.entries_of_set(library().sets[0])
    actions.adopt(school, lead, list(keys)[:10])
    page = signed_in(client, lead).get(address("adopt", school) + "?set=primary").content.decode()
    assert len(re.findall(r"<input[^>]+ checked>", page)) == len(keys) - 10


# A newer library


def test_a_newer_library_is_offered_word_by_word(school: School, lead: Member) -> None:
    key = library().entries_of("duty")[0].key
    actions.adopt(school, lead, [key])
    duty = Duty.objects.get()
    assert not queries.updates(school, library()).changed
    [update] = queries.updates(school, newer(text=f"{duty.text} each autumn")).changed
    assert update.text_change == (("same", duty.text), ("added", " each autumn"))
    assert update.why_change == (("same", duty.why),)


def test_taking_the_words_changes_both_and_is_offered_no_more(school: School, lead: Member) -> None:
    source = newer(text="Say it newly", why="Newly")
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    duty = actions.take_words(duty, lead, (duty.text, duty.why), source)
    assert (duty.text, duty.why, duty.reworded) == ("Say it newly", "Newly", False)
    assert not queries.updates(school, source).changed


def test_keeping_ours_is_remembered_until_the_library_changes_again(
    school: School, lead: Member
) -> None:
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    ours = duty.text
    duty = actions.keep_words(duty, lead, newer(text="Newer"))
    assert (duty.text, duty.reworded) == (ours, True)
    assert not queries.updates(school, newer(text="Newer")).changed
    assert queries.updates(school, newer(text="Newest")).changed


def test_a_reworded_duty_is_never_overwritten_unseen(school: School, lead: Member) -> None:
    source = newer(text="Newer")
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    seen = (duty.text, duty.why)
    actions.reword(duty, lead, dataclasses.replace(Words.of(duty), text="Ours"), Words.of(duty))
    [update] = queries.updates(school, source).changed
    assert update.duty.reworded
    with pytest.raises(Changed):
        actions.take_words(duty, lead, seen, source)
    assert Duty.objects.get().text == "Ours"


def test_changed_labels_are_offered_and_new_entries_listed(school: School, lead: Member) -> None:
    entry = next(one for one in library().entries if "{ict}" in one.text)
    actions.adopt(school, lead, [entry.key])
    school.label_words = {"ict": "technology"}
    school.save()
    found = queries.updates(School.objects.get(pk=school.pk), library())
    assert [one.duty.key for one in found.changed] == [entry.key]
    assert len(found.new) == len(library().entries) - 1


def test_the_page_of_updates_takes_and_keeps(client: Client, school: School, lead: Member) -> None:
    entry = next(one for one in library().entries if "{ict}" in one.text)
    actions.adopt(school, lead, [entry.key])
    school.label_words = {"ict": "technology"}
    school.save()
    duty = Duty.objects.get()
    page = signed_in(client, lead).get(address("updates", school)).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "The library words 1 of your duties differently" in page
    stale = {"duty": duty.pk, "answer": "take", "base_text": "Something else"}
    answer = client.post(address("updates", school), stale, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    client.post(address("updates", school), {"duty": duty.pk, "answer": "keep"})
    assert "Your duties stand as the library has them" in (
        client.get(address("updates", school)).content.decode()
    )
    assert Duty.objects.get().text == duty.text


def test_a_duty_of_the_schools_own_has_no_library_words(school: School, lead: Member) -> None:
    with pytest.raises(Refused, match="the school’s own"):
        actions.keep_words(a_duty(school), lead)

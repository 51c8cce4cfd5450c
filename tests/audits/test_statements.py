"""The school's statements: taking, adding, wording, retiring; and the newer library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import entitlement, statements
from audits.actions.statements import Words
from audits.library import library
from audits.models import EntitlementGap, Kind, Statement
from audits.queries.cell import cell_page
from audits.queries.entitlement_gaps import open_gaps
from audits.queries.gaps import gap_or_none
from audits.queries.statements import differences, offered
from schools.actions import settings as school_settings
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.parts import World, a_world, say, sign
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"audits:{page}", args=[world.school.slug, *more])


def of_science(world: World) -> Statement:
    found = Statement.objects.filter(subject=world.science, key_stage="KS2").first()
    assert found is not None
    return found


def test_the_library_is_taken_once_in_the_schools_words(world: World) -> None:
    school_settings.change_words(world.school, world.head, {"ict": "digital"})
    number = statements.adopt(world.school, world.coordinator)
    assert number == Statement.objects.exclude(key="").count() > 20
    planned = Statement.objects.get(key="planned.ks1")
    assert planned.text.startswith("Digital stands in the subject’s plans")
    assert planned.owner == "product" and not planned.reworded
    with pytest.raises(Refused, match="tick at least one"):
        statements.adopt(world.school, world.coordinator)
    assert offered(world.school, library()) == []


def test_only_what_is_ticked_is_taken(world: World) -> None:
    one, two, *_rest = offered(world.school, library())
    assert statements.adopt(world.school, world.smt, [two.ref]) == 1
    assert Statement.objects.exclude(key="").get().key == two.entry.key
    assert one.ref in [each.ref for each in offered(world.school, library())]


@pytest.mark.parametrize("who", ["department", "teacher", "governor"])
def test_others_take_nothing_from_the_library(client: Client, world: World, who: str) -> None:
    response = signed_in(client, getattr(world, who)).post(url(world, "adopt"), {"all": "yes"})
    assert response.status_code == 403
    assert "Only senior managers and the coordinator take statements" in response.content.decode()
    assert client.get(url(world, "statement_updates")).status_code == 403


def test_heads_of_department_word_their_own_subject_only(client: Client, world: World) -> None:
    own = of_science(world)
    statements.reword(own, world.department, Words("Pupils log data"), Words(own.text, own.why))
    statements.add(world.school, world.department, Kind.SUBJECT, "KS1", Words("New"), world.science)
    for kind, subject in ((Kind.ICT, None), (Kind.EVERY, None), (Kind.SUBJECT, world.music)):
        with pytest.raises(NotAllowed, match="those of their own subjects"):
            statements.add(world.school, world.department, kind, "KS1", Words("New"), subject)
    general = Statement.objects.filter(kind=Kind.EVERY).first()
    assert general is not None
    signed_in(client, world.department)
    for page in ("statement", "statement_retire", "statement_back"):
        response = client.post(url(world, page, general.pk), {"text": "Mine"})
        assert response.status_code == 403
        assert "those of their own subjects" in response.content.decode()
    listed = client.get(url(world, "statements")).content.decode()
    assert url(world, "statement", own.pk) in listed
    assert url(world, "statement", general.pk) not in listed
    add = client.get(url(world, "statement_add")).content.decode()
    assert ">Science<" in add and ">Music<" not in add and "every subject" not in add


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_others_word_nothing(client: Client, world: World, who: str) -> None:
    signed_in(client, getattr(world, who))
    for page, more in (("statement_add", ()), ("statement", (of_science(world).pk,))):
        response = client.get(url(world, page, *more))
        assert response.status_code == 403
        assert "word the statements" in response.content.decode()


def test_another_schools_statement_is_not_there(client: Client, world: World) -> None:
    other = a_world()
    with scope(school=other.school):
        pk = of_science(other).pk
    signed_in(client, world.head)
    for page in ("statement", "statement_retire", "statement_back"):
        assert client.post(url(world, page, pk), {"text": "Mine"}).status_code == 404
    assert client.post(url(world, "statement_updates"), {"statement": str(pk)}).status_code == 404
    assert client.post(url(world, "statement_updates"), {"statement": "x"}).status_code == 404


def test_adding_one_by_the_form(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    typed = {
        "about": str(world.music.pk),
        "stage": "KS1",
        "text": "Pupils sing  and\nrecord",
        "why": "",
    }
    response = client.post(url(world, "statement_add"), typed, follow=True)
    assert "“Pupils sing and record” added." in response.content.decode()
    again = client.post(url(world, "statement_add"), typed)
    assert again.status_code == 422 and "This stands here already." in again.content.decode()
    assert "Pupils sing" in again.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", " ", "This field is required"),
        ("text", "x" * 301, "at most 300"),
        ("stage", "KS4", "Select a valid choice"),
        ("about", "999", "Select a valid choice"),
        ("about", "", "This field is required"),
    ],
)
def test_a_wrong_statement_comes_back_filled_in(
    client: Client, world: World, field: str, value: str, words: str
) -> None:
    signed_in(client, world.coordinator)
    typed = {"about": "every", "stage": "KS1", "text": "Pupils try", "why": "Look.", field: value}
    response = client.post(url(world, "statement_add"), typed)
    assert response.status_code == 422
    assert words in response.content.decode() and "Look." in response.content.decode()
    assert not Statement.objects.filter(why="Look.").exists()


def test_a_statement_of_a_subject_that_is_ict_itself_is_refused(world: World) -> None:
    with pytest.raises(statements.NotSo, match="Choose what it is about"):
        statements.add(
            world.school, world.coordinator, Kind.SUBJECT, "KS1", Words("A"), world.computing
        )


def test_two_who_reword_at_once_both_see_their_words(client: Client, world: World) -> None:
    one = of_science(world)
    base = {"base_text": one.text, "base_why": one.why}
    statements.reword(one, world.department, Words("Theirs is this"), Words(one.text, one.why))
    signed_in(client, world.coordinator)
    response = client.post(url(world, "statement", one.pk), {"text": "Mine is that", **base})
    read = response.content.decode()
    assert response.status_code == 422 and "Both wordings are below" in read
    assert "Mine is that" in read and "Theirs" in read
    one.refresh_from_db()
    assert one.text == "Theirs is this"
    response = client.post(
        url(world, "statement", one.pk),
        {"text": "Mine is that", "base_text": "Theirs is this", "base_why": ""},
    )
    assert response.status_code == 302


def test_retired_it_is_asked_no_more_and_its_gap_closes(client: Client, world: World) -> None:
    say(world.cell(world.science), world.department, "partly")
    sign(world.cell(world.science), world.department)
    one = of_science(world)
    signed_in(client, world.coordinator).post(url(world, "statement_retire", one.pk))
    assert EntitlementGap.objects.get(statement=one).closed_on is not None
    page = cell_page(world.cell(world.science), world.head)
    assert page.counts.total == 2 and one.pk not in [each.statement.pk for each in page.items]
    twin = client.post(
        url(world, "statement_add"),
        {"about": str(world.science.pk), "stage": "KS2", "text": one.text},
    )
    assert "bring it back instead" in twin.content.decode()
    client.post(url(world, "statement_back", one.pk))
    assert cell_page(world.cell(world.science), world.head).counts.total == 3


def test_a_gap_that_is_asked_no_more_says_so_and_is_open_again_when_it_is_asked_again(
    world: World,
) -> None:
    planned, met = Statement.objects.filter(kind=Kind.EVERY, key_stage="KS2")
    for subject, who in ((world.science, world.department), (world.music, world.head)):
        say(world.cell(subject), who, "partly")
        sign(world.cell(subject), who)
    # Before both are retired, one of them is met in Music.
    entitlement.say(world.cell(world.music), world.head, [entitlement.Word(met.pk, "met")])
    sign(world.cell(world.music), world.head)
    before = {(gap.text, gap.subject) for gap in open_gaps(world.school)}
    gap = EntitlementGap.objects.get(statement=planned, subject=world.science)
    for one in (planned, met):
        statements.retire(one, world.coordinator)
    closed = gap_or_none(world.school, "entitlement", gap.pk)
    assert closed is not None and closed.given_up and not closed.is_open
    assert closed.closed_words == "the statement is asked no more"
    for one in (planned, met):
        statements.bring_back(one, world.coordinator)
    assert {(gap.text, gap.subject) for gap in open_gaps(world.school)} == before
    again = gap_or_none(world.school, "entitlement", gap.pk)
    assert again is not None and again.is_open and again.opened_on == gap.opened_on
    say(world.cell(world.science), world.department)
    sign(world.cell(world.science), world.department)
    signed = gap_or_none(world.school, "entitlement", gap.pk)
    assert signed is not None and not signed.given_up
    assert signed.closed_words.startswith("signed on ")


def test_a_newer_library_never_overwrites_and_offers_the_difference(
    client: Client, world: World
) -> None:
    statements.adopt(world.school, world.coordinator)
    source = library()
    newer = replace(
        source,
        entries=tuple(
            replace(one, text="Pupils plan anew") if one.key == "planned.ks1" else one
            for one in source.entries
        ),
    )
    one = Statement.objects.get(key="planned.ks1")
    before = Words(one.text, one.why)
    statements.reword(one, world.smt, Words("Our own words"), before)
    assert differences(world.school, source) == []
    (found,) = differences(world.school, newer)
    assert (found.statement.text, found.text) == ("Our own words", "Pupils plan anew")
    statements.keep_words(one, world.smt, newer)
    assert differences(world.school, newer) == []
    one.refresh_from_db()
    assert one.text == "Our own words" and one.reworded
    with pytest.raises(statements.Changed):
        statements.take_words(one, world.smt, before, newer)
    statements.take_words(one, world.smt, Words(one.text, one.why), newer)
    one.refresh_from_db()
    assert one.text == "Pupils plan anew" and not one.reworded
    # With the library as it is the words differ again, and the page asks.
    read = signed_in(client, world.smt).get(url(world, "statement_updates")).content.decode()
    assert "Keep ours" in read and "Take the library’s" in read
    typed = {"statement": one.pk, "take": "theirs", "base_text": one.text, "base_why": one.why}
    client.post(url(world, "statement_updates"), typed)
    one.refresh_from_db()
    assert one.text == before.text


def test_the_schools_own_statement_has_no_words_in_the_library(world: World) -> None:
    with pytest.raises(Refused, match="the library has no words for it"):
        statements.keep_words(of_science(world), world.smt)


# What holds evidence is not removed --------------------------------------------------------------


def test_a_subject_that_holds_evidence_is_not_removed(world: World) -> None:
    say(world.cell(world.music), world.head)
    with pytest.raises(Refused, match="it is used in “the entitlement, KS2”"):
        school_settings.remove_subject(world.music, world.head)
    world.music.refresh_from_db()


def test_a_subject_without_evidence_goes_with_its_statements(world: World) -> None:
    statements.add(world.school, world.smt, Kind.SUBJECT, "KS1", Words("Pupils hum"), world.music)
    school_settings.remove_subject(world.music, world.head)
    assert not Statement.objects.filter(text="Pupils hum").exists()


def test_a_key_stage_that_holds_evidence_is_not_removed(client: Client, world: World) -> None:
    say(world.cell(world.science), world.department)
    with pytest.raises(Refused, match="KS2 cannot be removed: 3 answers of the entitlement"):
        school_settings.change_details(world.school, world.head, {"key_stages": ["KS1"]})
    typed = {
        "name": world.school.name,
        "phase": "primary",
        "key_stages": ["KS1"],
        "time_zone": "Europe/London",
    }
    address = reverse("schools:settings_details", args=[world.school.slug])
    read = signed_in(client, world.head).post(address, typed).content.decode()
    assert "KS2 cannot be removed" in read
    world.school.refresh_from_db()
    assert world.school.key_stages == ["KS1", "KS2"]
    school_settings.change_details(world.school, world.head, {"key_stages": ["KS2"]})
    world.school.refresh_from_db()
    assert world.school.key_stages == ["KS2"]

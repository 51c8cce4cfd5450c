"""The pages of the entitlement: who may open them, what they say, how much they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import entitlement
from audits.actions.entitlement import Word
from audits.models import Answer, Judgement, Signature, Statement
from audits.queries.cell import cell_page
from audits.queries.cells import statements_of
from audits.queries.standing import standing
from schools import offers
from schools.models import Member, Subject
from tests.audits.parts import World, a_large_school, a_world, make_last_year, say, sign
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"audits:{page}", args=[world.school.slug, *more])


def science(world: World) -> tuple[int, str]:
    return world.science.pk, "KS2"


def get(client: Client, member: Member, address: str) -> str:
    response = signed_in(client, member).get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def first(world: World) -> Statement:
    found = statements_of(world.cell(world.science)).first()
    assert found is not None
    return found


READ = ["index", "entitlement", "gaps", "statements"]


@pytest.mark.parametrize("page", READ)
@pytest.mark.parametrize("who", ["head", "smt", "coordinator", "department", "teacher", "governor"])
def test_everybody_with_a_position_reads(client: Client, world: World, page: str, who: str) -> None:
    get(client, getattr(world, who), url(world, page))


@pytest.mark.parametrize("page", READ)
def test_guests_and_other_schools_do_not(client: Client, world: World, page: str) -> None:
    guest = a_member(world.school, "guest")
    response = signed_in(client, guest).get(url(world, page))
    assert response.status_code == 403
    assert "Only people with a position in the school" in response.content.decode()
    stranger = signed_in(client, a_member(a_school(), "headteacher"))
    assert stranger.get(url(world, page)).status_code == 404
    client.logout()
    assert client.get(url(world, page)).status_code == 302


def test_a_cell_is_only_found_in_its_school_and_key_stage(client: Client, world: World) -> None:
    other = a_world()
    signed_in(client, world.head)
    for subject, stage in (
        (other.science.pk, "KS2"),
        (world.science.pk, "KS4"),
        (world.computing.pk, "KS2"),
        (999_999, "KS2"),
    ):
        assert client.get(url(world, "cell", subject, stage)).status_code == 404
        assert client.post(url(world, "sign_entitlement", subject, stage)).status_code == 404


def test_nothing_yet_says_what_it_is_for_and_offers_the_first_step(client: Client) -> None:
    world = a_world(0)
    with scope(school=world.school):
        Statement.objects.all().delete()
        assert "Take the statements" in get(client, world.coordinator, url(world, "entitlement"))
        read = get(client, world.department, url(world, "entitlement"))
        assert "Take the statements" not in read and "Nobody has begun yet" in read
        assert "Not known yet" in get(client, world.head, url(world, "index"))
        response = signed_in(client, world.coordinator).post(
            url(world, "adopt"), {"all": "yes"}, follow=True
        )
        assert "statements taken." in response.content.decode()
        names = Statement.objects.filter(kind="subject").values_list("subject__name", flat=True)
        assert set(names) == {"Science", "Music", "Art"}
        assert set(Statement.objects.values_list("key_stage", flat=True)) == {"KS1", "KS2"}


def test_a_head_of_department_sees_first_what_is_theirs(client: Client, world: World) -> None:
    read = get(client, world.department, url(world, "entitlement"))
    assert "<h1>Two of your two key stages are to say</h1>" in " ".join(read.split())
    assert read.index("Science, KS1") < read.index("Subject by key stage")
    say(world.cell(world.science), world.department)
    sign(world.cell(world.science), world.department)
    read = get(client, world.department, url(world, "entitlement"))
    assert "One of your two key stages is to say" in read


def test_a_head_of_department_sees_only_what_is_theirs_and_the_whole_when_asked(
    client: Client, world: World
) -> None:
    for subject, who in ((world.science, world.department), (world.art, world.other)):
        say(world.cell(subject), who, "partly")
        sign(world.cell(subject), who)
    page = url(world, "entitlement")
    own = get(client, world.department, page)
    assert "Science, KS2" in own and "Pupils measure, KS2" in own
    for others in ("Art", "Music", "ICT itself", "Who has still to say"):
        assert others not in own
    assert "3 statements are signed as not met yet" in own and f"{page}?whole=yes" in own
    whole = get(client, world.department, f"{page}?whole=yes")
    for everybodys in ("Art", "Music", "ICT itself", "Who has still to say"):
        assert everybodys in whole
    assert "5 statements are signed as not met yet" in whole
    # Who leads, or answers for nothing, sees the whole at once.
    for who in (world.head, world.smt, world.coordinator, world.teacher, world.governor):
        read = get(client, who, page)
        assert "Art" in read and "Who has still to say" in read and "whole=yes" not in read
    say(world.cell(world.science, "KS1"), world.department)
    sign(world.cell(world.science, "KS1"), world.department)
    assert "All that is yours is said and signed" in get(client, world.department, page)


def test_the_head_sees_who_has_not_said(client: Client, world: World) -> None:
    read = get(client, world.smt, url(world, "entitlement"))
    assert "Nobody has signed yet what pupils get of it" in read
    say(world.cell(), world.coordinator)
    sign(world.cell(), world.coordinator)
    read = get(client, world.smt, url(world, "entitlement"))
    assert "1 of 8 key stages are signed" in read
    assert "ICT itself (Computing), Science and 2 more have still to say" in read
    assert "nobody leads it: the headteacher signs" in read


def test_the_whole_is_secured_when_everything_is_signed_and_met(
    client: Client, world: World
) -> None:
    who = {0: world.coordinator, world.science.pk: world.department, world.art.pk: world.other}
    for subject in (None, world.science, world.art, world.music):
        for stage in ("KS1", "KS2"):
            cell = world.cell(subject, stage)
            member = who.get(cell.number, world.head)
            say(cell, member)
            sign(cell, member)
    read = get(client, world.governor, url(world, "entitlement"))
    assert "Pupils’ entitlement is secured in every subject and key stage" in read
    assert standing(world.head).line == "all 8 signed"


def test_last_year_stands_beside_this_year(client: Client, world: World) -> None:
    say(world.cell(world.science), world.department, Answer.PARTLY, "Three loggers.")
    sign(world.cell(world.science), world.department)
    make_last_year(world.cell(world.science), signed_days_ago=400)
    read = get(client, world.department, url(world, "cell", *science(world)))
    assert "partly. Three loggers." in read and "That is over a year ago." in read
    assert "Take last year’s answers for the 3 that are open" in read
    assert "out of date" in get(client, world.head, url(world, "entitlement"))


# Saying ----------------------------------------------------------------------------------------


def test_the_plain_form_saves_everything_at_once(client: Client, world: World) -> None:
    signed_in(client, world.department)
    typed: dict[str, str] = {}
    for one in statements_of(world.cell(world.science)):
        typed |= {f"answer-{one.pk}": "met", f"evidence-{one.pk}": "Books."}
    response = client.post(url(world, "cell", *science(world)), typed, follow=True)
    assert "3 answers are saved." in response.content.decode()
    assert Judgement.objects.filter(evidence="Books.", said_by=world.department).count() == 3


def test_what_was_typed_and_refused_comes_back(client: Client, world: World) -> None:
    pk = first(world).pk
    entitlement.say(world.cell(world.science), world.coordinator, [Word(pk, "met", "Theirs.")])
    signed_in(client, world.department)
    typed = {f"answer-{pk}": "partly", f"evidence-{pk}": "Mine <b>", f"revision-{pk}": "0"}
    response = client.post(url(world, "cell", *science(world)), typed)
    read = response.content.decode()
    assert response.status_code == 422
    assert "Somebody else wrote here" in read and "Theirs." in read and "Mine &lt;b&gt;" in read
    assert f'name="revision-{pk}" value="1"' in read and 'value="partly" checked' in read
    response = client.post(url(world, "cell", *science(world)), {**typed, f"revision-{pk}": "1"})
    assert response.status_code == 302
    assert Judgement.objects.get(statement=pk).evidence == "Mine <b>"


def test_each_answer_is_saved_as_it_is_given(client: Client, world: World) -> None:
    pk = first(world).pk
    signed_in(client, world.department)
    address = url(world, "answer", *science(world), pk)
    response = client.post(address, {f"answer-{pk}": "not_yet"}, headers={"HX-Request": "true"})
    read = response.content.decode()
    assert response.status_code == 200 and "✓ saved" in read
    assert 'id="signing" hx-swap-oob="true"' in read and "2 statements are left" in read
    assert f'id="revision-{pk}" name="revision-{pk}" value="1"' in read
    assert client.post(address, {f"answer-{pk}": "met"}).status_code == 302  # without JavaScript


def test_a_change_that_takes_a_signature_says_whose(client: Client, world: World) -> None:
    cell, pk = world.cell(world.science), first(world).pk
    say(cell, world.department)
    sign(cell, world.department)
    page = get(client, world.coordinator, url(world, "cell", *science(world)))
    assert "Changing anything below takes that signature away" in page
    response = client.post(
        url(world, "answer", *science(world), pk),
        {f"answer-{pk}": "partly"},
        headers={"HX-Request": "true"},
    )
    assert "the signature of Dora Department is taken away" in response.content.decode()


@pytest.mark.parametrize("who", ["teacher", "governor", "other"])
def test_who_may_not_say_reads_only(client: Client, world: World, who: str) -> None:
    pk, member = first(world).pk, getattr(world, who)
    say(world.cell(world.science), world.department, evidence="Seen in March.")
    read = get(client, member, url(world, "cell", *science(world)))
    assert 'name="evidence' not in read and "Seen in March." in read
    for address in (url(world, "cell", *science(world)), url(world, "answer", *science(world), pk)):
        response = client.post(address, {f"answer-{pk}": "partly"})
        assert response.status_code == 403
        assert "heads of department where their own does" in response.content.decode()
    assert client.post(url(world, "rest", *science(world)), {"as": "last"}).status_code == 403
    assert not Judgement.objects.filter(answer="partly").exists()


@pytest.mark.parametrize("typed", ["", "perhaps"])
def test_no_answer_and_an_unknown_one(client: Client, world: World, typed: str) -> None:
    pk = first(world).pk
    signed_in(client, world.department)
    response = client.post(
        url(world, "answer", *science(world), pk),
        {f"answer-{pk}": typed, "answer-x": "met", "evidence-99999999999999999999": "a"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == (422 if typed else 200)
    assert not Judgement.objects.exists()


def test_another_schools_statement_is_not_answered(client: Client, world: World) -> None:
    other = a_world()
    with scope(school=other.school):
        pk = first(other).pk
    signed_in(client, world.department)
    response = client.post(url(world, "answer", *science(world), pk), {f"answer-{pk}": "met"})
    assert response.status_code == 422
    assert not Judgement.objects.exists()


# Signing ---------------------------------------------------------------------------------------


def test_signing_by_the_button(client: Client, world: World) -> None:
    say(world.cell(world.science), world.department)
    read = get(client, world.department, url(world, "cell", *science(world)))
    seen = cell_page(world.cell(world.science), world.department).seen
    assert f'name="seen" value="{seen}"' in read
    response = client.post(
        url(world, "sign_entitlement", *science(world)), {"seen": seen}, follow=True
    )
    assert "Signed: Science, KS2. Thank you." in response.content.decode()
    assert Signature.objects.get().member == world.department
    stale = client.post(
        url(world, "sign_entitlement", *science(world)), {"seen": "old"}, follow=True
    )
    assert "changed while you were reading" in stale.content.decode()


@pytest.mark.parametrize("who", ["head", "smt", "coordinator", "other", "teacher", "governor"])
def test_a_signature_for_somebody_elses_subject_is_refused(
    client: Client, world: World, who: str
) -> None:
    say(world.cell(world.science), world.department)
    seen = cell_page(world.cell(world.science), world.department).seen
    member = getattr(world, who)
    read = get(client, member, url(world, "cell", *science(world)))
    assert 'name="seen"' not in read and "It waits to be signed by Dora Department" in " ".join(
        read.split()
    )
    response = client.post(url(world, "sign_entitlement", *science(world)), {"seen": seen})
    assert response.status_code == 403
    assert "signed by its head of department" in response.content.decode()
    assert not Signature.objects.exists()


def test_upper_apps_offer_what_to_do_with_a_gap(client: Client, world: World) -> None:
    say(world.cell(world.science), world.department, Answer.PARTLY)
    sign(world.cell(world.science), world.department)

    def source(thing: Any, member: Member) -> list[offers.Offer]:
        return [offers.Offer(f"Plan gap {thing.pk}", "/there/")]

    offers.register(source)
    try:
        for page in (url(world, "gaps"), url(world, "cell", *science(world))):
            assert "Plan gap" in get(client, world.head, page)
    finally:
        offers.unregister(source)
    assert "Plan gap" not in get(client, world.head, url(world, "gaps"))


# Size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["head", "department", "coordinator", "governor"])
def test_a_large_school_takes_no_more_queries_than_a_small_one(
    client: Client, who: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    world = a_large_school(15, ["EYFS", "KS1", "KS2", "KS3", "KS4"], 20)
    signed_in(client, getattr(world, who))
    with scope(school=world.school):
        last = Subject.objects.order_by("-order").first()
    assert last is not None
    for address in (
        url(world, "entitlement"),
        url(world, "index"),
        url(world, "gaps"),
        url(world, "statements"),
        url(world, "cell", last.pk, "KS2"),
    ):
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200

"""The school's duties: adopted, worded, retired, ordered; nothing doubled, nothing lost."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from roles.actions import duties as actions
from roles.actions.duties import Changed, Words
from roles.library import Library, library
from roles.models import Duty, Line, Part, Role, RoleDescription, State
from roles.queries import duties as queries
from schools.models import Activity, Member, School
from schools.permissions import NotAllowed
from schools.refusals import Refused
from schools.trail import read
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> سجل 🙂"


@pytest.fixture
def school() -> Iterator[School]:
    school = a_school(label_words={"ict": "digital", "smt": "SLT"})
    with scope(school=school):
        yield school


@pytest.fixture
def lead(school: School) -> Member:
    return a_member(school, "coordinator", name="Cora")


def address(name: str, school: School, *args: object) -> str:
    return reverse(f"roles:{name}", args=[school.slug, *args])


def a_duty(school: School, text: str = "Coach colleagues", **fields: object) -> Duty:
    return Duty.objects.create(
        **{"school": school, "text": text, "kind": "duty", "area": "staff", **fields}
    )


def agreed(school: School, title: str, *duties: Duty, part: str = Part.LEADS) -> RoleDescription:
    role = Role.objects.create(school=school, title=title, position="coordinator")
    version = RoleDescription.objects.create(school=school, role=role, number=1, state=State.AGREED)
    Line.objects.bulk_create(
        Line(school=school, description=version, duty=duty, part=part) for duty in duties
    )
    return version


def newer(**changes: str) -> Library:
    """The library with the entry of key "duty" reworded."""
    now = library()
    key = now.entries_of("duty")[0].key
    entries = tuple(
        dataclasses.replace(entry, **changes) if entry.key == key else entry
        for entry in now.entries
    )
    return dataclasses.replace(now, version=now.version + 1, entries=entries)


def trail(school: School) -> list[str]:
    return [read(one, "somebody") for one in Activity.objects.select_related("member", "person")]


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
    assert "You have it." in page
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


# The list


def test_the_list_shows_each_duty_with_its_leader_and_the_finding_on_top(
    client: Client, school: School, lead: Member
) -> None:
    led, _unled = a_duty(school), a_duty(school, "Buy equipment", area="resources")
    agreed(school, "Coordinator, infants", led)
    page = signed_in(client, lead).get(address("duties", school)).content.decode()
    assert "2 duties, and one has nobody who leads it" in page
    assert "Coordinator, infants" in page
    assert page.count("Nobody leads it") == 1


def test_an_empty_list_offers_the_first_step(client: Client, school: School, lead: Member) -> None:
    page = signed_in(client, lead).get(address("duties", school)).content.decode()
    assert "Adopt from the library" in page
    assert "Begin with the starting set" in page


def test_what_a_duty_says_is_shown_as_text(client: Client, school: School, lead: Member) -> None:
    duty = a_duty(school, NASTY, why=NASTY)
    for name, *args in (("duties",), ("duty", duty.pk), ("duty_order", "staff")):
        page = signed_in(client, lead).get(address(name, school, *args)).content.decode()
        assert "<script>alert" not in page
        assert "سجل 🙂" in page


@pytest.mark.parametrize("rows", [2, 60])
def test_the_list_takes_as_many_queries_for_many_as_for_few(
    client: Client,
    school: School,
    lead: Member,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    duties = [a_duty(school, f"Duty {n}", order=n) for n in range(rows)]
    for n in range(rows // 2):
        agreed(school, f"Role {n}", *duties[: n + 1])
    signed_in(client, lead)
    for name, *args in (
        ("duties",),
        ("adopt",),
        ("updates",),
        ("duty", duties[0].pk),
        ("duty_order", "staff"),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(address(name, school, *args)).status_code == 200


# Adding and rewording


def test_a_school_adds_a_duty_of_its_own(client: Client, school: School, lead: Member) -> None:
    first = a_duty(school, order=4)
    answer = signed_in(client, lead).post(
        address("duty_add", school), {"text": "Run the\r\nrobot club", "group": "staff"}
    )
    duty = Duty.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"].endswith(f"#duty-{duty.pk}")
    assert (duty.text, duty.area, duty.kind, duty.order) == (
        "Run the robot club",
        "staff",
        "duty",
        5,
    )
    signed_in(client, lead).post(
        address("duty_add", school), {"text": "Visit lessons", "group": "senior"}
    )
    assert (Duty.objects.get(text="Visit lessons").kind) == "senior"


def test_the_same_words_twice_are_refused_with_the_form_filled_in(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    form = {"text": duty.text, "group": "staff", "why": "Because it helps"}
    answer = signed_in(client, lead).post(address("duty_add", school), form)
    assert answer.status_code == 400
    assert "stands here already." in answer.content.decode()
    assert "Because it helps" in answer.content.decode()
    actions.retire(duty, lead)
    answer = client.post(address("duty_add", school), form)
    assert "bring it back instead" in answer.content.decode()


def test_ten_thousand_characters_are_refused_and_kept(
    client: Client, school: School, lead: Member
) -> None:
    duty, words = a_duty(school), "long " * 2000
    for where in (address("duty_add", school), address("duty", school, duty.pk)):
        answer = signed_in(client, lead).post(where, {"text": words, "group": "staff"})
        assert answer.status_code == 400
        assert "at most 300 characters" in answer.content.decode()
        assert words.strip() in answer.content.decode()


def form_of(duty: Duty, **changes: str) -> dict[str, str]:
    base = {"text": duty.text, "why": duty.why, "short": duty.short}
    return {
        **base,
        "group": duty.area or duty.kind,
        **{f"base_{name}": value for name, value in base.items()},
        "base_area": duty.area,
        **changes,
    }


def test_rewording_is_kept_and_told(client: Client, school: School, lead: Member) -> None:
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    before = duty.text
    signed_in(client, lead).post(
        address("duty", school, duty.pk), form_of(duty, text="Our own words")
    )
    duty.refresh_from_db()
    assert (duty.text, duty.adopted_text, duty.reworded) == ("Our own words", before, True)
    assert trail(school)[0] == f"Cora reworded “{before}” as “Our own words”"


def test_the_librarys_words_stand_beside_and_can_be_taken_back(
    client: Client, school: School, lead: Member
) -> None:
    actions.adopt(school, lead, [library().entries_of("duty")[0].key])
    duty = Duty.objects.get()
    theirs = duty.text
    duty = actions.reword(
        duty, lead, dataclasses.replace(Words.of(duty), text="Ours"), Words.of(duty)
    )
    page = signed_in(client, lead).get(address("duty", school, duty.pk)).content.decode()
    assert "Take the library’s words back" in page
    client.post(
        address("updates", school),
        {
            "duty": duty.pk,
            "answer": "take",
            "then": "duty",
            "base_text": "Ours",
            "base_why": duty.why,
        },
    )
    duty.refresh_from_db()
    assert (duty.text, duty.reworded) == (theirs, False)


def test_who_saves_second_sees_both_wordings_and_loses_neither(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    form = form_of(duty, text="Coach teachers")
    actions.reword(duty, lead, Words("Coach all colleagues", "", "", "staff"), Words.of(duty))
    answer = signed_in(client, lead).post(address("duty", school, duty.pk), form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Coach all colleagues" in page
    assert 'value="Coach all colleagues"' in page, "the next save begins from their words"
    assert ">\nCoach teachers</textarea>" in page
    assert Duty.objects.get().text == "Coach all colleagues"
    client.post(address("duty", school, duty.pk), {**form, "base_text": "Coach all colleagues"})
    assert Duty.objects.get().text == "Coach teachers"


def test_two_who_type_the_same_are_no_conflict(school: School, lead: Member) -> None:
    duty = a_duty(school)
    base, words = Words.of(duty), Words("Coach teachers", "", "", "staff")
    actions.reword(duty, lead, words, base)
    assert actions.reword(duty, lead, words, base).text == "Coach teachers"
    with pytest.raises(Changed):
        actions.reword(duty, lead, Words("Something else", "", "", "staff"), base)


def test_a_duty_moves_to_the_end_of_another_area(school: School, lead: Member) -> None:
    duty = a_duty(school)
    a_duty(school, "Buy", area="resources", order=3)
    base = Words.of(duty)
    duty = actions.reword(duty, lead, dataclasses.replace(base, area="resources"), base)
    assert (duty.area, duty.order) == ("resources", 4)
    assert trail(school) == ["Cora moved “Coach colleagues” to Resources"]


def test_a_senior_responsibility_cannot_be_moved_to_an_area(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school, kind="senior", area="")
    answer = signed_in(client, lead).post(
        address("duty", school, duty.pk), form_of(duty, group="staff")
    )
    assert answer.status_code == 400
    assert Duty.objects.get().kind == "senior"


# Retiring and deleting


def test_retiring_names_what_uses_it_and_leaves_the_agreed_words(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    version = agreed(school, "Coordinator, infants", duty)
    signed_in(client, lead)
    page = client.get(address("duty", school, duty.pk)).content.decode()
    assert "Coordinator, infants" in page
    assert "version 1, agreed" in page
    assert "Delete it" not in page
    answer = client.post(address("duty_retire", school, duty.pk), follow=True)
    assert "still agreed for" in answer.content.decode()
    assert version.lines.get().duty == duty
    client.post(address("duty_bring_back", school, duty.pk))
    duty.refresh_from_db()
    assert duty.retired_on is None


def test_a_used_duty_is_not_deleted_and_retiring_is_offered(
    client: Client, school: School, lead: Member
) -> None:
    duty = a_duty(school)
    agreed(school, "Coordinator", duty)
    answer = signed_in(client, lead).post(address("duty_delete", school, duty.pk), follow=True)
    page = answer.content.decode()
    assert "stands in 1 version of a role description, so it cannot be deleted" in page
    assert "Retire it" in page
    assert Duty.objects.exists()


def test_a_duty_never_used_can_be_deleted(client: Client, school: School, lead: Member) -> None:
    duty = a_duty(school)
    signed_in(client, lead).post(address("duty_delete", school, duty.pk))
    assert not Duty.objects.exists()
    assert trail(school) == ["Cora deleted the duty “Coach colleagues”, never used"]


# Order


def texts(area: str = "staff") -> list[str]:
    return list(Duty.objects.filter(area=area, retired_on=None).values_list("text", flat=True))


@pytest.fixture
def three(school: School) -> list[Duty]:
    return [a_duty(school, text, order=n) for n, text in enumerate("ABC")]


def test_a_button_moves_a_duty_one_place_and_keeps_the_focus(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    signed_in(client, lead)
    move = {"move": f"{three[2].pk}-up"}
    answer = client.post(address("duty_order", school, "staff"), move, follow=True)
    assert texts() == ["A", "C", "B"]
    assert re.search(rf'id="move-{three[2].pk}-up"[^>]* autofocus', answer.content.decode())
    assert trail(school) == ["Cora changed the order of Staff development"]


def test_htmx_gets_the_list_alone(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    answer = signed_in(client, lead).post(
        address("duty_order", school, "staff"),
        {"move": f"{three[0].pk}-down"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert page.index(">B\n") < page.index(">A\n")
    assert texts() == ["B", "A", "C"]


def test_places_can_be_typed(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    one, two, last = three
    typed = {f"place-{one.pk}": 3, f"place-{two.pk}": 2, f"place-{last.pk}": 1}
    signed_in(client, lead).post(address("duty_order", school, "staff"), typed)
    assert texts() == ["C", "B", "A"]


def test_a_place_that_is_no_number_comes_back_with_its_sentence(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    typed = {f"place-{duty.pk}": "first" for duty in three}
    answer = signed_in(client, lead).post(address("duty_order", school, "staff"), typed)
    assert answer.status_code == 400
    assert "Type a place as a number" in answer.content.decode()
    assert 'value="first"' in answer.content.decode()
    assert texts() == ["A", "B", "C"]


def test_an_area_that_there_is_not_is_not_found(
    client: Client, school: School, lead: Member, three: list[Duty]
) -> None:
    signed_in(client, lead)
    assert client.get(address("duty_order", school, "nowhere")).status_code == 404
    move = {"move": "999999-up"}
    assert client.post(address("duty_order", school, "staff"), move).status_code == 404


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


# Who may


PAGES = ["adopt", "duty_add", "updates", "duty_order", "duty"]
WRITES = ["duty_retire", "duty_bring_back", "duty_delete"]


@pytest.mark.parametrize(
    "kind", ["head_of_department", "teacher", "technician", "business_manager", "governor"]
)
def test_who_may_not_change_duties_reads_them_and_is_told_who_may(
    client: Client, school: School, kind: str
) -> None:
    duty = a_duty(school)
    signed_in(client, a_member(school, kind))
    page = client.get(address("duties", school))
    assert page.status_code == 200
    assert "Adopt from the library" not in page.content.decode()
    for name in PAGES + WRITES:
        args = [duty.pk] if name in [*WRITES, "duty"] else []
        args += ["staff"] if name == "duty_order" else []
        answer = client.post(address(name, school, *args))
        assert answer.status_code == 403
        assert "Only senior managers and the coordinator" in answer.content.decode()


@pytest.mark.parametrize("kind", ["headteacher", "smt", "coordinator"])
def test_senior_managers_and_coordinators_may(client: Client, school: School, kind: str) -> None:
    duty = a_duty(school)
    signed_in(client, a_member(school, kind))
    for name, *args in (("adopt",), ("duty_add",), ("updates",), ("duty", duty.pk)):
        assert client.get(address(name, school, *args)).status_code == 200


def test_a_guest_may_not_read_them(client: Client, school: School) -> None:
    answer = signed_in(client, a_member(school, "guest")).get(address("duties", school))
    assert answer.status_code == 403


def test_another_schools_duty_is_not_found(client: Client, school: School, lead: Member) -> None:
    other = a_school()
    with scope(school=other):
        theirs = a_duty(other)
    signed_in(client, lead)
    assert client.get(address("duties", other)).status_code == 404
    assert client.get(address("duty", school, theirs.pk)).status_code == 404
    assert client.post(address("duty_delete", school, theirs.pk)).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(client: Client, school: School) -> None:
    answer = client.get(address("duties", school))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_actions_ask_for_the_permission_themselves(school: School) -> None:
    teacher, duty = a_member(school, "teacher"), a_duty(school)
    words = Words.of(duty)
    for act in (
        lambda: actions.adopt(school, teacher, [library().entries[0].key]),
        lambda: actions.add(school, teacher, "duty", words),
        lambda: actions.reword(duty, teacher, words, words),
        lambda: actions.retire(duty, teacher),
        lambda: actions.bring_back(duty, teacher),
        lambda: actions.delete(duty, teacher),
        lambda: actions.step(duty, teacher, 1),
        lambda: actions.place(school, teacher, "duty", "staff", {}),
        lambda: actions.take_words(duty, teacher, ("", "")),
        lambda: actions.keep_words(duty, teacher),
    ):
        with pytest.raises(NotAllowed):
            act()

"""A page is said again while nothing that it was made from has changed, and never when something has."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from board.models import Question
from devplan.models import Action, Objective, Plan, ProgressUpdate
from home import sample
from priorities.models import Review, ReviewDuty
from roles.models import Duty, Line, Role, RoleDescription
from schools.kept import made_of, part, release, stand_in
from schools.models import Aim, Member, School, Subject
from tests.factories import a_member, a_school, signed_in
from tests.keeping import forget
from tests.security.addresses import address, arguments_for, patterns
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = re.compile(r'"X-CSRFToken": "(\w{64})"')


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def school() -> School:
    return a_school(set_up_at=timezone.now())


@pytest.fixture
def head(school: School) -> Member:
    return a_member(school, "headteacher", name="Hanna Head")


@pytest.fixture
def client(client: Client, head: Member) -> Client:
    return signed_in(client, head)


def queries(client: Client, path: str, **headers: Any) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, headers=headers)
    return answer, len(asked)


PAGES = [
    "",
    "people/",
    "vision/",
    "roles/",
    "roles/duties/",
    "roles/matrix/",
    "priorities/",
    "plans/",
    "activity/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_made_once(client: Client, school: School, page: str) -> None:
    path = f"/s/{school.slug}/{page}"
    first, many = queries(client, path)
    again, few = queries(client, path)
    assert first.status_code == again.status_code == 200
    # The session, and the member with the user, the school and its marks.
    assert many > few == 2
    assert _without_token(first) == _without_token(again)


def _without_token(answer: Any) -> str:
    text = answer.content.decode()
    token = TOKEN.search(text)
    assert token
    return text.replace(token[1], "")


def test_what_has_changed_is_on_the_next_page(client: Client, school: School) -> None:
    path = f"/s/{school.slug}/roles/duties/"
    client.get(path)
    with scope(school=school):
        duty = Duty.objects.create(school=school, area="staff", text="Coach colleagues", why="So.")
    assert "Coach colleagues" in client.get(path).content.decode()
    with scope(school=school):
        Duty.objects.filter(pk=duty.pk).update(text="Coach all colleagues")
    assert "Coach all colleagues" in client.get(path).content.decode()
    with scope(school=school):
        Duty.objects.all().delete()
    assert "Coach all colleagues" not in client.get(path).content.decode()


def test_a_change_elsewhere_leaves_the_page_as_it_was_kept(client: Client, school: School) -> None:
    path = f"/s/{school.slug}/people/"
    client.get(path)
    with scope(school=school):
        Duty.objects.create(school=school, area="staff", text="Coach colleagues", why="So.")
    assert queries(client, path)[1] == 2
    with scope(school=school):
        a_member(school, "teacher", name="Nora New")
    assert "Nora New" in client.get(path).content.decode()


def test_of_the_front_page_only_what_has_changed_is_asked_for_again(
    client: Client, school: School
) -> None:
    path = f"/s/{school.slug}/"
    _page, all_of_it = queries(client, path)
    with scope(school=school):
        Role.objects.create(school=school, title="Coordinator", position="coordinator")
    page, of_roles = queries(client, path)
    assert 3 < of_roles < all_of_it - 3
    forget()
    assert _without_token(client.get(path)) == _without_token(page)


def test_each_answer_has_a_token_of_its_own_that_holds(client: Client, school: School) -> None:
    path = f"/s/{school.slug}/people/"
    tokens = set()
    for _time in range(3):
        text = client.get(path).content.decode()
        assert stand_in() not in text
        found = set(re.findall(r"\b[A-Za-z0-9]{64}\b", text))
        assert len(found) == 1
        tokens |= found
    assert len(tokens) == 3
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    token = strict.get(path).content.decode()
    match = TOKEN.search(token)
    assert match
    sent = strict.post("/account/logout/", {"csrfmiddlewaretoken": match[1]})
    assert sent.status_code == 302


def test_no_member_sees_the_page_of_another(client: Client, school: School, head: Member) -> None:
    path = f"/s/{school.slug}/"
    other = a_member(school, "teacher", name="Tina Teacher")
    own = client.get(path).content.decode()
    theirs = signed_in(Client(), other).get(path).content.decode()
    assert "Hanna Head" in own and "Tina Teacher" not in own
    assert "Tina Teacher" in theirs and "Hanna Head" not in theirs
    stranger = signed_in(Client(), a_member(a_school(), "headteacher"))
    assert stranger.get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_who_loses_a_position_loses_the_page(client: Client, school: School, head: Member) -> None:
    deputy = a_member(school, "smt", name="Sam")
    browser, path = signed_in(Client(), deputy), f"/s/{school.slug}/activity/"
    assert "Hanna did it" not in browser.get(path).content.decode()
    with scope(school=school):
        deputy.positions.all().delete()
    assert browser.get(path).status_code == 403


def test_a_page_says_what_day_it_is(
    client: Client, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/s/{school.slug}/"
    first = client.get(path)
    today = timezone.localdate()
    monkeypatch.setattr("schools.kept.timezone.localdate", lambda: today.replace(year=2030))
    again, asked = queries(client, path)
    assert asked > 3
    assert first.headers["ETag"] != again.headers["ETag"]


def test_each_language_and_each_address_has_its_page(client: Client, school: School) -> None:
    path = f"/s/{school.slug}/activity/"
    client.get(path)
    assert queries(client, f"{path}?page=1")[1] > 3
    assert queries(client, f"{path}?page=1")[1] == 2


def test_a_message_is_shown_once_and_not_kept(client: Client, school: School) -> None:
    path = f"/s/{school.slug}/vision/"
    client.get(path)
    sent = client.post(
        f"/s/{school.slug}/vision/time/", {"held_on": timezone.localdate().isoformat(), "note": ""}
    )
    assert sent.status_code == 302
    with_message = client.get(sent.headers["Location"]).content.decode()
    assert 'class="message ' in with_message
    assert 'class="message ' not in client.get(path).content.decode()
    assert 'class="message ' not in client.get(path).content.decode()


def test_a_browser_that_has_the_page_is_told_so_in_one_query(
    client: Client, school: School
) -> None:
    path = f"/s/{school.slug}/people/"
    etag = client.get(path).headers["ETag"]
    answer, asked = queries(client, path, if_none_match=etag)
    # One beside the session.
    assert (answer.status_code, answer.content, asked) == (304, b"", 2)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    with scope(school=school):
        Subject.objects.create(school=school, name="Music")
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_after_signing_in_anew_the_copy_of_the_browser_is_not_used(
    client: Client, school: School, head: Member
) -> None:
    """Its token goes with a secret that is no longer in the cookie."""
    path = f"/s/{school.slug}/people/"
    etag = client.get(path).headers["ETag"]
    client.logout()
    signed_in(client, head)
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_within_a_transaction_that_has_written_everything_is_made_afresh(
    client: Client, school: School
) -> None:
    path = f"/s/{school.slug}/people/"
    client.get(path)
    with transaction.atomic(), scope(school=school):
        a_member(school, "teacher", name="Nora New")
        assert "Nora New" in client.get(path).content.decode()
        transaction.set_rollback(True)
    assert "Nora New" not in client.get(path).content.decode()


def test_a_part_of_a_page_for_htmx_is_neither_kept_nor_taken(
    client: Client, school: School
) -> None:
    path = f"/s/{school.slug}/people/"
    client.get(path, headers={"hx-request": "true"})
    assert queries(client, path)[1] > 3
    assert queries(client, path, hx_request="true")[1] > 3


def test_a_refusal_is_not_kept_and_holds_a_true_token(client: Client, school: School) -> None:
    other = signed_in(Client(), a_member(school, "guest"))
    refused = other.get(f"/s/{school.slug}/people/")
    assert refused.status_code == 403
    assert stand_in() not in refused.content.decode()


def test_nothing_is_kept_where_the_operator_wants_none(
    client: Client, school: School, settings: Any
) -> None:
    settings.PAGES_KEPT = 0
    path = f"/s/{school.slug}/people/"
    client.get(path)
    assert queries(client, path)[1] > 3


# Pages of which more than the bar is kept by itself, and one that has the bar alone.
OF_PARTS = {
    *("front", "roles:role", "roles:version", "devplan:plan", "priorities:results"),
    *("schools:vision", "schools:people"),
}


def _kept_pages(school: School, names: set[str] | None = None) -> list[str]:
    """The addresses of the pages that are kept, of things of the sample school."""
    return [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, pattern in patterns()
        if getattr(pattern.callback, "is_kept", False) and (names is None or name in names)
    ]


def _sample() -> tuple[School, Client]:
    school = the_sample()
    with scope(school=school):
        head = Member.objects.get(user__email=sample.ADDRESS.format(key="helen"))
    return school, signed_in(Client(), head)


def test_every_kept_page_says_the_same_when_made_afresh() -> None:
    """All that the sample's headteacher can open, kept beside made anew."""
    school, client = _sample()
    kept = 0
    for path in _kept_pages(school):
        first = client.get(path)
        if first.status_code != 200:
            continue
        kept += 1
        again = client.get(path)
        caches["pages"].clear()
        of_parts = client.get(path)
        forget()
        afresh = client.get(path)
        assert first.headers["ETag"] == again.headers["ETag"], path
        said = {_without_token(one) for one in (first, again, of_parts, afresh)}
        assert len(said) == 1, path
    assert kept > 15


def _renamed(model: Any, **fields: str) -> Callable[[], None]:
    """A change of the first row of a model that has a text there."""

    def change() -> None:
        one = model.objects.exclude(**{next(iter(fields)): ""}).order_by("pk").first()
        assert one is not None
        model.objects.filter(pk=one.pk).update(**fields)

    return change


def _asks() -> None:
    someone = Member.objects.order_by("pk").first()
    for kind, model in (("role", RoleDescription), ("plan", Plan), ("results", Review)):
        for one in model.objects.all():
            Question.objects.create(
                school=one.school, kind=kind, thing=str(one.pk), text="Why so?", asked_by=someone
            )


def test_no_part_of_a_page_stays_when_what_it_says_has_changed(settings: Any) -> None:
    """After each change, what is put together from parts is what is made without anything kept."""
    school, client = _sample()
    with scope(school=school):
        here = _kept_pages(school, OF_PARTS)
        assert [client.get(path).status_code for path in here] == [200] * len(OF_PARTS)
        changes = [
            lambda: School.objects.filter(pk=school.pk).update(name="Renamed School"),
            lambda: School.objects.filter(pk=school.pk).update(label_words={"ict": "digital"}),
            _renamed(Member, name="Renamed Member"),
            _renamed(Aim, text="Renamed aim"),
            _renamed(Duty, text="Renamed duty"),
            _renamed(Line, text="Renamed line", note="With a note"),
            _renamed(Role, title="Renamed role"),
            _renamed(Action, text="Renamed action"),
            _renamed(Objective, text="Renamed objective"),
            _renamed(ProgressUpdate, text="Renamed update"),
            _renamed(ReviewDuty, text="Renamed duty of a review"),
            _asks,
        ]
        for number, change in enumerate(changes):
            change()
            for path in here:
                settings.PAGES_KEPT = 300
                of_parts = _without_token(client.get(path))
                settings.PAGES_KEPT = 0
                assert of_parts == _without_token(client.get(path)), (path, number)


def test_what_is_made_of_values_is_made_once_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return f"made {len(made)}"

    assert made_of(("bar", 1), make) == made_of(("bar", 1), make) == "made 1"
    assert made_of(("bar", 2), make) == "made 2"
    today = timezone.localdate()
    monkeypatch.setattr("schools.kept.timezone.localdate", lambda: today.replace(year=2030))
    assert made_of(("bar", 1), make) == "made 3"


def test_nothing_is_remembered_of_values_where_the_operator_wants_none(settings: Any) -> None:
    settings.PAGES_KEPT = 0
    made: list[int] = []
    for _time in range(2):
        made_of("bar", lambda: made.append(1))
    assert len(made) == 2


def test_a_piece_knows_nothing_but_what_it_is_given() -> None:
    text = '{% piece "charts/area_mark.html" shape=shape paper=False %}'
    said = Template(text).render(Context({"shape": "staff", "paper": True}))
    bare = render_to_string("charts/area_mark.html", {"shape": "staff", "paper": False})
    assert said == bare != ""


def test_a_release_is_known_by_what_it_is_made_of() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", release())


def test_a_part_outside_of_a_kept_page_is_read_each_time() -> None:
    asked: list[int] = []
    for _time in range(2):
        part("one", lambda: asked.append(1))
    assert len(asked) == 2

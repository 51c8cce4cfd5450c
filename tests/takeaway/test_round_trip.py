"""A full school taken along and brought in again is the same school."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from audits.models import SelfReview, StrandJudgement
from board.models import Note, Question
from devplan.models import Action, Finding, Plan, PlanVersion, Strand
from files.models import Upload
from finding.actions import index_school
from finding.models import Entry
from home import sample
from priorities.models import Decision, Participant, Rating, Review
from roles.models import RoleDescription
from schools.carrying import CARRIED
from schools.models import Activity, CalendarKey, Member, Position, School, Subject, User
from takeaway import actions, archive
from tests.factories import a_school, signed_in
from tests.operations.databases import Place, a_place
from tests.the_sample import the_sample

from .files import data_of, entries_of, taken, without_the_bringing

# Numbers of rows that nothing else looks like: each table has its own ten million.
FIRST, STEP = 7_000_000, 10_000_000
A_NUMBER = re.compile(r"(?<![\d.])\d{0,3}7000\d{3}(?!\d)")


def number_far_apart() -> None:
    """Let each table number its rows from a number that nothing else in the database looks like."""
    with connection.cursor() as cursor:
        for place, model in enumerate(apps.get_models(include_auto_created=True), start=1):
            table, first = model._meta.db_table, FIRST + place * STEP
            if connection.vendor == "postgresql":
                if model._meta.pk.name == "id":
                    serial = "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)"
                    cursor.execute(serial, [table, first])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, first])


def said(text: str) -> str:
    """What a page says, without tags, numbers of rows and addresses."""
    body = text[text.index("<main") :]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


@pytest.mark.django_db
def test_the_sample_school_comes_back_equal_beside_itself(client: Client) -> None:
    number_far_apart()
    school = the_sample()
    index_school(school)
    helen = User.objects.get(email=sample.ADDRESS.format(key="helen"))
    file = taken(school)

    # No number of a row of this database stands in the file, wherever in a text it may be hidden.
    text = entries_of(file)[archive.DATA].decode()
    assert [text[max(0, m.start() - 60) : m.end()] for m in A_NUMBER.finditer(text)] == []

    connection.unmarked.clear()  # type: ignore[attr-defined]
    member = actions.bring(helen, io.BytesIO(file))
    other = member.school
    # What is kept of other schools' pages holds: nothing was written but of this one.
    assert set(connection.unmarked) == {other.pk}  # type: ignore[attr-defined]
    assert (other.slug, other.sample) == ("quillhaven-primary-school", False)
    assert entries_of(taken(without_the_bringing(other)))[archive.DATA].decode() == text

    _rows_are_equal(school, other)
    _things_hang_together(school, other)
    _pages_say_the_same(client, member, school, other)
    _everything_can_be_found(school, other)


def _rows_are_equal(school: School, other: School) -> None:
    """Compared row by row and field by field, without the code that carries them."""
    apart = {
        "schools.member": {"user", "invited_at", "joined_at"},
        "priorities.review": {"result"},
        "roles.roledescription": {"words"},
        "devplan.planversion": {"text"},
        "devplan.finding": {"thing"},
        "devplan.action": {"origin_id"},
        "devplan.objective": {"origin_id"},
        "devplan.cost": {"origin_id"},
        "audits.purchase": {"objective"},
        "audits.skillsasked": {"group"},
        "audits.selfreviewjudge": {"finished_at"},
        "board.question": {"thing"},
        "schools.activity": {"path"},
        "files.upload": {"file"},
    }
    looked_at = 0
    with scopes_disabled():
        for label, carried in CARRIED.items():
            if label == "audits.strandjudgement":
                continue  # dealt out without names: see below
            rows = carried.model._base_manager.order_by("pk")
            if label == "priorities.completion":
                rows = rows.filter(round__revealed_at__isnull=False)
            if label == "board.note":
                rows = rows.exclude(state="draft")
            mine, theirs = list(rows.filter(school=school)), list(rows.filter(school=other))
            assert len(mine) == len(theirs), label
            for one, its in zip(mine, theirs, strict=True):
                for field in carried.model._meta.concrete_fields:
                    left = apart.get(label, set()) | {"id", "school"}
                    if field.name in left or isinstance(field, models.ForeignKey):
                        continue
                    looked_at += 1
                    ours, back = getattr(one, field.attname), getattr(its, field.attname)
                    assert ours == back, (label, one.pk, field.name)
    assert looked_at > 10_000


def _things_hang_together(school: School, other: School) -> None:
    """Each number within a text leads to the same thing as before."""

    def both(model: Any, **where: Any) -> list[tuple[Any, Any]]:
        rows = model._base_manager.order_by("pk")
        return list(
            zip(
                rows.filter(school=school, **where),
                rows.filter(school=other, **where),
                strict=True,
            )
        )

    with scopes_disabled():
        # A text as it was agreed: its rows by their numbers, and people.
        for one, its in both(PlanVersion):
            for ours, theirs in zip(one.text["strands"], its.text["strands"], strict=True):
                strand = Strand.objects.filter(school=other, pk=theirs["id"]).first()
                assert (strand is None) == (not Strand.objects.filter(pk=ours["id"]).exists())
                assert strand is None or strand.name == Strand.objects.get(pk=ours["id"]).name
                for a, b in zip(ours["objectives"], theirs["objectives"], strict=True):
                    for do, does in zip(a["actions"], b["actions"], strict=True):
                        who = Member.objects.filter(pk__in=[do["lead"], does["lead"]])
                        assert len({one.name for one in who}) == (1 if do["lead"] else 0)
        assert PlanVersion._base_manager.filter(school=other).count() > 1
        [(finding, its_finding)] = both(Finding)
        kind, _colon, number = its_finding.thing.partition(":")
        model = apps.get_model("devplan", kind)
        ours = model._base_manager.get(pk=finding.thing.partition(":")[2])
        theirs = model._base_manager.get(pk=number)
        assert (theirs.school_id, theirs.text) == (other.pk, ours.text)
        came = both(Action, origin_kind="decision")
        assert came
        for one, its in came:
            old, new = (Decision._base_manager.get(pk=each.origin_id) for each in (one, its))
            assert (new.school_id, new.duty.text) == (other.pk, old.duty.text)
        subjects = {
            str(pk): name
            for pk, name in Subject.objects.filter(school=other).values_list("pk", "name")
        }
        named = [
            its.words["subjects"]
            for _one, its in both(RoleDescription)
            if its.words.get("subjects")
        ]
        assert named
        assert all(subjects[pk] == name for words in named for pk, name in words.items())
        people = set(Participant.objects.filter(school=other).values_list("pk", flat=True))
        for review in Review.objects.filter(school=other).exclude(result={}):
            for outcome in review.result["results"]["rounds"]:
                assert {one["participant"] for one in outcome["coordinators"]} <= people
                assert set(outcome["raters"] or ()) <= people
        for one, its in both(Question):
            assert (one.kind, one.text) == (its.kind, its.text)
            if one.kind == "plan":
                assert Plan.objects.get(pk=its.thing).title == Plan.objects.get(pk=one.thing).title
        kept = both(Upload)
        assert len(kept) > 5
        for one, its in kept:
            assert its.file.name.startswith(f"uploads/{other.pk}/")
            assert one.file.read() == its.file.read()
        # A group of schools is not taken along: what leads to its page leads nowhere any more.
        led = [
            (len(list(one.path)), its.path)
            for one, its in both(Activity)
            if one.path and not one.path.startswith(f"/s/{school.slug}/groups/")
        ]
        assert all(its.startswith(f"/s/{other.slug}/") for _length, its in led)


def _pages_say_the_same(client: Client, member: Member, school: School, other: School) -> None:
    """What is shown of reviews, self-reviews, the plan and what was done reads as before."""
    head = signed_in(client, member)
    with scopes_disabled():
        reviews = [
            list(Review.objects.filter(school=one).order_by("pk")) for one in (school, other)
        ]
        selves = [
            list(SelfReview.objects.filter(school=one).order_by("pk")) for one in (school, other)
        ]
        plans = [list(Plan.objects.filter(school=one).order_by("pk")) for one in (school, other)]
    pairs = [
        (f"priorities/{one.pk}/results/", f"priorities/{its.pk}/results/")
        for one, its in zip(*reviews, strict=True)
        if one.state in ("revealed", "agreed", "closed")
    ]
    pairs += [
        (f"where-we-are/self-review/{one.pk}/", f"where-we-are/self-review/{its.pk}/")
        for one, its in zip(*selves, strict=True)
        if one.state == "agreed"
    ]
    pairs += [
        (f"plans/{one.pk}/{end}", f"plans/{its.pk}/{end}")
        for one, its in zip(*plans, strict=True)
        for end in ("", "checks/", "money/")
    ]
    below = ("roles/matrix/", "where-we-are/entitlement/", "where-we-are/registers/")
    pairs += [(one, one) for one in below]
    assert len(pairs) > 12
    for ours, theirs in pairs:
        before = head.get(f"/s/{school.slug}/{ours}")
        after = head.get(f"/s/{other.slug}/{theirs}")
        assert (before.status_code, after.status_code) == (200, 200), (ours, theirs)
        assert said(after.content.decode()) == said(before.content.decode()), ours


def _everything_can_be_found(school: School, other: School) -> None:
    with scopes_disabled():
        drafts = set(
            Note.objects.filter(school=school, state="draft").values_list("title", flat=True)
        )
        ours, theirs = (
            sorted(Entry.objects.filter(school=one).values_list("kind", "title", "text"))
            for one in (school, other)
        )
        assert drafts
        kept = [one for one in ours if one[1] not in drafts]
        assert theirs == kept
        assert all(
            url.startswith(f"/s/{other.slug}/")
            for url in Entry.objects.filter(school=other).values_list("url", flat=True)
        )
        with scope(school=other):
            assert index_school(other) == len(theirs)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Two installations: one with the sample school, one with nothing."""
    with ExitStack() as stack:
        full: Place = stack.enter_context(a_place(tmp_path / "full"))  # type: ignore[arg-type]
        empty: Place = stack.enter_context(a_place(tmp_path / "empty"))  # type: ignore[arg-type]
        full.fill()
        empty.migrate()
        yield full, empty


def test_a_school_moves_to_an_empty_installation_by_the_operators_commands(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    full, empty = places
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert "first.zip" in full.done("export_school", "quillhaven", "--output", str(first))
    assert first.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(first) as opened:
        names = opened.namelist()
        assert sum(name.startswith("papers/") for name in names) > 30
        assert sum(name.startswith("tables/") for name in names) > 4
        papers = [opened.read(name) for name in names if name.startswith("papers/")]
        assert all(paper.startswith(b"%PDF-") for paper in papers)

    told = empty.done("import_school", str(first))
    assert "/s/quillhaven/" in told
    assert "helen@quillhaven.example" in told and "/account/first/" in told
    empty.done("export_school", "quillhaven", "--output", str(second), "--only-data")
    before, after = data_of(first.read_bytes()), data_of(second.read_bytes())
    trail = after["rows"]["schools.activity"]
    assert [one["verb"] for one in trail[-2:]] == [
        "takeaway.brought_by_operator",
        "takeaway.taken_by_operator",
    ]
    del trail[-2:]
    assert after == before

    # A second time it would be another school; at an address that is taken it is refused, and nothing changes.
    refused = empty.manage("import_school", str(first), "--slug", "quillhaven")
    assert refused.returncode == 1 and "taken" in refused.stderr
    cut = tmp_path / "cut.zip"
    cut.write_bytes(first.read_bytes()[:-2000])
    refused = empty.manage("import_school", str(cut))
    assert refused.returncode == 1 and "Nothing has changed" in refused.stderr
    counted = "from schools.models import School; print(School.objects.count())"
    assert empty.done("shell", "--no-imports", "--command", counted).strip() == "1"


# What stays where it is -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_secret_and_nothing_that_was_promised_to_stay_unseen_is_in_a_file() -> None:
    school = the_sample()
    with scope(school=school):
        helen = Member.objects.get(email=sample.ADDRESS.format(key="helen"))
        assert helen.user is not None
        helen.user.set_password("a password of hers 58")
        helen.user.save()
        CalendarKey.objects.create(school=school, member=helen, key="the-secret-of-her-calendar")
        opened = Rating.objects.filter(round__revealed_at=None).first()
        assert opened is not None
        Rating.objects.filter(pk=opened.pk).update(comment="said in a round that is open")
        quiet = Rating.objects.filter(
            round__revealed_at__isnull=False,
            round__review__state="revealed",
            participant__consents=None,
            influence__isnull=False,
        ).first()
        assert quiet is not None
        Rating.objects.filter(pk=quiet.pk).update(comment="said without consent to be named")
        judged = StrandJudgement.objects.filter(judge__review__state="judging").first()
        assert judged is not None
        StrandJudgement.objects.filter(pk=judged.pk).update(evidence="judged but not revealed")
        note = Note.objects.filter(state="draft").first()
        assert note is not None
        Note.objects.filter(pk=note.pk).update(text="a draft of somebody’s own")
        hashed = helen.user.password
        # All of them had consented when this one was agreed; somebody has taken it back since.
        named = Review.objects.get(state="agreed")
        assert named.result["results"]["rounds"][0]["raters"]
        person = Participant.objects.filter(review=named, consents=True).first()
        assert person is not None
        Participant.objects.filter(pk=person.pk).update(consents=False)
    file = taken(school)
    whole = b"".join(entries_of(file).values()).decode(errors="replace")
    for secret in (
        hashed,
        "the-secret-of-her-calendar",
        "said in a round that is open",
        "judged but not revealed",
        "a draft of somebody’s own",
    ):
        assert secret not in whole

    # What was revealed is there, with nothing that leads from it to who said it.
    rows = data_of(file)["rows"]
    assert "said without consent to be named" in whole
    assert "priorities.rating" not in rows
    for review in rows["priorities.review"]:
        agreeing = {
            one["id"]
            for one in rows["priorities.participant"]
            if one["review"] == review["id"] and one["consents"]
        }
        for outcome in review["result"].get("results", {"rounds": []})["rounds"]:
            assert set(outcome["raters"] or ()) <= agreeing
            said_by = {each["participant"] for line in outcome["remarks"] for each in line}
            assert said_by - {None} <= agreeing
    [agreed] = [one for one in rows["priorities.review"] if one["state"] == "agreed"]
    assert agreed["result"]["results"]["rounds"][0]["raters"] is None
    assert rows["audits.strandjudgement"]
    for one in rows["audits.strandjudgement"]:
        assert one.keys() == {
            "id",
            "unnamed_in",
            "strand",
            "level",
            "cannot_say",
            "evidence",
            "what_next",
        }
    words = [
        (one["unnamed_in"], one["strand"], one["level"] or 0, one["cannot_say"], one["evidence"], one["what_next"])
        for one in rows["audits.strandjudgement"]
    ]  # fmt: skip
    assert words == sorted(words)  # in an order that tells nobody apart


# Who they are here ----------------------------------------------------------------------------------


def a_small_school() -> School:
    """A school with a head, two teachers and a kept file."""
    school = a_school(name="Ashdown Infants", slug="ashdown")
    with scope(school=school):
        for name, email, kind in (
            ("Ines Aldous", "ines@ashdown.example", "headteacher"),
            ("Kit Bray", "kit@ashdown.example", "teacher"),
            ("Una Cole", "", "teacher"),
        ):
            member = Member.objects.create(school=school, name=name, email=email)
            Position.objects.create(school=school, member=member, kind=kind)
        upload = Upload(school=school, name="plan.txt", content_type="text/plain", size=9)
        content = b"on paper\n"
        upload.sha256 = hashlib.sha256(content).hexdigest()
        upload.file.save("", ContentFile(content), save=False)
        upload.save()
    return school


@pytest.mark.django_db
def test_who_brings_a_school_in_is_its_head_and_nobody_else_can_sign_in() -> None:
    file = taken(a_small_school())
    ines = User.objects.create_user("INES@ashdown.example", name="Ines A.")
    User.objects.create_user("kit@ashdown.example", name="Kit Bray")
    member = actions.bring(ines, io.BytesIO(file))
    with scope(school=member.school):
        assert (member.name, member.user, member.is_head) == ("Ines Aldous", ines, True)
        assert list(Member.objects.filter(user__isnull=False)) == [member]
        assert Member.objects.count() == 3

    # A stranger to the school comes in as somebody new; its head stays a head and is invited.
    stranger = User.objects.create_user("sam@example.org", name="Sam Dove")
    member = actions.bring(stranger, io.BytesIO(file))
    with scope(school=member.school):
        heads = Member.objects.filter(positions__kind="headteacher")
        assert sorted(one.name for one in heads) == ["Ines Aldous", "Sam Dove"]
        assert Activity.objects.latest("pk").verb == "takeaway.brought"
        # Who had left and brings the school in is back.
    school = a_small_school_with_a_leaver()
    member = actions.bring(
        User.objects.create_user("lee@ashdown.example"), io.BytesIO(taken(school))
    )
    with scope(school=member.school):
        assert (member.name, member.left_on, member.is_head) == ("Lee Ford", None, True)


def a_small_school_with_a_leaver() -> School:
    school = a_school(slug="ashdown-2")
    with scope(school=school):
        Member.objects.create(
            school=school,
            name="Lee Ford",
            email="lee@ashdown.example",
            left_on=timezone.localdate(),
        )
    return school

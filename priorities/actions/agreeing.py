"""Agreeing the outcome: it is kept as it is, and the drafts that follow from it are begun."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.actions import descriptions as versions
from roles.models import RoleDescription
from roles.models import State as VersionState
from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..following import brought_in
from ..models import FollowUp, Review, State
from ..outcome import results_as_plain
from ..queries.consequences import Consequences, RoleChange, consequences, seen
from ..queries.decisions import DECISIONS, decisions
from ..queries.results import KEPT
from ..queries.reviews import with_names
from .deciding import refuse_unless_revealed

sentence("priorities.agreed", gettext_lazy("%(who)s agreed the outcome of “%(review)s”"))
sentence(
    "priorities.closed",
    gettext_lazy("%(who)s closed “%(review)s”: what was decided is followed through"),
)

LEFT = "left"


@dataclass(frozen=True)
class LeftToDo:
    """Something that a decision asks and no draft holds: the role's id, its title, and why."""

    role: int | None
    title: str
    sentence: str


@dataclass(frozen=True)
class Agreed:
    """What agreeing made: the drafts, and what is left to do by hand."""

    drafts: list[RoleDescription]
    left: list[LeftToDo]


@transaction.atomic
def agree(review: Review, member: Member, fingerprint: str) -> Agreed:
    """Agree the outcome. The result is kept as it is, and each role it changes gets a draft.

    A role with an open draft has the changes brought into it; where somebody has typed something
    else there, that stays, and is named. A proposed version is left alone and named.
    `fingerprint` is that of the decisions which the member has seen (`consequences.seen`).

    Raises:
        NotAllowed: `member` may not agree the outcome.
        Refused: it is not revealed, agreed already, or decided otherwise meanwhile.
    """
    check(member, "priorities.agree", review)
    review = _locked(review)
    refuse_unless_revealed(review)
    found = decisions(review, member)
    if seen(found) != fingerprint:
        raise Refused(
            _("The decisions have changed since you opened this page. Look at them once more.")
        )
    if not found.done:
        raise Refused(_("Nothing is decided yet. Take down at least one decision first."))
    follow = consequences(found)
    drafts: list[RoleDescription] = []
    left = [LeftToDo(None, "", one) for one in follow.without_role]
    for change in follow.changes:
        draft, rest = _write(change, member)
        left += rest
        if draft is not None:
            drafts.append(draft)
    FollowUp.objects.bulk_create(
        FollowUp(school=review.school, review=review, description=one) for one in drafts
    )
    _keep(review, found, follow, left)
    review.agree()
    review.agreed_at, review.agreed_by = timezone.now(), member
    review.save()
    path = review.get_absolute_url()
    record(review.school, member, "priorities.agreed", path=path, review=review.title)
    return Agreed(drafts, left)


def _locked(review: Review) -> Review:
    """The review as it is now, held until the end of the transaction, with its participants."""
    Review.objects.select_for_update().get(pk=review.pk)
    return (
        Review.objects.select_related("school", "previous")
        .prefetch_related(with_names())
        .get(pk=review.pk)
    )


def _keep(review: Review, found: Any, follow: Consequences, left: list[LeftToDo]) -> None:
    review.result = {
        KEPT: results_as_plain(found.results),
        DECISIONS: found.plain(),
        LEFT: [asdict(one) for one in left],
    }


def _write(change: RoleChange, member: Member) -> tuple[RoleDescription | None, list[LeftToDo]]:
    """Bring a role's changes into a draft; None where there is none to be had, with the reason."""
    role = change.role
    if change.state == VersionState.PROPOSED:
        return None, [
            LeftToDo(
                role.pk,
                role.title,
                _(
                    "Version %(number)s is proposed. Send it back and write the decisions in, or "
                    "start a new version once it is agreed."
                )
                % {"number": change.number},
            )
        ]
    try:
        with transaction.atomic():
            if change.open_one is not None:
                draft = change.open_one
                written = brought_in(change.agreed, change.content, change.wanted)
                if written.content == change.content:
                    return None, _kept(change, written.kept)
            else:
                draft = versions.start_version(role, member).description
                written = brought_in(None, change.started_from(draft), change.wanted)
            saved = versions.save_draft(draft, member, written.content, draft.revision)
    except Refused as refused:
        return None, [LeftToDo(role.pk, role.title, refused.sentence)]
    return saved, _kept(change, written.kept)


def _kept(change: RoleChange, keys: tuple[str, ...]) -> list[LeftToDo]:
    """What somebody had written otherwise in an open draft, and stays."""
    names = [f"“{change.duties[key]}”" for key in keys if key in change.duties]
    if not names:
        return []
    return [
        LeftToDo(
            change.role.pk,
            change.role.title,
            _("Somebody had written something else in the draft, which stays: %(duties)s.")
            % {"duties": listed(names)},
        )
    ]


@transaction.atomic
def close(review: Review, member: Member) -> Review:
    """Say that what was decided is followed through.

    Raises:
        NotAllowed: `member` may not lead reviews.
        Refused: the outcome is not agreed, or one of its drafts is still open.
    """
    check(member, "priorities.facilitate")
    review = _locked(review)
    if review.state != State.AGREED:
        raise Refused(_("A review is closed once its outcome is agreed, and only once."))
    still_open = [
        f"“{one.description}”"
        for one in review.follow_ups.select_related("description__role")
        if one.description.is_open
    ]
    if still_open:
        raise Refused(
            _("Not agreed yet: %(drafts)s. Agree or withdraw them first.")
            % {"drafts": listed(still_open)}
        )
    review.close()
    review.save(update_fields=["state"])
    path = review.get_absolute_url()
    record(review.school, member, "priorities.closed", path=path, review=review.title)
    return review

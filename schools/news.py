"""What of the trail is news to colleagues: the apps say which, and who may read it."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from notices.news import News

from .labels import upper_first
from .models import Activity, Member
from .permissions import may
from .trail import read

MOST = 10
# The permission that somebody needs to be told of what the verb says.
NEWSWORTHY: dict[str, str] = {}


def newsworthy(verb: str, permission: str) -> None:
    """Let colleagues with the permission be told of this; called from `AppConfig.ready`.

    The sentence must say nothing that they may not read.
    """
    NEWSWORTHY[verb] = permission


def news(member: Member, since: datetime.datetime) -> list[News]:
    """What others agreed since then and `member` may read, the latest first: one query."""
    verbs = [verb for verb, permission in NEWSWORTHY.items() if may(member, permission)]
    if not verbs:
        return []
    found = (
        Activity.objects.filter(verb__in=verbs, at__gt=since)
        .exclude(member=member)
        .select_related("member", "person")
    )
    return [News(upper_first(read(one, _("a former member"))), one.path) for one in found[:MOST]]

"""The first printed role description of a school that is being set up: noted once, so that its list can tick it."""

from django.utils.translation import gettext_lazy as _

from schools.models import Activity, Member, School
from schools.trail import record, sentence

PRINTED = "documents.first_print"
sentence(PRINTED, _("%(who)s printed the school’s first role description"))


def note_printed(school: School, member: Member, name: str) -> None:
    """Note that `member` printed the document `name`, where it is the first description of a new school."""
    if school.set_up_at is not None or not name.startswith("role-"):
        return
    if not Activity.objects.filter(school=school, verb=PRINTED).exists():
        record(school, member, PRINTED)

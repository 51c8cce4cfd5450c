"""The last steps of setting a school up: duties adopted, a first description written, agreed and printed."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from documents.first_print import PRINTED
from schools.models import Activity
from schools.steps import Part, Step

from .models import Duty, RoleDescription

ROLES = Step(
    40,
    _("Roles"),
    _("Adopt the duties that fit, then write who leads which, and agree it with them."),
    (
        Part(
            _("The duties, adopted from the library"),
            "roles:adopt",
            lambda: Exists(Duty.objects.filter(school=OuterRef("pk"), retired_on=None)),
        ),
        Part(
            _("A first role description, drafted"),
            "roles:index",
            lambda: Exists(RoleDescription.objects.filter(school=OuterRef("pk"))),
        ),
    ),
    ("roles:",),
)
AGREED = Step(
    50,
    _("Agreed"),
    _("A description holds once its holder and whoever it answers to have each agreed it."),
    (
        Part(
            _("A description proposed to those who agree it"),
            "roles:index",
            lambda: Exists(
                RoleDescription.objects.filter(school=OuterRef("pk"), proposed_at__isnull=False)
            ),
        ),
        Part(
            _("A description agreed"),
            "roles:index",
            lambda: Exists(
                RoleDescription.objects.filter(school=OuterRef("pk"), agreed_at__isnull=False)
            ),
        ),
        Part(
            _("A description printed"),
            "documents:index",
            lambda: Exists(Activity.objects.filter(school=OuterRef("pk"), verb=PRINTED)),
        ),
    ),
    ("documents:",),
)

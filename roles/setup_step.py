"""The last step of setting a school up: its duties adopted, a first description written."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

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

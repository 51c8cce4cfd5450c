"""Who may take a whole school along."""

from django.utils.translation import gettext_lazy as _

from schools.permissions import permission
from schools.rules import acts_as_head

permission(
    "takeaway.take",
    acts_as_head,
    _(
        "Only the headteacher, or the deputy whom the headteacher named, may take the whole school along."
    ),
)

"""Groups of schools."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    """Adds what groups offer to the libraries of their schools, and a page to each school's menu."""

    name = "groups"

    def ready(self) -> None:
        from audits.offered import ENTITLEMENT, SKILLS, STRANDS
        from devplan.offered import PRESETS
        from notices.due import register
        from roles.offered import DUTIES
        from schools import erasing
        from schools.along import ask
        from schools.navigation import add_menu
        from schools.sample import add_ways

        from . import offers
        from .due import INVITED, invitations, invited
        from .models import Published
        from .queries.pages import sample_ways
        from .queries.people import groups_and_schools, last_of, leaves_with

        DUTIES.add(offers.duties)
        ENTITLEMENT.add(offers.statements)
        SKILLS.add(offers.skills)
        STRANDS.add(offers.selfreview_strands)
        PRESETS.add(offers.presets)
        add_menu(25, _("Groups of schools"), "school_groups:index", "groups.publish")
        ask(INVITED, invited)
        erasing.register(
            made=(Published,), asks=groups_and_schools, foretell=leaves_with, needed_by=last_of
        )
        register(invitations)
        add_ways(sample_ways)

"""Who may print: everybody who belongs to the school; each document asks further for itself."""

from django.utils.translation import gettext_lazy as _

from schools.permissions import permission
from schools.rules import belongs

permission("documents.print", belongs, _("Only members of the school can print its documents."))

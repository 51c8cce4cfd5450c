"""What the columns of a register are, and the words that stand for kinds and periods. No database."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.columns import LEAVE, Columns

from ..models import Period, RegisterKind

FIELDS: dict[str, str | Promise] = {
    LEAVE: _("leave out"),
    "key": _("key"),
    "kind": _("kind"),
    "name": _("name"),
    "tag": _("asset tag or serial number"),
    "supplier": _("supplier"),
    "owner": _("answered for by"),
    "place": _("where"),
    "quantity": _("how many"),
    "in_use": _("in use"),
    "pence": _("cost"),
    "period": _("paid"),
    "bought_on": _("bought on"),
    "starts_on": _("runs from"),
    "renews_on": _("renewal date"),
    "notice_days": _("days of notice"),
    "replaced_in": _("to be replaced in"),
    "note": _("note"),
}

# Other words for a kind, where one of them stands in a cell.
KIND_WORDS: dict[str, tuple[str, ...]] = {
    RegisterKind.FILTERING: ("filter",),
    RegisterKind.PROTECTION: ("virus", "malware", "endpoint", "protection"),
    RegisterKind.BROADBAND: ("broadband", "internet", "connectivity", "fibre", "line"),
    RegisterKind.LICENCE: ("licence", "license", "software", "subscription", "app"),
    RegisterKind.CONTRACT: ("contract", "lease", "insurance"),
    RegisterKind.SERVICE: ("service", "support", "hosting", "backup"),
    RegisterKind.EQUIPMENT: (
        *("equipment", "hardware", "device", "laptop", "desktop", "tablet", "computer", "server"),
        *("printer", "projector", "screen", "switch", "camera", "asset", "pc"),
    ),
}
PERIOD_WORDS: dict[str, tuple[str, ...]] = {
    Period.ONCE: ("once", "one off", "one-off", "single", "outright"),
    Period.MONTHLY: ("month",),
    Period.TERMLY: ("term",),
    Period.YEARLY: ("year", "annual", "annum", "p.a", "pa"),
}


@cache
def columns() -> Columns:
    """The fields with the words of columns.yaml, read once."""
    path = Path(__file__).parent / "columns.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Columns(FIELDS, loaded["exact"], loaded["fields"], {})

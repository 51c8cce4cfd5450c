"""Where somebody's name stands in the texts of a school, and what erasing them will do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import (
    CharField,
    Count,
    Field,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import erasing, leaving
from ..models import Member, SchoolOwned
from ..names import Names, ascii_run, texts_in
from ..tellable import KINDS
from ..wording import listed


@dataclass
class Foretold:
    """What erasing `person` will do, told before anybody decides.

    `lets_go` and `besides` are sentences; `goes` what is deleted, each kind with how many; `texts` counts the texts
    in which the whole name or an address stands; `left` those in which only a part of the name does, by that part.
    """

    person: Member
    names: Names
    lets_go: list[str]
    goes: list[tuple[str, int]]
    besides: list[str]
    account_goes: bool
    texts: int = 0
    left: dict[str, int] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        """What happens, from what is handed on to what stays."""
        said = [*self.lets_go]
        if self.goes:
            what = [f"{title} ({number})" for title, number in self.goes]
            said.append(_("Deleted, for it is theirs alone: %(what)s.") % {"what": listed(what)})
        said += self.besides
        if self.texts:
            said.append(
                ngettext(
                    "In %(n)s text the whole name or the address becomes “former member”.",
                    "In %(n)s texts the whole name or the address becomes “former member”.",
                    self.texts,
                )
                % {"n": self.texts}
            )
        said += [
            _(
                "Somebody else here is called %(name)s too: in texts that name stays, for it may be theirs."
            )
            % {"name": name}
            for name in self.names.namesakes
        ]
        if self.account_goes:
            said.append(_("Their account is deleted, and every session of it ended."))
        elif self.person.user_id:
            said.append(_("Another school has them too: there they stay, with their account."))
        return said


def names_of(person: Member) -> Names:
    """What `person` is called here and as who signs in, with their addresses: three queries."""
    user = person.user
    names = [person.name, user.name if user else ""]
    emails = [person.email, user.email if user else ""]
    if user is not None:
        emails += EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    others = Member.objects.filter(erased_at=None).exclude(pk=person.pk)
    called = tuple(others.values_list("name", flat=True))
    firsts = {one.split()[0].casefold() for one in called if one.split()}
    own = {one.split()[0] for one in names if one.split()}
    return Names(
        tuple(dict.fromkeys(one for one in names if one.strip())),
        tuple(dict.fromkeys(one for one in emails if one)),
        _("former member"),
        called,
        tuple(sorted(one for one in own if one.casefold() not in firsts)),
    )


def other_schools(person: Member) -> QuerySet[Member]:
    """The same user in other schools."""
    members = Member.objects.with_scopes_disabled()
    return members.filter(user=person.user_id).exclude(pk=person.pk)


def has_other_schools(person: Member) -> bool:
    """Whether another school has the same user, who then goes on signing in."""
    return bool(person.user_id) and other_schools(person).exists()


def foretold(person: Member) -> Foretold:
    """What erasing `person` will do, with the texts of every table looked through."""
    names = names_of(person)
    found = Foretold(
        person,
        names,
        [] if person.left_on else leaving.what_they_hold(person),
        _what_goes(person),
        erasing.foretell(person),
        bool(person.user_id) and not has_other_schools(person),
    )
    for _model, _pk, texts in texts_of(names, everything=False):
        for text in (one for value in texts.values() for one in texts_in(value)):
            after = names.replaced(text)
            found.texts += after != text
            for part in names.left_in(after):
                found.left[part] = found.left.get(part, 0) + 1
    return found


def texts_of(
    names: Names, *, everything: bool = True
) -> Iterator[tuple[type[Model], int, dict[str, Any]]]:
    """The rows of the open school in whose texts the person may stand: model, number, texts by column. One query.

    Without `everything`, what the trail says is left out: nobody changes it by hand.
    """
    tables = [
        (model, columns)
        for model, columns in columns_with_texts().items()
        if everything or model._meta.model_name != "activity"
    ]
    most = max(len(columns) for _model, columns in tables)
    rows = [_rows_of(at, *table, names, most) for at, table in enumerate(tables)]
    for at, pk, *values in rows[0].union(*rows[1:], all=True).iterator():
        model, columns = tables[at]
        texts = {
            one.name: json.loads(value) if isinstance(one, JSONField) else value
            for one, value in zip(columns, values, strict=False)
            if value
        }
        yield model, pk, {name: text for name, text in texts.items() if text}


def _rows_of(
    at: int, model: type[Model], columns: Sequence[Field[Any, Any]], names: Names, most: int
) -> QuerySet[Any, tuple[Any, ...]]:
    """The number of a table, a row's number, and its columns as texts, filled up with empty ones to `most`."""
    rows = model._default_manager.order_by()
    runs = ascii_run(names.searched)
    # JSON is kept in ways that no database searches alike, and short or strange names in none.
    if all(len(run) > 1 for run in runs) and not any(isinstance(one, JSONField) for one in columns):
        wanted = Q(pk__in=[])
        for column in columns:
            for run in runs:
                wanted |= Q(**{f"{column.name}__icontains": run})
        rows = rows.filter(wanted)
    texts = [Cast(one.name, TextField()) for one in columns]
    texts += [Cast(Value(""), TextField())] * (most - len(columns))
    named = {f"text_{number}": text for number, text in enumerate(texts)}
    return rows.annotate(table_at=Value(at), **named).values_list("table_at", "pk", *named)


@cache
def columns_with_texts() -> dict[type[Model], tuple[Field[Any, Any], ...]]:
    """Every column of what schools own in which a name may stand; other people's own names are not among them."""
    found: dict[type[Model], tuple[Field[Any, Any], ...]] = {}
    for model in apps.get_models():
        if not issubclass(model, SchoolOwned) or model is Member or model in erasing.MADE:
            continue
        columns = tuple(
            one
            for one in model._meta.concrete_fields
            if isinstance(one, CharField | TextField | JSONField) and not one.choices
        )
        if columns:
            found[model] = columns
    return found


def _what_goes(person: Member) -> list[tuple[str, int]]:
    """What is deleted, each kind with how many: one query."""
    kinds = [kind for kind in KINDS if kind.goes]
    counted = []
    for at, kind in enumerate(kinds):
        wanted = Q(pk__in=[])
        for path in kind.of:
            wanted |= Q(**{path: person.pk})
        rows = kind.model._default_manager.filter(wanted).order_by()
        counted.append(
            rows.annotate(kind_at=Value(at))
            .values("kind_at")
            .annotate(many_of_it=Count("pk"))
            .values_list("kind_at", "many_of_it")
        )
    found = dict(counted[0].union(*counted[1:], all=True))
    return [(str(kind.goes), found[at]) for at, kind in enumerate(kinds) if at in found]

"""Taking the sample school away, so that it can be made afresh: its days are counted from the day it is made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django_scopes import scopes_disabled

from files.models import Upload
from groups.models import Group
from schools.models import Member, School, User
from schools.revision import concerning

OWN = "@quillhaven.example"


class NotOnlyASample(Exception):
    """Somebody real, or a group of schools, belongs to what would be taken away."""


@transaction.atomic
def remove(school: School) -> None:
    """Take the sample school away with everything it owns, and its people.

    Raises:
        NotOnlyASample: it is no sample, or more than its own people belong to it; nothing is taken away.
    """
    with scopes_disabled(), concerning([school.pk]):
        people = Member.objects.filter(school=school)
        if (
            not school.sample
            or people.filter(user__isnull=False).exclude(user__email__endswith=OWN).exists()
            or Group.objects.filter(affiliations__school=school).exists()
        ):
            raise NotOnlyASample
        files = [str(one.file.name) for one in Upload.objects.filter(school=school)]
        # The database looks whether anything hangs in the air when the transaction ends, so in any order.
        for model, path in _owned():
            rows: Any = model._base_manager.filter(**{path: school})
            rows._raw_delete(rows.db)
        School.objects.filter(pk=school.pk)._raw_delete(School.objects.db)
        User.objects.filter(email__endswith=OWN, memberships=None).delete()
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))


def _owned() -> Iterator[tuple[type[models.Model], str]]:
    """Every model whose rows belong to a school, joining tables first, with the way from it to the school."""
    every = apps.get_models(include_auto_created=True)
    owned = {one for one in every if _leads_to(one, School)}
    for model in every:
        if model._meta.auto_created:
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey) and field.related_model in owned:
                    yield model, f"{field.name}__school"
                    break
    for model in owned:
        if not model._meta.auto_created:
            yield model, "school"


def _leads_to(model: type[models.Model], target: type[models.Model]) -> bool:
    field = next((one for one in model._meta.get_fields() if one.name == "school"), None)
    return isinstance(field, models.ForeignKey) and field.related_model is target

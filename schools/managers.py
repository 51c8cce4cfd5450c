"""The manager of everything that a school owns."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.dispatch import Signal
from django_scopes import ScopedManager

_M = TypeVar("_M", bound=models.Model, covariant=True)

# Rows were written many at once, for which Django itself sends nothing. The sender is their model, `pks` who they are.
written_together = Signal()


class SchoolQuerySet(models.QuerySet[Any]):
    """Django's own, which also tells who listens of rows that are written many at once."""

    def bulk_create(self, objs: Iterable[Any], *arguments: Any, **options: Any) -> list[Any]:
        made = super().bulk_create(objs, *arguments, **options)
        if made and written_together.has_listeners(self.model):
            written_together.send(self.model, pks=[one.pk for one in made])
        return made

    def update(self, **values: Any) -> int:
        if not written_together.has_listeners(self.model):
            return super().update(**values)
        pks = list(self.order_by().values_list("pk", flat=True))
        changed = super().update(**values)
        written_together.send(self.model, pks=pks)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]


if TYPE_CHECKING:

    class _Scoped(models.Manager[_M]):
        def with_scope(self, **scope: Any) -> Self: ...
        def with_scopes_disabled(self) -> Self: ...

else:
    _Scoped = type(
        ScopedManager(models.Manager.from_queryset(SchoolQuerySet), school="school"),
    )


class SchoolManager(_Scoped[_M]):
    """Reads one school's rows: that of the open scope. Without a scope, reading is an error.

    It is django-scopes' own manager, under a name that type checkers can look up.
    """

"""The manager of everything that a school owns."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django_scopes import ScopedManager

_M = TypeVar("_M", bound=models.Model, covariant=True)

if TYPE_CHECKING:

    class _Scoped(models.Manager[_M]):
        def with_scope(self, **scope: Any) -> Self: ...
        def with_scopes_disabled(self) -> Self: ...

else:
    _Scoped = type(ScopedManager(school="school"))


class SchoolManager(_Scoped[_M]):
    """Reads one school's rows: that of the open scope. Without a scope, reading is an error.

    It is django-scopes' own manager, under a name that type checkers can look up.
    """

"""What has changed is remembered as it changes, and kept anew once its transaction is through.

One refresh a transaction, whatever it wrote; nothing is refreshed for what was rolled back. If it fails, what was
done stays done, the failure is logged, and `manage.py index_school` sets the index right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django_scopes import scopes_disabled

from schools.findable import Findable
from schools.managers import written_together

from .actions import refresh

# What an open transaction has touched: the things by their kind, and the watched rows by kind and path.
Touched = dict[tuple[str, str], set[int]]


def listen(kinds: Iterable[Findable]) -> None:
    """Listen for changes of everything that can be found, and of all that their texts hang on."""
    for kind in kinds:
        _connect(kind, kind.model, "")
        for model, path in kind.watches:
            _connect(kind, model, path)


def _connect(kind: Findable, model: type[Model], path: str) -> None:
    """Touch the kind's things when a row of `model` is written, alone or with others, or deleted."""
    uid = f"finding {kind.key} {path}"
    key = (kind.key, path)

    def saved(sender: Any, instance: Any, raw: bool = False, **rest: Any) -> None:
        if not raw:
            touch(key, [instance.pk])

    def together(sender: Any, pks: list[int], **rest: Any) -> None:
        touch(key, pks)

    def going(sender: Any, instance: Any, **rest: Any) -> None:
        # Once it is gone, nothing leads from it to the thing any more.
        with scopes_disabled():
            touch((kind.key, ""), kind.touched_by(path, [instance.pk]))

    post_save.connect(saved, sender=model, weak=False, dispatch_uid=uid)
    written_together.connect(together, sender=model, weak=False, dispatch_uid=uid)
    if path:
        pre_delete.connect(going, sender=model, weak=False, dispatch_uid=uid)
    else:
        post_delete.connect(saved, sender=model, weak=False, dispatch_uid=uid)
        for field in model._meta.many_to_many:
            through: Any = field.remote_field.through

            def joined(sender: Any, instance: Any, action: str, **rest: Any) -> None:
                if action.startswith("post_") and isinstance(instance, model):
                    touch(key, [instance.pk])

            m2m_changed.connect(
                joined, sender=through, weak=False, dispatch_uid=f"{uid} {field.name}"
            )


def touch(key: tuple[str, str], pks: Iterable[int]) -> None:
    """Remember what has changed until the transaction is through."""
    touched: Touched | None = getattr(connection, "finding_touched", None)
    if touched is not None and _is_waiting():
        touched.setdefault(key, set()).update(pks)
        return
    connection.finding_touched = {key: set(pks)}  # type: ignore[attr-defined]
    # Outside of a transaction this happens at once.
    transaction.on_commit(_settle, robust=True)


def _is_waiting() -> bool:
    """Whether the open transaction will still settle what was touched: a rolled back one has let go of it."""
    return any(waiting[1] is _settle for waiting in connection.run_on_commit)


def _settle() -> None:
    """Keep anew what was touched."""
    touched: Touched = getattr(connection, "finding_touched", None) or {}
    connection.finding_touched = None  # type: ignore[attr-defined]
    refresh(touched)

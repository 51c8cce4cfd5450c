"""Values of fields as JSON can hold them, and back."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

Anyfield: TypeAlias = "models.Field[Any, Any]"


class Unfit(ValueError):
    """A value that its field cannot hold; the message says why."""


class Encoder(DjangoJSONEncoder):
    """Whole microseconds: what comes back in is the same moment."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime.datetime):
            return moment(o)
        return super().default(o)


def moment(value: datetime.datetime) -> str:
    """A moment in UTC: "2026-09-04T12:00:00.123456Z"."""
    return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def to_plain(field: Anyfield, value: Any) -> Any:
    """A field's value as JSON can hold it."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def from_plain(field: Anyfield, value: Any) -> Any:
    """A field's value from what stands in a file, where the schema has let it through.

    Raises:
        Unfit: no such day, moment or number; or the field's own checks refuse it.
    """
    if value is None:
        return None
    try:
        if isinstance(field, models.DateTimeField):
            value = datetime.datetime.fromisoformat(value)
            if value.tzinfo is None:
                raise Unfit(_("it has no time zone"))
        elif isinstance(field, models.DateField):
            value = datetime.date.fromisoformat(value)
        elif isinstance(field, models.TimeField):
            value = datetime.time.fromisoformat(value)
        elif isinstance(field, models.DecimalField):
            value = Decimal(value)
        if value not in field.empty_values:
            field.run_validators(value)
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise Unfit(str(error)) from error
    except ValidationError as error:
        raise Unfit(" ".join(error.messages)) from error
    return value


def unfit_text(value: Any) -> str:
    """What keeps the texts within a value from being stored; "" where nothing does."""
    if isinstance(value, str):
        if "\x00" in value:
            return _("it holds a character that no text has")
        try:
            value.encode()
        except UnicodeEncodeError:
            return _("it holds half a character")
        return ""
    if isinstance(value, dict):
        parts: list[Any] = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    else:
        return ""
    return next((wrong for one in parts if (wrong := unfit_text(one))), "")

"""Keep reference data: the one way in which the administration pages write."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from agencies import audit

_ENCODER = DjangoJSONEncoder()


@transaction.atomic
def save(*, by: audit.Actor, obj: models.Model, fields: Collection[str] | None = None) -> models.Model:
    """Add or change one row of reference data; write and record the fields that differ, and no others.

    `fields` names what was meant (a form's `changed_data`), every editable field if None. The stored row is
    locked and read again, so `before` is what really stood there, and what was not meant stays as somebody
    else has left it meanwhile, in `obj` too. Nothing is written when nothing differs. Database constraints
    speak through IntegrityError; forms check them first.
    """
    model = type(obj)
    stored = model._base_manager.select_for_update().filter(pk=obj.pk).first() if obj.pk else None
    if stored and fields is not None:
        for field in _editable(obj):
            if field.name not in fields:
                setattr(obj, field.attname, getattr(stored, field.attname))
    before = _values(stored) if stored else {}
    after = _values(obj)
    changed = sorted(name for name in after if before.get(name) != after[name])
    if stored and not changed:
        return obj
    obj.save(update_fields=changed if stored else None)
    audit.record(
        by=by,
        action=f"{model._meta.model_name}.{'change' if stored else 'add'}",
        target=obj,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
    )
    return obj


def _values(obj: models.Model) -> dict[str, Any]:
    """The row's editable fields as JSON values; a password never reaches the record."""
    return {field.name: _plain(getattr(obj, field.name)) for field in _editable(obj)}


def _editable(obj: models.Model) -> list["models.Field[Any, Any]"]:
    return [
        field
        for field in obj._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "password"
    ]


def _plain(value: Any) -> Any:
    """What JSON can hold; another row becomes the id that the outside knows it by."""
    if isinstance(value, models.Model):
        return audit.public_id(value)
    if isinstance(value, datetime):
        value = value.astimezone(UTC)  # the same moment in another zone is no change
    return value if isinstance(value, str | int | float | list | dict | None) else _ENCODER.default(value)

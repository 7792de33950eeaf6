"""What the tests of constraints share: a refusal by name, a row once more, and the list of all there are."""

import copy
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction


def refused(constraint: str, write: Callable[[], object]) -> None:
    """Assert that the database itself refuses, and by this constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def again(row: models.Model, **changes: Any) -> models.Model:
    """Insert the same row once more, with another key and these changes."""
    twin = copy.copy(row)
    twin.pk = None
    twin._state = models.base.ModelState()
    if hasattr(twin, "public_id"):
        twin.public_id = uuid.uuid4()
    for name, value in changes.items():
        setattr(twin, name, value)
    twin.save(force_insert=True)
    return twin


def names(app: str) -> set[str]:
    """Every constraint that the models of an app declare by name."""
    return {
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import AuditEvent, User
from awards.models import RecipeVersion
from awards.recipes import DEFAULT
from tests.awards import results

pytestmark = pytest.mark.django_db
ADD = "admin:awards_recipeversion_add"


@pytest.fixture
def portal(as_user: Callable[[User], Client], pusat_admin: User) -> Client:
    return as_user(pusat_admin)


def sent(data: object) -> dict[str, str]:
    return {"code": "resep", "version": "2", "name": "Resep kedua", "data": json.dumps(data)}


def test_a_recipe_is_added_with_its_record(portal: Client) -> None:
    response = portal.post(reverse(ADD), sent(DEFAULT.to_data()))

    assert response.status_code == 302
    assert RecipeVersion.objects.get().recipe == DEFAULT
    event = AuditEvent.objects.get(action="recipeversion.add")
    assert event.after["version"] == 2


@pytest.mark.parametrize("data", [{}, [], "resep", DEFAULT.to_data() | {"components": []}])
def test_a_recipe_that_does_not_hold_is_refused_at_its_field(portal: Client, data: object) -> None:
    response = portal.post(reverse(ADD), sent(data))

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["data"]
    assert not RecipeVersion.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_kept_recipe_is_never_changed(portal: Client) -> None:
    kept = results.recipe()
    address = reverse("admin:awards_recipeversion_change", args=[kept.pk])

    assert portal.get(address).status_code == 200
    assert portal.post(address, sent(DEFAULT.to_data())).status_code == 403
    assert RecipeVersion.objects.get().name == "Resep uji"

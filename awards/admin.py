"""Reference data of the awards: recipes. Rounds and standings change by actions only."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from agencies.admin_site import ReferenceAdmin
from awards.models import RecipeVersion
from awards.recipes import Recipe, RecipeError


class RecipeVersionForm(ModelForm):
    class Meta:
        model = RecipeVersion
        fields = ("code", "version", "name", "data")

    def clean_data(self) -> Any:
        """The recipe must hold before it is kept; the refusal names the part that does not."""
        try:
            return Recipe.from_data(self.cleaned_data["data"]).to_data()
        except RecipeError as error:
            raise ValidationError(str(error)) from error


@admin.register(RecipeVersion)
class RecipeVersionAdmin(ReferenceAdmin):
    """A kept recipe is never changed: rankings were made with it. A change is a new version."""

    form = RecipeVersionForm
    list_display = ("code", "version", "name", "created_at")
    search_fields = ("code", "name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

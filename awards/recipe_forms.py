"""The form of a recipe: one line per component, what it takes to be scored, what decides ties."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from awards.actions.changing import UNSETTLED
from awards.actions.recipes import MOST_REASON
from awards.models import AwardRound, RecipeVersion
from awards.recipes import (
    CHOOSABLE,
    MAX_CAP,
    Component,
    Normalise,
    Recipe,
    RecipeComponent,
    RecipeError,
    TieKey,
)

TIES = range(1, len(TieKey) + 1)


@dataclass(frozen=True, slots=True)
class Line:
    """The fields of one component, as the page lays them out."""

    component: Component
    weight: BoundField
    scale: BoundField
    cap: BoundField | None


class RecipeForm(forms.Form):
    """A recipe to be kept as the next version of another; `recipe` is what was typed, once it is valid."""

    name = forms.CharField(label=_("Nama resep"), max_length=120)
    min_posts = forms.IntegerField(
        label=_("Paling sedikit unggahan terverifikasi"), min_value=1, max_value=MAX_CAP
    )
    min_active_days = forms.IntegerField(label=_("Paling sedikit hari aktif"), min_value=1, max_value=400)
    round = forms.ModelChoiceField(
        label=_("Diterapkan pada putaran"),
        queryset=AwardRound.objects.filter(state__in=UNSETTLED, judged_at=None).select_related("campaign"),
        to_field_name="public_id",
        required=False,
        empty_label=_("Belum diterapkan"),
        help_text=_("Tanpa putaran, versi ini hanya disimpan dan dapat dipilih ketika putaran dibuat."),
    )
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=MOST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Wajib bila kampanyenya sudah dimulai atau putarannya sudah dibuka. Tampil di halaman metodologi."
        ),
    )

    def __init__(self, *args: Any, base: RecipeVersion, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(base) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for component in CHOOSABLE:
            self.fields[f"weight_{component}"] = forms.IntegerField(
                label=_("Bobot"), min_value=0, max_value=100, initial=0
            )
            self.fields[f"scale_{component}"] = forms.ChoiceField(
                label=_("Skala"), choices=[(scale.value, scale.label) for scale in component.scales]
            )
        self.fields["cap"] = forms.IntegerField(
            label=_("Batas per hari"), min_value=1, max_value=MAX_CAP, required=False
        )
        for number in TIES:
            self.fields[f"tie_{number}"] = forms.ChoiceField(
                label=_("Penentu ke-%(number)s") % {"number": number},
                choices=[("", "–"), *((key.value, key.label) for key in TieKey)],
                required=False,
            )
        self.recipe: Recipe | None = None

    @property
    def lines(self) -> Iterator[Line]:
        """The components in the order of the page."""
        for component in CHOOSABLE:
            yield Line(
                component,
                self[f"weight_{component}"],
                self[f"scale_{component}"],
                self["cap"] if component is Component.VOLUME else None,
            )

    @property
    def tie_fields(self) -> Iterator[BoundField]:
        return (self[f"tie_{number}"] for number in TIES)

    def clean(self) -> dict[str, Any]:
        """Put the recipe together; a rule that it breaks is said in the words of the rule."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            self.recipe = Recipe(
                version="1",  # the action gives it the number of its version
                components=tuple(
                    RecipeComponent(
                        component,
                        data[f"weight_{component}"],
                        Normalise(data[f"scale_{component}"]),
                        data["cap"] if component is Component.VOLUME else None,
                    )
                    for component in CHOOSABLE
                    if data[f"weight_{component}"]
                ),
                min_posts=data["min_posts"],
                min_active_days=data["min_active_days"],
                ties=tuple(TieKey(data[f"tie_{number}"]) for number in TIES if data[f"tie_{number}"]),
            )
        except RecipeError as error:
            raise forms.ValidationError(str(error)) from error
        return data


def _initial(base: RecipeVersion) -> dict[str, object]:
    """What stands in the form of a new version: the recipe that it is made from."""
    recipe = base.recipe
    values: dict[str, object] = {
        "name": base.name,
        "min_posts": recipe.min_posts,
        "min_active_days": recipe.min_active_days,
    }
    for part in recipe.components:
        values |= {f"weight_{part.code}": part.weight, f"scale_{part.code}": part.normalise}
        if part.code is Component.VOLUME:
            values["cap"] = part.cap_per_day
    return values | {f"tie_{number}": key for number, key in enumerate(recipe.ties, start=1)}

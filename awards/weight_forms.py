"""Weights that somebody tries on a ranking: one slider per component."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from awards.recipes import RecipeComponent

MOST = 100


class WeightsForm(forms.Form):
    """A field per component of the recipe, named by its code; empty it holds the weights of the recipe."""

    def __init__(self, data: Mapping[str, Any], *, parts: Sequence[RecipeComponent]) -> None:
        present = {part.code.value: part.weight for part in parts}
        super().__init__({name: data.get(name, weight) for name, weight in present.items()})
        self._present = present
        for part in parts:
            self.fields[part.code.value] = forms.IntegerField(
                label=part.code.label,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"type": "range"}),
            )

    def wishes(self) -> list[int]:
        """A number per component; where one cannot be read, the weight of the recipe."""
        self.full_clean()
        return [self.cleaned_data.get(name, weight) for name, weight in self._present.items()]

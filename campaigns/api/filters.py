from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters


class InCampaign(filters.FilterSet):
    """Rows of one campaign by its code; without one, of all but the sandbox."""

    campaign = filters.CharFilter(
        field_name="campaign__code",
        max_length=40,
        help_text="Code of a campaign; what is in the sandbox is told where it is named.",
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data["campaign"] else found.filter(campaign__is_sandbox=False)

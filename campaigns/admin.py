"""Reference data of campaigns. Posts, readings and counts are not here: they change by actions only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.admin_site import ReferenceAdmin, meant
from campaigns.actions import campaigns
from campaigns.models import (
    Campaign,
    FocusArea,
    Grade,
    KpiDefinition,
    KpiFigure,
    KpiTarget,
    Meeting,
    Pillar,
    ReadingSource,
)
from campaigns.screening import CHOICES as RULES


class CampaignForm(ModelForm):
    counted_grades = forms.MultipleChoiceField(
        label=_("Mutu sumber yang dihitung"), choices=Grade.choices, widget=forms.CheckboxSelectMultiple
    )
    trusted_rules = forms.MultipleChoiceField(
        label=capfirst(Campaign._meta.get_field("trusted_rules").verbose_name),
        help_text=Campaign._meta.get_field("trusted_rules").help_text,
        choices=RULES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        fault = campaigns.trust_fault(
            data.get("trusted_rules", ()), evidence_required=bool(data.get("evidence_required"))
        )
        if fault:
            self.add_error("trusted_rules", fault)
        return data


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    """A code is never given again: jobs, records and partners know the campaign by it."""

    form = CampaignForm
    list_display = ("code", "name", "state", "starts_at", "ends_at")
    list_filter = ("state",)
    search_fields = ("code", "name")
    exclude = ("is_demo", "shifted_days")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        campaigns.save(
            by=request.user,  # type: ignore[arg-type]
            campaign=obj,
            fields=meant(form, change),
            at=timezone.now(),
        )


class OfCampaignAdmin(ReferenceAdmin):
    """What belongs to a campaign stays with it: posts and counts refer to it there."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("campaign",) if obj else ()


@admin.register(Pillar)
class PillarAdmin(OfCampaignAdmin):
    list_display = ("name", "campaign", "position")
    list_filter = ("campaign",)
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "code") if obj else ()


@admin.register(FocusArea)
class FocusAreaAdmin(OfCampaignAdmin):
    list_display = ("name", "campaign", "position")
    list_filter = ("campaign",)
    search_fields = ("name",)


@admin.register(Meeting)
class MeetingAdmin(OfCampaignAdmin):
    list_display = ("name", "campaign", "starts_at", "place")
    list_filter = ("campaign",)
    search_fields = ("name", "place")


@admin.register(KpiDefinition)
class KpiDefinitionAdmin(ReferenceAdmin):
    """A definition that figures refer to is not rewritten: a changed meaning is a new version."""

    list_display = ("code", "version", "name", "unit", "is_tallied", "position")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "version", "meaning", "unit", "is_tallied") if obj else ()


@admin.register(KpiFigure)
class KpiFigureAdmin(ReferenceAdmin):
    list_display = ("campaign", "definition", "value", "as_of", "source")
    list_filter = ("campaign", "definition")


@admin.register(KpiTarget)
class KpiTargetAdmin(ReferenceAdmin):
    list_display = ("campaign", "code", "value", "source")
    list_filter = ("campaign",)


@admin.register(ReadingSource)
class ReadingSourceAdmin(ReferenceAdmin):
    """The grade of a source decides what counts, so it is set once, when the source is added."""

    list_display = ("code", "name", "grade", "partner")
    list_filter = ("grade",)
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "grade", "partner") if obj else ()

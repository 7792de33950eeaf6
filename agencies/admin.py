"""Reference data of the agencies: what administrators look up and keep."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.actions import directory, handover, memberships, people
from agencies.admin_site import ActionAdmin, ReferenceAdmin, meant
from agencies.models import Agency, AgencyAlias, Membership, Region, SocialAccount, User
from summitcomms.lib.refusals import Refused


@admin.register(Region)
class RegionAdmin(ActionAdmin):
    list_display = ("code", "name", "level", "timezone", "population")
    list_filter = ("level", "timezone")
    search_fields = ("code", "former_code", "name")


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    """The directory comes from the data files, names included; here an agency is taken out of service."""

    list_display = ("code", "short_name", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("search",)
    fields = ("code", "kind", "short_name", "name", "slug", "parent", "timezone", "population", "is_active")
    readonly_fields = ("code", "kind", "short_name", "name", "slug", "parent", "timezone", "population")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(AgencyAlias)
class AgencyAliasAdmin(ReferenceAdmin):
    list_display = ("text", "agency", "is_code")
    list_select_related = ("agency",)
    search_fields = ("text", "agency__search")
    autocomplete_fields = ("agency",)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        directory.save_alias(by=request.user, alias=obj, fields=meant(form, change))  # type: ignore[arg-type]


@admin.register(SocialAccount)
class SocialAccountAdmin(ActionAdmin):
    """To look up only: accounts are proposed, checked, renamed and archived on the pages of the registry."""

    list_display = ("handle", "platform", "agency", "state", "confirmed_at")
    list_filter = ("platform", "state")
    list_select_related = ("agency",)
    search_fields = ("folded", "agency__search")


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """A new person signs in by a login code first and chooses a password then.

    Who is taken out of service, or back, is so on the portal's own page: roles and sessions end with it.
    """

    list_display = ("email", "full_name", "is_active", "joined_at")
    search_fields = ("email", "full_name")
    fields = ("email", "full_name", "timezone", "is_active")
    readonly_fields = ("is_active",)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        people.save(
            by=request.user,  # type: ignore[arg-type]
            user=obj,
            fields=meant(form, change),
            at=timezone.now(),
        )


class MembershipForm(ModelForm):
    class Meta:
        model = Membership
        fields = ("user", "role", "agency", "reason")

    def clean(self) -> dict[str, Any] | None:
        """Say at the field, in words, what the constraints of the database would refuse by name."""
        cleaned = super().clean()
        if not cleaned or not {"user", "role", "agency"} <= cleaned.keys():
            return cleaned
        try:
            memberships.check_place(cleaned["role"], cleaned["agency"])
        except Refused as refusal:
            self.add_error("agency", refusal.sentence)
            return cleaned
        held = cleaned["user"].memberships.filter(ended_at=None, role=cleaned["role"])
        if held.filter(agency=cleaned["agency"]).exists():
            self.add_error("role", _("Peran ini sudah dipegang."))
        return cleaned


@admin.register(Membership)
class MembershipAdmin(ActionAdmin):
    """Roles are given here and ended here, never changed: the record must say who was what, when."""

    form = MembershipForm
    list_display = ("user", "role", "agency", "started_at", "ended_at")
    list_filter = ("role",)
    list_select_related = ("user", "agency")
    search_fields = ("user__email", "user__full_name", "agency__search")
    autocomplete_fields = ("user", "agency")
    actions = ("end_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        held = memberships.grant(
            by=request.user,  # type: ignore[arg-type]
            user=obj.user,
            role=obj.role,
            agency=obj.agency,
            reason=obj.reason,
        )
        obj.pk = held.pk

    @admin.action(description=gettext_lazy("Akhiri keanggotaan terpilih"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        ended = 0
        for membership in queryset.filter(ended_at=None).order_by("pk"):
            try:
                handover.end(by=request.user, membership=membership, at=timezone.now())  # type: ignore[arg-type]
            except Refused as refusal:
                self.message_user(request, f"{membership}: {refusal.sentence}", messages.ERROR)
            else:
                ended += 1
        if ended:
            done = ngettext("%(count)s keanggotaan diakhiri.", "%(count)s keanggotaan diakhiri.", ended)
            self.message_user(request, done % {"count": ended}, messages.SUCCESS)

"""Reference data of the agencies: what administrators look up and keep."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from agencies.actions import memberships, reference
from agencies.admin_site import ActionAdmin, ReferenceAdmin
from agencies.handles import fold, normalise
from agencies.models import Agency, AgencyAlias, Membership, Partner, Region, SocialAccount, User
from agencies.platforms import Platform


@admin.register(Region)
class RegionAdmin(ActionAdmin):
    list_display = ("code", "name", "level", "timezone", "population")
    list_filter = ("level", "timezone")
    search_fields = ("code", "former_code", "name")


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    """The directory comes from the data files; here an agency is only renamed or taken out of service."""

    list_display = ("code", "short_name", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("search",)
    fields = ("code", "kind", "short_name", "name", "slug", "parent", "timezone", "population", "is_active")
    readonly_fields = ("code", "kind", "slug", "parent", "timezone", "population")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(AgencyAlias)
class AgencyAliasAdmin(ReferenceAdmin):
    list_display = ("text", "agency", "is_code")
    search_fields = ("text", "agency__search")
    autocomplete_fields = ("agency",)


@admin.register(SocialAccount)
class SocialAccountAdmin(ReferenceAdmin):
    list_display = ("handle", "platform", "agency", "state")
    list_filter = ("platform", "state")
    search_fields = ("folded", "agency__search")
    autocomplete_fields = ("agency",)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        obj.handle = normalise(Platform(obj.platform), obj.handle)
        obj.folded = fold(obj.handle)
        super().save_model(request, obj, form, change)


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    list_display = ("email", "full_name", "is_active", "joined_at")
    search_fields = ("email", "full_name")
    fields = ("email", "full_name", "timezone", "is_active")

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # the person signs in by a code and chooses a password then
        reference.save(by=request.user, obj=obj)  # type: ignore[arg-type]


@admin.register(Membership)
class MembershipAdmin(ActionAdmin):
    """Roles are given here and ended here, never changed: the record must say who was what, when."""

    list_display = ("user", "role", "agency", "started_at", "ended_at")
    list_filter = ("role",)
    search_fields = ("user__email", "user__full_name", "agency__search")
    autocomplete_fields = ("user", "agency")
    fields = ("user", "role", "agency", "reason")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        held = memberships.grant(
            by=request.user,  # type: ignore[arg-type]
            user=obj.user,
            role=obj.role,
            agency=obj.agency,
            reason=obj.reason,
        )
        obj.pk = held.pk


@admin.register(Partner)
class PartnerAdmin(ReferenceAdmin):
    list_display = ("code", "name", "contact_email", "is_active")
    search_fields = ("code", "name")

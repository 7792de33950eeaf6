"""Django's admin for reference data: administrators with a second factor, and no way past an action."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from agencies import access
from agencies.actions import reference
from agencies.models import User
from agencies.roles import Permission


class PortalAdminSite(AdminSite):
    site_header = "Data acuan – Portal Kampanye KTT ASEAN"
    site_title = "Data acuan"
    index_title = "Data acuan"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators only, and only with a second factor set up."""
        user = request.user
        return (
            bool(access.can(user, Permission.ADMINISTER)) and isinstance(user, User) and is_mfa_enabled(user)
        )


PortalAdminSite.login = secure_admin_login(PortalAdminSite.login)  # type: ignore[method-assign]


class ActionAdmin(ModelAdmin):
    """Reads only, and never deletes; a subclass that writes says through which action."""

    actions = None  # the bulk deletion that Django offers by itself

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReferenceAdmin(ActionAdmin):
    """Adds and changes reference data through `actions.reference.save`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        reference.save(by=request.user, obj=obj)  # type: ignore[arg-type]

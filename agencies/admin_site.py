"""Django's admin for reference data: administrators with a second factor, and no way past an action."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from agencies import access
from agencies.models import User
from agencies.roles import Permission


class PortalAdminSite(AdminSite):
    site_header = "Data acuan – Portal Kampanye KTT ASEAN"
    site_title = "Data acuan"
    index_title = "Data acuan"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators only, and only with a second factor set up."""
        user = request.user
        return (
            bool(access.can(user, Permission.ADMINISTER)) and isinstance(user, User) and is_mfa_enabled(user)
        )


PortalAdminSite.login = secure_admin_login(PortalAdminSite.login)  # type: ignore[method-assign]


class ActionAdmin(ModelAdmin):
    """Read-only by default and never deletes; a subclass that allows changes saves through an action."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        raise NotImplementedError(f"{type(self).__name__} allows changes but names no action")

"""Django's admin for reference data: administrators with a second factor, and no way past an action."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from agencies import access
from agencies.actions import reference
from agencies.models import User
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused


class PortalAdminSite(AdminSite):
    site_header = _("Data acuan – Portal Kampanye KTT ASEAN")
    site_title = _("Data acuan")
    index_title = _("Data acuan")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Takes pages that write through actions; those of libraries write past them and show secrets."""
        if admin_class is not None and issubclass(admin_class, ActionAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators only, and only with a second factor set up."""
        user = request.user
        return (
            bool(access.can(user, Permission.ADMINISTER))
            and isinstance(user, User)
            and is_mfa_enabled(user, types=[Authenticator.Type.TOTP])
        )

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal's own sign-in is the only one; whoever is signed in and sent here lacks the right."""
        if not self.has_permission(request):
            raise PermissionDenied(_(access.NOT_YOURS))
        return redirect("admin:index")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The portal's own page, which leaves an audit row and ends other sessions."""
        return redirect("account_change_password")


class ActionAdmin(ModelAdmin):
    """Reads only, and never deletes; a subclass that writes says through which action.

    What an action refuses is told above the form, with everything typed still in it.
    """

    actions: Any = None  # the bulk deletion that Django offers by itself

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; once more with the sentence when the action refused, which undid everything."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form: type[ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        refusal: Refused | None = getattr(request, "refusal", None)
        if refusal is None:
            return form
        sentence = refusal.sentence

        class Refusing(form):  # type: ignore[valid-type, misc]
            def clean(self) -> dict[str, Any] | None:
                self.add_error(None, sentence)
                cleaned: dict[str, Any] | None = super().clean()
                return cleaned

        return Refusing


class ReferenceAdmin(ActionAdmin):
    """Adds and changes through `actions.reference.save`; the site lets administrators in only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        reference.save(by=request.user, obj=obj, fields=meant(form, change))  # type: ignore[arg-type]


def meant(form: ModelForm, change: bool) -> list[str] | None:
    """The fields that the form changes, for `reference.save`; None for a new row, which has them all."""
    return form.changed_data if change else None

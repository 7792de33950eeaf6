"""What the portal asks of django-allauth: no sign-up, an end to every session, a factor that stays."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import audit, devices
from agencies.actions import mail, sessions
from agencies.models import User
from agencies.notices import SIGN_IN

REAUTHENTICATION = {
    "mfa_reauthenticate:webauthn": _("Gunakan kunci sandi"),
    "reauthenticate": _("Gunakan kata sandi"),
    "mfa_reauthenticate": _("Gunakan kode autentikator atau kode pemulihan"),
}
"""The ways to show once more who one is, by their names in django-allauth, in the order offered."""


class AccountAdapter(DefaultAccountAdapter):
    # Its own sentences are translated; these read as the rest of the portal does.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Surel atau kata sandi tidak tepat."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Coba lagi sepuluh menit lagi."),
        "incorrect_code": _("Kode tidak tepat atau sudah lewat waktunya."),
        "incorrect_password": _("Kata sandi tidak tepat."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.begin(request.session, at=timezone.now())

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "agencies.login_stages.AddressStage"]

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """How to show once more who one is, the easiest first."""
        offered = {method["id"]: method for method in super().get_reauthentication_methods(user)}
        return [
            offered[known] | {"description": str(description)}
            for known, description in REAUTHENTICATION.items()
            if known in offered
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Ask for the mail of a sign-in page; each request for one is another mail.

        An address that nobody has costs the same queries, so the time taken does not tell who has an account.
        """
        notice = SIGN_IN[template_prefix]
        known = {"code": context.get("code"), "url": context.get("password_reset_url")}
        words = {name: str(known[name]) for name in notice.needs}
        this, at = uuid4().hex, timezone.now()
        person = User.objects.filter(email__iexact=email).first()
        if person:
            mail.send(kind=notice.code, to=person, subject_id=this, context=words, at=at)
        else:
            mail.send_to_stranger(kind=notice.code, email=email, subject_id=this, context=words, at=at)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell people what was changed about the way into their account, and from where."""
        with translation.override(user.language):
            device = devices.describe(self.request.headers.get("User-Agent", ""))
        mail.send(
            kind=SIGN_IN[template_prefix].code,
            to=user,
            subject_id=uuid4().hex,
            context={"address": audit.origin.get().address or "–", "device": device},
            at=timezone.now(),
        )


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Peran pusat wajib memakai langkah kedua."),
        "incorrect_code": _("Kode tidak tepat atau sudah dipakai."),
        "unverified_email": _("Masuklah sekali dengan kode dari surel, lalu pasang kunci sandi."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Central roles keep their second factor; they may only renew the recovery codes."""
        return not (authenticator.type == Authenticator.Type.TOTP and authenticator.user.is_central)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name that the form of a new passkey begins with."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Kunci sandi %(number)s") % {"number": held + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host it was made on; the device shows the portal's name."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

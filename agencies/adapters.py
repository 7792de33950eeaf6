"""What the portal asks of django-allauth: no sign-up, an end to every session, a factor that stays."""

from time import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from agencies.models import User

SIGNED_IN_AT = "signed_in_at"
"""Session key: seconds since 1970 at which the session began. `agencies.middleware` ends it by this."""


class AccountAdapter(DefaultAccountAdapter):
    # Its own sentences are translated; these read as the rest of the portal does.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Surel atau kata sandi tidak tepat.",
        "too_many_login_attempts": "Terlalu banyak percobaan. Coba lagi sepuluh menit lagi.",
        "incorrect_code": "Kode tidak tepat atau sudah lewat waktunya.",
        "incorrect_password": "Kata sandi tidak tepat.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(time())


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Peran pusat wajib memakai langkah kedua.",
        "incorrect_code": "Kode tidak tepat atau sudah dipakai.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Central roles keep their second factor; they may only renew the recovery codes."""
        return not (authenticator.type == Authenticator.Type.TOTP and authenticator.user.is_central)

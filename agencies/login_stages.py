"""What the portal asks once more at the very end of signing in, after the steps of django-allauth."""

from allauth.account.stages import LoginStage
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class AddressStage(LoginStage):
    """The address with which the sign-in began is still the account's.

    A code by mail waits in the session of whoever asked for it, out of reach of the action that changes the
    address; what went to the former one must not open the account.
    """

    key = "address"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user, email = self.login.user, self.login.email
        if user is None or not email or email.lower() == user.email.lower():
            return None, True
        messages.error(
            self.request, _("Alamat surel akun ini baru saja diganti. Masuklah dengan alamat yang baru.")
        )
        return redirect("account_login"), False

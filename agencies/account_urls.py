"""Addresses of signing in, under /akun/: the pages of django-allauth that the portal offers, and no others.

Left out: management and confirmation of e-mail addresses, since the address belongs to the invitation, and
signing up with a passkey. Sign-up stays, to say that accounts come by invitation. The pages of second factors
and passkeys are those of the kinds named in MFA_SUPPORTED_TYPES.
"""

from allauth.account import views
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import URLPattern, URLResolver, include, path, re_path

from agencies.signing_in_again import recent_sign_in_required

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", recent_sign_in_required(views.password_set), name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # In place of those below: a first factor is what could be asked afterwards, so it is guarded itself.
    path("2fa/totp/activate/", recent_sign_in_required(activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", recent_sign_in_required(add_webauthn), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]

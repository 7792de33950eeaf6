from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse


def views(patterns: Any, namespace: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            found += views(pattern.url_patterns, f"{namespace}{pattern.namespace or ''}:")
        else:
            found.append((f"{namespace}{pattern.name}".strip(":"), pattern.callback))
    return found


PUBLIC = {
    "healthz",
    "readyz",
    "front",
    "methodology",
    "ranking-proof",
    "agency-detail",
    "agency-export",
    "agency-list",
    "set-language",
    "standing-list",
    "certificate-form",
    "certificate-check",
    "certificate-document",
    "certificate-image",
    "material-detail",
    "material-list",
    "result-bundle",
    "result-check",
    "invitation-accept",
    "jsi18n",
    "style-guide",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
} | {
    # Behind the link that is mailed to a partner: these ask the session whose page it is.
    "partner-enter",
    "own-delivery-replay",
    "own-detail",
    "own-leave",
    "own-webhook",
    "own-webhook-change",
    "own-webhook-create",
}


def test_only_listed_pages_are_open_without_signing_in() -> None:
    """The API is closed by its own permission classes, which its own tests prove."""
    own = [(name, view) for name, view in views(get_resolver().url_patterns) if "api" not in name]
    opened = {name.rpartition(":")[2] for name, view in own if not getattr(view, "login_required", True)}

    assert opened <= PUBLIC, opened - PUBLIC
    assert PUBLIC - {"jsi18n"} <= opened, PUBLIC - opened


def test_the_mail_of_a_development_machine_is_shown_with_debug_only() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("mailbox")

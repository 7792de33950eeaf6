"""Each check is silent on sound settings and speaks, with a hint, when its one thing is wrong."""

from typing import Any

import pytest
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.checks.registry import registry
from pytest_django import Settings
from rest_framework.permissions import AllowAny

from summitcomms import catalogue, checks

SOUND: dict[str, Any] = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["portal.contoh.go.id"],
    "SECRET_KEY": "k" * 60,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "MIDDLEWARE": ["csp.middleware.CSPMiddleware", checks.LOGIN_REQUIRED],
    "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": [NONE], "script-src": [SELF]}},
    "REST_FRAMEWORK": {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]},
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
}
POSTGRESQL = "django.db.backends.postgresql"
TIMEOUTS = "-c statement_timeout=15s -c lock_timeout=3s"


class Everybody(AllowAny):
    """Lets everybody in under another name."""


EVERYBODY = f"{__name__}.Everybody"


@pytest.fixture
def sound(settings: Settings) -> Settings:
    for name, value in SOUND.items():
        setattr(settings, name, value)
    return settings


def found(monkeypatch: pytest.MonkeyPatch, engine: str = POSTGRESQL, options: str = TIMEOUTS) -> list[str]:
    """The ids of what the checks find; the database in use is left alone."""
    monkeypatch.setattr(checks, "_engine", lambda: engine)
    monkeypatch.setattr(checks, "_database_options", lambda: options)
    messages = [*checks.check_everywhere(), *checks.check_in_production()]
    assert all(message.hint and message.msg for message in messages)
    return [message.id or "" for message in messages]


def test_sound_settings_are_not_complained_about(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch) == []


def test_settings_of_this_portal_hold_the_timeouts_on_postgresql() -> None:
    assert checks._engine() == POSTGRESQL
    assert "statement_timeout=15s" in checks._database_options()


def test_another_database_is_refused(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, engine="django.db.backends.sqlite3") == ["summitcomms.E001"]


@pytest.mark.parametrize("options", ["", "-c statement_timeout=15s", "-c lock_timeout=3s"])
def test_a_database_that_may_hang_is_refused(
    sound: Settings, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    assert found(monkeypatch, options=options) == ["summitcomms.E002"]


NO_LOGIN = ["csp.middleware.CSPMiddleware"]
NO_POLICY = [checks.LOGIN_REQUIRED]
INLINE = {"DIRECTIVES": {"default-src": [NONE], "style-src": [SELF, UNSAFE_INLINE]}}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("MIDDLEWARE", NO_LOGIN, "E003"),
        ("REST_FRAMEWORK", {}, "E004"),
        ("REST_FRAMEWORK", {"DEFAULT_PERMISSION_CLASSES": []}, "E004"),
        ("REST_FRAMEWORK", {"DEFAULT_PERMISSION_CLASSES": [checks.ALLOW_ANY]}, "E004"),
        ("REST_FRAMEWORK", {"DEFAULT_PERMISSION_CLASSES": [EVERYBODY]}, "E004"),
        ("MIDDLEWARE", NO_POLICY, "E005"),
        ("CONTENT_SECURITY_POLICY", None, "E005"),
        ("CONTENT_SECURITY_POLICY", {"DIRECTIVES": {"script-src": [SELF]}}, "E005"),
        ("CONTENT_SECURITY_POLICY", INLINE, "E005"),
        ("SESSION_COOKIE_SECURE", False, "E006"),
        ("CSRF_COOKIE_SECURE", False, "E006"),
        ("SECURE_SSL_REDIRECT", False, "E007"),
        *(("EMAIL_BACKEND", backend, "E008") for backend in checks.NOT_REAL_MAIL),
        ("ALLOWED_HOSTS", ["portal.contoh.go.id", "*"], "E009"),
        ("ALLOWED_HOSTS", [], "E009"),
        ("SECRET_KEY", "demo-" + "k" * 60, "E010"),
        ("SECRET_KEY", "django-insecure-" + "k" * 60, "E010"),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True, "E011"),
    ],
)
def test_one_thing_wrong_is_found_by_its_number(
    sound: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: object, error: str
) -> None:
    setattr(sound, name, value)

    assert found(monkeypatch) == [f"summitcomms.{error}"]


def test_a_portal_that_would_not_speak_english_is_refused(
    sound: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "is_compiled", lambda: False)

    assert found(monkeypatch) == ["summitcomms.E013"]


def test_debug_on_the_own_machine_may_be_easier(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sound.DEBUG = True
    sound.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    sound.SESSION_COOKIE_SECURE = sound.CSRF_COOKIE_SECURE = sound.SECURE_SSL_REDIRECT = False
    sound.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    sound.SECRET_KEY = "demo-" + "k" * 60
    sound.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

    assert found(monkeypatch) == []


def test_debug_is_refused_where_others_can_come(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sound.DEBUG = True
    sound.ALLOWED_HOSTS = ["localhost", "portal.contoh.go.id"]

    assert found(monkeypatch) == ["summitcomms.E012"]


def test_several_things_wrong_are_all_found(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sound.MIDDLEWARE = []
    sound.ALLOWED_HOSTS = ["*"]

    assert found(monkeypatch) == ["summitcomms.E003", "summitcomms.E005", "summitcomms.E009"]


def test_the_message_names_what_is_missing(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sound.SESSION_COOKIE_SECURE = False
    monkeypatch.setattr(checks, "_database_options", lambda: "")

    messages = {message.id: message for message in checks.check_everywhere() + checks.check_in_production()}

    assert messages["summitcomms.E002"].msg.endswith("no statement_timeout and no lock_timeout.")
    assert messages["summitcomms.E006"].hint == "Set SESSION_COOKIE_SECURE to True."


def test_the_checks_run_with_every_check() -> None:
    assert {checks.check_everywhere, checks.check_in_production} <= set(registry.get_checks())

"""Own system checks: what must hold before the portal is shown to anybody.

`check --deploy` is content with an open API and without a content policy; these are not. They run with every
`check`, `migrate` and start. The first group holds everywhere; the second when DEBUG is off, since DEBUG is
allowed on the own machine only. `summitcomms.apps` imports this module, which registers the checks.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from summitcomms import catalogue

DEMO_KEYS = ("demo-", "django-insecure-")
ALLOW_ANY = "rest_framework.permissions.AllowAny"
NOT_REAL_MAIL = (
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
)
LOOPBACK = {"localhost", ".localhost", "127.0.0.1", "[::1]", "testserver"}
LOGIN_REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"


@register("summitcomms")
def check_everywhere(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What holds on every machine, also with DEBUG on."""
    found: list[CheckMessage] = []
    if _engine() != "django.db.backends.postgresql":
        found.append(
            _error(
                1,
                "The database is not PostgreSQL.",
                "Set DATABASE_URL to postgresql://user:password@host/name.",
            )
        )
    missing = [
        name for name in ("statement_timeout", "lock_timeout") if f"{name}=" not in _database_options()
    ]
    if missing:
        found.append(
            _error(
                2,
                f"The database connection has no {' and no '.join(missing)}.",
                "Add `-c statement_timeout=15s -c lock_timeout=3s` to OPTIONS['options'] of the database.",
            )
        )
    if LOGIN_REQUIRED not in settings.MIDDLEWARE:
        found.append(_error(3, "Pages are open by default.", f"Add {LOGIN_REQUIRED} to MIDDLEWARE."))
    if _api_is_open():
        found.append(
            _error(
                4,
                "The API lets anybody in by default.",
                "Name a class that denies in REST_FRAMEWORK['DEFAULT_PERMISSION_CLASSES'].",
            )
        )
    foreign = [host for host in settings.ALLOWED_HOSTS if host not in LOOPBACK]
    if settings.DEBUG and foreign:
        found.append(
            _error(
                12,
                f"DEBUG shows the inside of the portal to visitors of {', '.join(foreign)}.",
                "Set DEBUG=0, or leave only localhost and 127.0.0.1 in ALLOWED_HOSTS.",
            )
        )
    if problem := _policy_problem():
        found.append(
            _error(
                5,
                problem,
                "Set CONTENT_SECURITY_POLICY and CSPMiddleware; put scripts and styles into files.",
            )
        )
    return found


@register("summitcomms")
def check_in_production(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What DEBUG makes easier on the own machine and must not be so anywhere else."""
    if settings.DEBUG:
        return []
    found: list[CheckMessage] = []
    plain = [name for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE") if not getattr(settings, name)]
    if plain:
        found.append(_error(6, "Cookies travel without TLS.", f"Set {' and '.join(plain)} to True."))
    if not settings.SECURE_SSL_REDIRECT:
        found.append(_error(7, "Pages are served without TLS.", "Set SECURE_SSL_REDIRECT to True."))
    if settings.EMAIL_BACKEND in NOT_REAL_MAIL:
        found.append(
            _error(8, "Mail is not sent to anybody.", "Set EMAIL_URL to smtp+tls://user:password@host:587.")
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            _error(
                9, "The portal answers under any host name.", "List the names of the portal in ALLOWED_HOSTS."
            )
        )
    if settings.SECRET_KEY.startswith(DEMO_KEYS):
        found.append(
            _error(
                10,
                "SECRET_KEY is the one of a demonstration.",
                "Set SECRET_KEY to 50 random characters or more, kept outside the repository.",
            )
        )
    if getattr(settings, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", False):
        found.append(
            _error(
                11, "Passkeys are accepted without TLS.", "Set MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN to False."
            )
        )
    if not catalogue.is_compiled():
        found.append(
            _error(
                13, "The English catalogue is not compiled.", "Run `python -m summitcomms.catalogue compile`."
            )
        )
    return found


def _error(number: int, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"summitcomms.E{number:03}")


def _engine() -> str:
    return str(settings.DATABASES["default"].get("ENGINE", ""))


def _database_options() -> str:
    return str(settings.DATABASES["default"].get("OPTIONS", {}).get("options", ""))


def _api_is_open() -> bool:
    """An empty list of permissions lets everybody in as well, and so does a subclass of AllowAny."""
    names = getattr(settings, "REST_FRAMEWORK", {}).get("DEFAULT_PERMISSION_CLASSES", [ALLOW_ANY])
    return not names or any(issubclass(import_string(name), import_string(ALLOW_ANY)) for name in names)


def _policy_problem() -> str:
    """What is wrong with the content policy, in a sentence; empty if nothing is."""
    policy: dict[str, Iterable[str]] = (getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}).get(
        "DIRECTIVES", {}
    )
    if "csp.middleware.CSPMiddleware" not in settings.MIDDLEWARE or "default-src" not in policy:
        return "Pages are sent without a content security policy."
    unsafe = [
        name for name, sources in policy.items() if any("'unsafe-" in str(source) for source in sources)
    ]
    return f"The content security policy allows unsafe sources in {', '.join(unsafe)}." if unsafe else ""

"""Settings of the portal, read from the environment once, at start.

Nothing is guessed: a value that is missing or cannot be read stops the start with a sentence that names
the variable. Settings never start a server and never write a file; `summitcomms.embedded` does the first,
the Makefile the second. What must hold in production is checked in `summitcomms.checks`.
"""

from pathlib import Path
from typing import Any, Literal

import structlog
from csp.constants import NONE, SELF

from summitcomms.environment import (
    MISSING,
    boolean,
    broker,
    days,
    folder,
    hosts,
    ip_networks,
    log_level,
    mail,
    origin,
    origins,
    port,
    postgresql,
    read,
    secret,
    sender,
    whole_number,
)
from summitcomms.lib.logs import without_secrets
from summitcomms.lib.networks import Network

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = read("DEBUG", boolean, default=False)
SECRET_KEY = read("SECRET_KEY", secret)
ALLOWED_HOSTS = read("ALLOWED_HOSTS", hosts, default=["localhost", "127.0.0.1"] if DEBUG else MISSING)
PORT = read("PORT", port, default=8000)
SITE_URL = read(
    "SITE_URL",
    origin,
    default=f"http://localhost:{PORT}" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.')}",
)
TRUSTED_PROXIES = read("TRUSTED_PROXIES", whole_number, default=0)

# --- The house -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "summitcomms.apps.PortalConfig",
    "reports",
    "awards",
    "campaigns",
    "agencies",
    "summitcomms.jobs",
    "summitcomms.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework_api_key",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "agencies.middleware.LanguageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "agencies.middleware.PersonMiddleware",
    "agencies.sign_in_limits.SignInLimitMiddleware",
    "agencies.middleware.SecondFactorMiddleware",
    "summitcomms.errors.BusyMiddleware",
]
ROOT_URLCONF = "summitcomms.urls"
WSGI_APPLICATION = "summitcomms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "summitcomms.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "summitcomms.lib.tags",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True

# --- The database is the truth, the broker only a doorbell -----------------------------------------------
DATABASES = {"default": read("DATABASE_URL", postgresql)}
_STATEMENT_TIMEOUT = read(
    "DATABASE_STATEMENT_TIMEOUT", whole_number, default=15
)  # seconds; workers need more
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})
    | {
        "connect_timeout": 5,
        "options": (
            f"-c statement_timeout={_STATEMENT_TIMEOUT}s -c lock_timeout=3s"
            " -c idle_in_transaction_session_timeout=30s"
            " -c jit=off"  # compiling a statement for a batch would take longer than running it
        ),
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

CELERY_BROKER_URL = read("REDIS_URL", broker)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 25
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- People ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique by constraint, in any case of letters
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "agencies.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
INVITATION_DAYS = 7
RETENTION_DAYS = read("RETENTION_DAYS", days, default=730)  # from the last role to the pseudonym
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "reports:front"
ACCOUNT_ADAPTER = "agencies.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; mail of an agency is often held back for some minutes
ACCOUNT_SESSION_REMEMBER = True  # eight hours for everybody, ended by agencies.middleware
ACCOUNT_RATE_LIMITS = {
    # Per account, which never needs ten tries. Addresses are counted by agencies.sign_in_limits.
    "login": None,
    "login_failed": "10/10m/key",
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
    "request_login_code": "5/10m/key",
}
SIGN_INS_PER_MINUTE = 600  # from one address: a hall of a hundred people signs in behind one
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "agencies.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Portal Kampanye KTT ASEAN"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "agencies.passkeys.AddForm",
    "edit_webauthn": "agencies.passkeys.RenameForm",
    "login_webauthn": "agencies.passkeys.SignInForm",
    "authenticate_webauthn": "agencies.passkeys.SecondStepForm",
    "reauthenticate_webauthn": "agencies.passkeys.AgainForm",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "sessionid" if DEBUG else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEBUG else "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS: list[str] = read("CSRF_TRUSTED_ORIGINS", origins, default=[])

# --- The web ---------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = read("MEDIA_ROOT", folder, default=BASE_DIR / "var" / "media")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG  # otherwise only what collectstatic hashed is served
_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC if DEBUG else _HASHED},
}

_MAIL = read("EMAIL_URL", mail, default=mail(f"filemail://{BASE_DIR}/var/mail") if DEBUG else MISSING)
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"] or "localhost", _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"] or "", _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_TLS", False), _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = f"/{_MAIL['EMAIL_FILE_PATH'].lstrip('/')}"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read(
    "DEFAULT_FROM_EMAIL", sender, default="Portal Kampanye KTT ASEAN <portal@localhost>" if DEBUG else MISSING
)

# Webhooks go to the public internet by https; to these networks also, by http too.
WEBHOOK_ALLOWED_NETWORKS: list[Network] = read("WEBHOOK_ALLOWED_NETWORKS", ip_networks, default=[])

# --- Language and time -----------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = not DEBUG
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
TIME_ZONE = "Asia/Jakarta"  # only what nobody's own zone replaces; the database keeps UTC
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- REST ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["agencies.api.authentication.PartnerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["agencies.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.parsers.JSONBody"],
    "DEFAULT_THROTTLE_CLASSES": ["agencies.api.throttling.KeyThrottle"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "agencies.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,  # the schema describes; OPTIONS is not answered
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "agencies.api.problems.handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
}
API_CALLS_PER_MINUTE = 600  # of one key
API_WRONG_KEYS_PER_MINUTE = 60  # from one address
SPECTACULAR_SETTINGS = {
    "TITLE": "Portal Kampanye KTT ASEAN",
    "DESCRIPTION": (
        "Campaigns, agencies, standings and readings for partner systems. Every call carries the key of a"
        " partner as `Authorization: Bearer <key>`; a key opens its scopes only. Times are RFC 3339 in UTC,"
        " ids are official codes and UUIDs, errors are problem documents (RFC 9457) with a stable `code`."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    # Only reading can be tried out: a stray click in a document must not push readings.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "supportedSubmitMethods": ["get"], "validatorUrl": None},
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "agencies.api.schema.finish",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CampaignState": "campaigns.models.Campaign.State",
        "ResultState": "awards.api.documents.ResultState",
    },
}

# --- Logs ------------------------------------------------------------------------------------------------
_SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_secrets,
]
structlog.configure(
    processors=[*_SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED_PROCESSORS,
            "processor": structlog.dev.ConsoleRenderer(colors=False)
            if DEBUG
            else structlog.processors.JSONRenderer(),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": read("LOG_LEVEL", log_level, default="INFO")},
    "loggers": {
        name: {"level": "WARNING"}
        # The relay ticks every second; what became of a job is said once, by the jobs themselves.
        for name in ("django.server", "celery.beat", "celery.worker.strategy", "celery.app.trace")
    },
}

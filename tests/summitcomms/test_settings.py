"""The start is stopped by a wrong value, with a sentence that names it: each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "portal.contoh.go.id, www.contoh.go.id",
    "DATABASE_URL": "postgresql://app:rahasia@db.internal:5432/portal",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "EMAIL_URL": "smtp+tls://portal:rahasia@mail.contoh.go.id:587",
    "DEFAULT_FROM_EMAIL": "Portal <portal@contoh.go.id>",
}
KEPT = ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START")


def start(show: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings with these variables and no others; print the expression `show` of them."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | variables
    return subprocess.run(
        [sys.executable, "-c", f"from summitcomms import settings as s; print(({show or None}))"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def shown(show: str, **variables: str) -> str:
    done = start(show, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", PRODUCTION)
def test_a_missing_value_stops_the_start(name: str) -> None:
    done = start(**{key: value for key, value in PRODUCTION.items() if key != name})

    assert done.returncode != 0
    assert f"{name} is not set. See docs/operations.md" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "perhaps", "expected one of 1, 0, true, false"),
        ("SECRET_KEY", "short", "at least 50 characters"),
        ("ALLOWED_HOSTS", "https://portal.contoh.go.id", "expected host names"),
        ("ALLOWED_HOSTS", ",", "expected host names"),
        ("ALLOWED_HOSTS", "portal.contoh.go.id:8000", "expected host names"),
        ("PORT", "80a", "whole number"),
        ("PORT", "70000", "from 1 to 65535"),
        ("PORT", "-1", "whole number"),
        ("RETENTION_DAYS", "7", "30 days or more"),
        ("RETENTION_DAYS", "dua tahun", "whole number"),
        ("SITE_URL", "portal.contoh.go.id", "expected https://host"),
        ("SITE_URL", "https://portal.contoh.go.id/portal", "expected https://host"),
        ("CSRF_TRUSTED_ORIGINS", "portal.contoh.go.id", "expected https://host"),
        ("TRUSTED_PROXIES", "one", "whole number"),
        ("DATABASE_URL", "sqlite:///portal.db", "no other database is supported"),
        ("DATABASE_URL", "postgresql://app:rahasia@db.internal:5432", "the name of the database is missing"),
        ("DATABASE_URL", "portal", "no other database is supported"),
        ("DATABASE_STATEMENT_TIMEOUT", "15s", "whole number"),
        ("REDIS_URL", "amqp://broker.internal", "expected redis://"),
        ("REDIS_URL", "redis://broker.internal:redis/0", "'redis'"),
        ("REDIS_URL", "redis://broker.internal:0", "expected redis://"),
        ("REDIS_URL", "redis:///0", "expected redis://"),
        ("REDIS_URL", "rediss://broker.internal/zero", "expected redis://"),
        ("REDIS_URL", "unix://", "expected redis://"),
        ("EMAIL_URL", "pigeon://mail.contoh.go.id", "pigeon"),
        ("DEFAULT_FROM_EMAIL", "Portal Kampanye", "expected Name <address@host>"),
        ("MEDIA_ROOT", "media", "begins with /"),
        ("WEBHOOK_ALLOWED_NETWORKS", "10.20.0.0/16,intranet", "'intranet'"),
        ("LOG_LEVEL", "loud", "expected DEBUG, INFO"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(name: str, value: str, sentence: str) -> None:
    done = start(**PRODUCTION | {name: value})

    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f"{name} has a value that cannot be used" in last
    assert sentence in last


def test_production_starts_strict() -> None:
    values = shown(
        "s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SITE_URL, s.PORT",
        **PRODUCTION,
    )

    assert values == "(False, True, '__Host-sessionid', True, 'https://portal.contoh.go.id', 8000)"


def test_debug_needs_little_and_keeps_to_the_own_machine() -> None:
    values = shown(
        "s.ALLOWED_HOSTS, s.SITE_URL, s.SECURE_SSL_REDIRECT, s.EMAIL_BACKEND.rpartition('.')[0]",
        DEBUG="1",
        PORT="8123",
        **{name: PRODUCTION[name] for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")},
    )

    assert values == (
        "(['localhost', '127.0.0.1'], 'http://localhost:8123', False, 'django.core.mail.backends.filebased')"
    )


def test_mail_is_sent_as_the_address_says() -> None:
    values = shown(
        "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS,"
        " s.EMAIL_USE_SSL",
        **PRODUCTION,
    )

    assert values == "('mail.contoh.go.id', 587, 'portal', 'rahasia', True, False)"


def test_a_socket_of_redis_becomes_the_broker() -> None:
    variables = PRODUCTION | {"REDIS_URL": "unix:///run/redis.sock?virtual_host=1"}

    assert shown("s.CELERY_BROKER_URL", **variables) == "redis+socket:///run/redis.sock?virtual_host=1"


def test_the_limits_of_the_database_follow_the_variable() -> None:
    options = shown(
        "s.DATABASES['default']['OPTIONS']['options']", **PRODUCTION, DATABASE_STATEMENT_TIMEOUT="120"
    )

    assert options == (
        "-c statement_timeout=120s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s -c jit=off"
    )


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("y" * 60 + "\n")
    variables = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}

    assert shown("s.SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key"), **variables) == "y" * 60


def test_a_file_that_is_not_there_stops_the_start() -> None:
    done = start(**PRODUCTION, SECRET_KEY_FILE="/nowhere/key")

    assert done.returncode != 0
    assert "SECRET_KEY_FILE names a file that cannot be read" in done.stderr

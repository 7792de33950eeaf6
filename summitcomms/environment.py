"""Readers of environment variables: each returns a usable value or says what it expected instead.

`summitcomms.settings` reads with them, once, at start; docs/operations.md lists the variables.
"""

from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from summitcomms.lib import networks

T = TypeVar("T")
env = environ.FileAwareEnv()  # NAME_FILE may name a file that holds the value of NAME: secrets in containers

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
MISSING: Any = object()


def read(name: str, parse: Callable[[str], T], default: T = MISSING) -> T:
    """Return the variable `name` as `parse` understands it; ImproperlyConfigured names it otherwise."""
    try:
        text = env.str(name, default="").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error}") from error
    if not text:
        if default is MISSING:
            raise ImproperlyConfigured(f"{name} is not set. See docs/operations.md for what it must hold.")
        return default
    try:
        return parse(text)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} has a value that cannot be used: {error}") from error


def boolean(text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError(f"expected one of 1, 0, true, false, yes, no, on, off; got {text!r}")
    return text.lower() in _TRUE


def whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"expected a whole number, got {text!r}")
    return int(text)


def port(text: str) -> int:
    number = whole_number(text)
    if not 1 <= number <= 65_535:
        raise ValueError(f"expected a port from 1 to 65535, got {text!r}")
    return number


def days(text: str) -> int:
    """A period after which something is let go for good; nobody means less than a month."""
    number = whole_number(text)
    if number < 30:
        raise ValueError(f"expected 30 days or more, got {text!r}")
    return number


def secret(text: str) -> str:
    if len(text) < 50:
        raise ValueError("expected at least 50 characters")
    return text


def words(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def hosts(text: str) -> list[str]:
    """Names that people type, without scheme, port or path."""
    found = words(text)
    if not found or any(set(host) & set("/:@") and not host.startswith("[") for host in found):
        raise ValueError("expected host names like portal.example.go.id, with commas between them")
    return found


def origin(text: str) -> str:
    """Scheme and host of a site, without a path."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError(f"expected https://host, got {text!r}")
    return f"{parts.scheme}://{parts.netloc}"


def origins(text: str) -> list[str]:
    return [origin(word) for word in words(text)]


def ip_networks(text: str) -> list[networks.Network]:
    return [networks.parse(word) for word in words(text)]


def folder(text: str) -> Path:
    if not (path := Path(text)).is_absolute():
        raise ValueError(f"expected a path that begins with /, got {text!r}")
    return path


def sender(text: str) -> str:
    """An address, alone or as `Name <address>`."""
    address = parseaddr(text)[1]
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError(f"expected Name <address@host>, got {text!r}") from error
    return text


def log_level(text: str) -> str:
    if text not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError(f"expected DEBUG, INFO, WARNING, ERROR or CRITICAL, got {text!r}")
    return text


def postgresql(text: str) -> dict[str, Any]:
    if urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("expected postgresql://user:password@host:port/name; no other database is supported")
    config: dict[str, Any] = environ.Env.db_url_config(text)
    if not config.get("NAME"):
        raise ValueError("the name of the database is missing at the end")
    return config


def broker(text: str) -> str:
    """A Redis address for Celery: redis://, rediss:// or unix:// (kombu calls the last redis+socket)."""
    parts = urlsplit(text)
    path = parts.path.strip("/")
    if parts.scheme == "unix":
        usable = bool(path)
    else:  # asking for the port refuses one that is none
        usable = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
        usable = usable and (not path or path.isdecimal())
    if not usable:
        raise ValueError("expected redis://host:port/number, rediss://… or unix:///path/redis.sock")
    return text.replace("unix://", "redis+socket://", 1)


def mail(text: str) -> dict[str, Any]:
    config: dict[str, Any] = environ.Env.email_url_config(text)
    return config

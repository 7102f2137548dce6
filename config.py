"""Every setting of the service, read from the environment or from `.env`; nothing else reads `os.environ`."""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self, TypeVar
from urllib.parse import urlsplit

import psycopg
from dotenv import dotenv_values
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROJECT = Path(__file__).resolve().parent
CLOUDINARY_KEYS = ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET")
SECRETS = ("SECRET_KEY", "DATABASE_URL", "RATELIMIT_STORAGE_URI", "CLOUDINARY_API_SECRET")
# Scheme, name or address, and port; no path and no pattern.
ORIGIN = re.compile(r"https?://([\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\])(:[0-9]+)?")
PATH = re.compile(r"(/[\w.~%+-]+)*")
# A name, or with a dot before it whatever ends so; or an address of IPv6 in brackets.
HOST = re.compile(r"(\.?)([\w-][\w.-]*|\[[0-9a-f:.]+\])(:[0-9]+)?")
# An address with a comma before its path, as libpq takes it.
SEVERAL_HOSTS = re.compile(r"postgres(ql)?(\+psycopg)?://([^/?@]*@)?[^/?@]*,")
T = TypeVar("T")


class SettingError(ValueError):
    """A setting is missing or makes no sense; the message is one line that names it."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings as Flask reads them (`app.config.from_object`); the defaults are production's."""

    SECRET_KEY: str
    APP_ENV: Literal["development", "production"] = "production"
    HOST: str = "127.0.0.1"
    PORT: int = 8000
    FRONTEND_PORT: int = 3000
    WORKERS: int = min(os.cpu_count() or 1, 4)
    SQLALCHEMY_DATABASE_URI: URL
    DATABASE_POOL_SIZE: int = 8
    DATABASE_PGBOUNCER: bool = False
    CORS_ORIGINS: tuple[str, ...] = ()
    FRONTEND_URL: str | None = None
    TRUSTED_HOSTS: tuple[str, ...] | None = None
    TRUSTED_PROXIES: int = 0
    CLOUDINARY_CLOUD_NAME: str | None = None
    CLOUDINARY_API_KEY: str | None = None
    CLOUDINARY_API_SECRET: str | None = None
    CLOUDINARY_UPLOAD_PREFIX: str | None = None
    ATTACHMENTS_DIR: Path = PROJECT / "instance" / "attachments"
    MAX_UPLOAD_MB: int = 10
    RATELIMIT_STORAGE_URI: str = "memory://"
    ACCESS_TOKEN_MINUTES: int = 15
    REFRESH_TOKEN_DAYS: int = 7
    # Sentences to log at the start.
    WARNINGS: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, dotenv: Path = PROJECT / ".env") -> Self:
        """Read the environment, which wins over the file `dotenv`; raises `SettingError`."""
        try:
            kept = dotenv_values(dotenv)
        except UnicodeDecodeError:
            raise SettingError(f"{dotenv.name} must be text in UTF-8") from None
        for name in [name for name, value in kept.items() if os.environ.get(name) == value]:
            # Flask's command has put them there, where the processes of a later reload would find the old values.
            del os.environ[name]
        config = cls.from_mapping({**kept, **os.environ})
        if any(kept.get(name) for name in SECRETS) and dotenv.stat().st_mode & stat.S_IROTH:
            return replace(config, WARNINGS=(f"{dotenv} has secrets and can be read by every user: chmod 600 {dotenv}",))
        return config

    @classmethod
    def from_mapping(cls, raw: Mapping[str, str | None]) -> Self:
        """Check and convert `raw`, where an empty value counts as unset; raises `SettingError`."""
        given = {name: value.strip() for name, value in raw.items() if value and value.strip()}
        environment = _app_env(given.get("APP_ENV", "production"))
        _check_cloudinary(given)

        def read(name: str, convert: Callable[[str, str], T], default: T) -> T:
            return convert(name, given[name]) if name in given else default

        frontend_port = read("FRONTEND_PORT", _between(1, 65535), cls.FRONTEND_PORT)
        return cls(
            SECRET_KEY=_secret(given.get("SECRET_KEY", "")),
            APP_ENV=environment,
            HOST=given.get("HOST", cls.HOST),
            PORT=read("PORT", _between(1, 65535), cls.PORT),
            FRONTEND_PORT=frontend_port,
            WORKERS=read("WORKERS", _between(1, 64), cls.WORKERS),
            SQLALCHEMY_DATABASE_URI=_database(given.get("DATABASE_URL", "sqlite:///instance/ticketing.db")),
            DATABASE_POOL_SIZE=read("DATABASE_POOL_SIZE", _between(1, 100), cls.DATABASE_POOL_SIZE),
            DATABASE_PGBOUNCER=read("DATABASE_PGBOUNCER", _switch, cls.DATABASE_PGBOUNCER),
            FRONTEND_URL=read(
                "FRONTEND_URL", _frontend, f"http://localhost:{frontend_port}" if environment == "development" else None
            ),
            CORS_ORIGINS=read("CORS_ORIGINS", _origins, _local_pages(frontend_port) if environment == "development" else ()),
            TRUSTED_HOSTS=read("TRUSTED_HOSTS", _hosts, None),
            TRUSTED_PROXIES=read("TRUSTED_PROXIES", _between(0, 10), 0),
            CLOUDINARY_CLOUD_NAME=given.get("CLOUDINARY_CLOUD_NAME"),
            CLOUDINARY_API_KEY=given.get("CLOUDINARY_API_KEY"),
            CLOUDINARY_API_SECRET=given.get("CLOUDINARY_API_SECRET"),
            CLOUDINARY_UPLOAD_PREFIX=read("CLOUDINARY_UPLOAD_PREFIX", _web_address, None),
            ATTACHMENTS_DIR=PROJECT / given.get("ATTACHMENTS_DIR", "instance/attachments"),
            MAX_UPLOAD_MB=read("MAX_UPLOAD_MB", _between(1, 100_000), cls.MAX_UPLOAD_MB),
            RATELIMIT_STORAGE_URI=read("RATELIMIT_STORAGE_URI", _counter_store, cls.RATELIMIT_STORAGE_URI),
            ACCESS_TOKEN_MINUTES=read("ACCESS_TOKEN_MINUTES", _between(1, 100_000), cls.ACCESS_TOKEN_MINUTES),
            REFRESH_TOKEN_DAYS=read("REFRESH_TOKEN_DAYS", _between(1, 100_000), cls.REFRESH_TOKEN_DAYS),
        )


def _app_env(value: str) -> Literal["development", "production"]:
    if value == "development":
        return "development"
    if value == "production":
        return "production"
    raise SettingError(f"APP_ENV must be development or production, not {value!r}")


def _secret(value: str) -> str:
    try:
        length = len(value.encode())
    except UnicodeEncodeError:
        raise SettingError("SECRET_KEY must be text in UTF-8") from None
    # HS256 wants a key as long as its digest (RFC 7518, 3.2).
    if length < 32:
        raise SettingError(
            'SECRET_KEY must have 32 bytes or more; make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return value


def _database(value: str) -> URL:
    try:
        url = _several_hosts(value) if SEVERAL_HOSTS.match(value) else make_url(value)
    except (ArgumentError, ValueError, psycopg.Error):
        raise SettingError("DATABASE_URL is not a database address such as postgresql://user:password@host/name") from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite":
        raise SettingError(f"DATABASE_URL must start with sqlite: or postgresql:, not {url.drivername}:")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise SettingError("DATABASE_URL must name a file, such as sqlite:///instance/ticketing.db")
    return url.set(database=str(PROJECT / url.database))


def _several_hosts(value: str) -> URL:
    """Return what libpq takes the address for: SQLAlchemy knows one host before the path; raises `ValueError`."""
    parts = {name: str(part) for name, part in conninfo_to_dict(value.replace("+psycopg", "", 1)).items()}
    if not all(0 < int(port or 5432) < 65536 for port in parts.get("port", "").split(",")):
        raise ValueError("no port")
    user, password, name = (parts.pop(part, None) for part in ("user", "password", "dbname"))
    return URL.create("postgresql", user, password, database=name, query=parts)


def _check_cloudinary(given: Mapping[str, str]) -> None:
    missing = [name for name in CLOUDINARY_KEYS if name not in given]
    if missing and len(missing) < len(CLOUDINARY_KEYS):
        raise SettingError(f"{', '.join(missing)} must be set too: Cloudinary needs all three of {', '.join(CLOUDINARY_KEYS)}")


def _between(lowest: int, highest: int) -> Callable[[str, str], int]:
    def convert(name: str, value: str) -> int:
        if value.isascii() and value.isdigit() and len(value) < 10 and lowest <= int(value) <= highest:
            return int(value)
        raise SettingError(f"{name} must be a whole number from {lowest} to {highest}, not {value!r}")

    return convert


def _switch(name: str, value: str) -> bool:
    return bool(_between(0, 1)(name, value))


def _names(name: str, value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _web_address(name: str, value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise SettingError(f"{name} must start with http:// or https://, not {value!r}")
    return value.rstrip("/")


def _frontend(name: str, value: str) -> str:
    """Return the address of the folder with the pages, without a slash at its end."""
    address = _web_address(name, value)
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    if not ORIGIN.fullmatch(origin.lower()) or parts.query or parts.fragment or not PATH.fullmatch(parts.path):
        raise SettingError(
            f"{name} must be an address such as https://tickets.example or https://intranet.example/tickets: {value!r}"
        )
    return address


def _counter_store(name: str, value: str) -> str:
    if not value.startswith(("memory://", "redis://", "rediss://", "redis+unix://")):
        raise SettingError(f"{name} must start with memory:// or redis://")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise SettingError(f"{name} is not an address such as redis://host:6379/0") from None
    return value


def _hosts(name: str, value: str) -> tuple[str, ...]:
    return tuple(_host(name, host.lower()) for host in _names(name, value))


def _host(name: str, value: str) -> str:
    """Return the host as browsers send it, without its port: any port of a trusted host is trusted."""
    try:
        if host := HOST.fullmatch(value):
            return host[1] + host[2].encode("idna").decode()
    except UnicodeError:
        pass
    raise SettingError(f"{name} must be names of hosts such as api.tickets.example: {value!r}")


def _local_pages(port: int) -> tuple[str, ...]:
    # The usual port is among them whatever the setting says: the pages can be served by something else, too.
    return tuple(dict.fromkeys(f"http://{host}:{each}" for each in (3000, port) for host in ("localhost", "127.0.0.1")))


def _origins(name: str, value: str) -> tuple[str, ...]:
    return tuple(_origin(name, origin.lower()) for origin in _names(name, value))


def _origin(name: str, value: str) -> str:
    address = _web_address(name, value)
    if not ORIGIN.fullmatch(address):
        raise SettingError(f"{name} must be origins such as https://tickets.example, without a path or a pattern: {value!r}")
    return address

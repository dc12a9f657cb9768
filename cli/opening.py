"""What most commands begin with: the settings, the catalogue, the open store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from config import Settings, load_settings
from db import opening, reading
from news.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from sites.loader import Catalogue


def catalogue(settings: Settings) -> Catalogue:
    """Read the built-in site definitions and the operator's own."""
    # Those who only look at what is stored do without it.
    from sites.loader import whole_catalogue

    return whole_catalogue(settings.definitions, settings.allow_hosts)


@contextmanager
def database() -> Iterator[str]:
    """Hold the database of the environment open for the length of the block; yield its connection string."""
    settings = load_settings()
    with opening.opened(settings.home, database_url(settings)) as url:
        yield url


@contextmanager
def connection() -> Iterator[Connection]:
    """Hold one connection to the database of the environment for the length of the block."""
    settings = load_settings()
    with opening.connected(settings.home, database_url(settings)) as conn:
        yield conn


def check_site(conn: Connection, site: str | None) -> None:
    """Raise UsageError for a site that neither has a definition nor an article; imported ones have articles only."""
    if site and not reading.has_site(conn, site):
        catalogue(load_settings()).get(site)


def database_url(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


def smtp_url(settings: Settings) -> str:
    """Return where mail is handed over. Raise ConfigError when the operator has not said."""
    if settings.smtp_url is None:
        raise ConfigError("请设置 TZWATCH_SMTP_URL（如 smtp://user:pass@host:587） set TZWATCH_SMTP_URL to send mail")
    return settings.smtp_url.get_secret_value()

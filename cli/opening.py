"""What most commands begin with: the settings, the catalogue, the open store."""

from __future__ import annotations

import logging
import logging.handlers
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from config import Settings, load_settings
from db import opening, reading
from news.dates import SHANGHAI
from news.errors import ConfigError
from sites.loader import whole_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from sites.loader import Catalogue


def catalogue(settings: Settings) -> Catalogue:
    """Read the built-in site definitions and the operator's own."""
    return whole_catalogue(settings.sites_dir, settings.allow_hosts)


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


class _OneLine(logging.Formatter):
    """A line a person can read: time, part, words; a traceback goes to the log file only."""

    def format(self, record: logging.LogRecord) -> str:
        # In Beijing time like every other time that is shown, whatever the machine's zone.
        moment = datetime.fromtimestamp(record.created, SHANGHAI).strftime("%m-%d %H:%M:%S")
        return f"{moment} {' '.join(record.getMessage().split())}"


def log_to(settings: Settings, name: str, *, console: int = logging.INFO) -> None:
    """Send one-line messages to stderr and everything, tracebacks included, to home/log/<name>.log."""
    folder = settings.home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / f"{name}.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    screen = logging.StreamHandler()
    screen.setFormatter(_OneLine())
    screen.setLevel(console)
    screen.addFilter(lambda record: record.name.partition(".")[0] in _OURS or record.levelno >= logging.CRITICAL)
    # Two lines a tick: the file would hold little else.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, handlers=[file, screen], force=True)


_OURS = frozenset({"crawler", "scheduler", "alerts", "cli", "db", "sites"})

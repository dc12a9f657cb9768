"""Every error a person may see. Each says what happened and who does what next, in one line."""

from __future__ import annotations


class TzwatchError(Exception):
    """Raised when a command cannot do its work. `exit_code`: 1 something failed, 2 wrong usage or configuration."""

    exit_code = 1


class UsageError(TzwatchError):
    """Raised when a command was called wrongly or asks for what is not there; the caller corrects the call."""

    exit_code = 2


class ConfigError(TzwatchError):
    """Raised when the environment or a definition is wrong; the operator corrects the named setting or file."""

    exit_code = 2


class SiteDefinitionError(ConfigError):
    """Raised by the loader for one broken site file; that site alone is off, the operator mends `file` at `line`."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        super().__init__(f"{file}:{line}: {problem}")


class DatabaseError(TzwatchError):
    """Raised when Postgres cannot be started, reached or written; the operator acts, nothing read is lost."""


class UnstorableError(TzwatchError):
    """Raised when Postgres refuses one record's values; that record is left out, a maintainer looks at it."""


class FetchError(TzwatchError):
    """Raised when a page could not be fetched; the next crawl tries again by itself."""


class ReadError(TzwatchError):
    """Raised when bytes could not be read as a page; the page goes to quarantine, a maintainer looks at it."""


class MailError(TzwatchError):
    """Raised when the mail server cannot be used; mails stay in the outbox and go out later."""

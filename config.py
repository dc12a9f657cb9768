"""The environment, read once: every TZWATCH_* setting with its default, its check and its meaning."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AnyUrl, Field, SecretStr, UrlConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from news.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

VERSION = "0.1.0"
_PREFIX = "TZWATCH_"


_MAIL_ADDRESS = re.compile(r"[^\s@/:]+@[^\s@/:]+")
Contact = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["http", "https", "mailto"], max_length=2083)]


class Settings(BaseSettings):
    """What the operator may set. A secret may be given as TZWATCH_<NAME>_FILE, the path of a file holding it."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Path("var")
    """Everything that is written goes below this folder."""
    database_url: SecretStr | None = None
    """A Postgres to use; without it a private one is kept under home."""
    smtp_url: SecretStr | None = None
    """smtp://user:pass@host:port or smtps://…: where alerts are handed over."""
    mail_from: str = "tzwatch@localhost"
    sites_dir: Path | None = None
    """Further site definitions, by default those in <home>/sites; a file here replaces the built-in one of its name."""
    delay: float | None = Field(default=None, ge=0, le=600)
    """Seconds between two requests to one host, instead of every site's own pace."""
    allow_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Host names or addresses, separated by commas, that may be fetched although they are private."""
    contact: Contact | None = None
    """A page about the operator, or an address, named in the User-Agent so that a site's administrator can ask."""
    operator: str = ""
    """Whom a mail a day tells what is wrong with sites; without it the contact, when that is a mail address."""
    keep_pages_days: int | None = Field(default=None, ge=1, le=36_500)
    """How many days raw pages stay; without it, for ever. Articles and their versions always stay."""
    pages_archive: Path | None = None
    """A folder that older raw pages are moved to; without it they are given up."""
    workers: int = Field(default=4, ge=1, le=64)
    """How many sites one worker process crawls at a time."""

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @property
    def definitions(self) -> Path:
        """Where the operator's own site definitions lie; nothing need be there."""
        return self.sites_dir or self.home / "sites"

    @field_validator("home", "sites_dir", "pages_archive")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        try:
            return None if value is None else value.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError("没有这个用户 no such user") from error

    @field_validator("contact", mode="before")
    @classmethod
    def _mail_contact(cls, value: object) -> object:
        """Take a plain mail address for what it is."""
        return f"mailto:{value}" if isinstance(value, str) and _MAIL_ADDRESS.fullmatch(value) else value

    @field_validator("operator")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if value and not _MAIL_ADDRESS.fullmatch(value):
            raise ValueError("应为一个邮件地址，如 name@example.org should be one mail address")
        return value

    @property
    def contact_text(self) -> str:
        """The contact as people read it: an address of a page or of a mailbox, '' for none."""
        return str(self.contact or "").removeprefix("mailto:")

    @property
    def operator_address(self) -> str:
        """The operator's mail address, '' when he has not said one."""
        return self.operator or (self.contact_text if "@" in self.contact_text.partition("/")[0] else "")

    @property
    def user_agent(self) -> str:
        """Who we say we are: the product, and whom to ask when the operator says so."""
        about = f" (+{self.contact})" if self.contact else ""
        return f"Mozilla/5.0 (compatible; tzwatch/{VERSION}){about}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, _SecretFiles(settings_cls), env_settings)


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads TZWATCH_<NAME>_FILE: how container secrets arrive."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{_PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        if not path:
            return None, field_name, False
        if os.environ.get(variable.removesuffix("_FILE")):
            raise ConfigError(f"{variable} 和 {variable.removesuffix('_FILE')} 只能设一个 set one of the two")
        try:
            secret = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{variable} 读不到 cannot be read: {path}: {error}") from error
        if not secret:
            raise ConfigError(f"{variable} 是空文件 the file is empty: {path}")
        return secret, field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(None, name)[0] for name in ("database_url", "smtp_url")}
        return {name: value for name, value in values.items() if value is not None}


# By pydantic's type of error; {…} are the bounds that it names.
_SAID = {
    "float_parsing": "应为数字 should be a number",
    "int_parsing": "应为整数 should be a whole number",
    "int_from_float": "应为整数 should be a whole number",
    "finite_number": "应为有限的数 should be a finite number",
    "greater_than_equal": "应不小于 should be at least {ge}",
    "less_than_equal": "应不大于 should be at most {le}",
    "url_parsing": "应为完整的网址，如 https://example.org/bot should be a whole web address",
    "url_scheme": "应以 http:// 或 https:// 开头 should begin with http:// or https://",
    "url_too_long": "网址太长 the address is too long",
}


def _in_chinese(error: ErrorDetails) -> str:
    """Return what is wrong with one setting; the words of a rule that is not listed are pydantic's own."""
    bounds = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(bounds.get("error", error["msg"]))
    return _SAID[error["type"]].format(**bounds) if error["type"] in _SAID else error["msg"]


def load_settings() -> Settings:
    """Read the environment. Raise ConfigError naming the first wrong setting and what is wrong with it."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = _PREFIX + str(first["loc"][0]).upper() if first["loc"] else "TZWATCH_*"
        raise ConfigError(f"{name} 设置有误 is wrong: {_in_chinese(first)}") from None
    if settings.sites_dir and not settings.sites_dir.is_dir():
        raise ConfigError(f"TZWATCH_SITES_DIR 不是文件夹 is no folder: {settings.sites_dir}")
    return settings

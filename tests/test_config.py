"""The environment: defaults, secrets from files, and one line that names the wrong setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import VERSION, load_settings
from news.errors import ConfigError

_SECRET = "s3cret-word"


def test_without_settings_everything_has_its_default() -> None:
    settings = load_settings()
    assert settings.home == Path.cwd() / "var"
    assert settings.database_url is None
    assert settings.smtp_url is None
    assert settings.delay is None
    assert settings.allow_hosts == frozenset()
    assert settings.workers == 4
    assert settings.user_agent == f"Mozilla/5.0 (compatible; tzwatch/{VERSION})"


def test_every_setting_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "HOME": "家 folder",
        "SITES_DIR": str(tmp_path),
        "DELAY": "0.5",
        "ALLOW_HOSTS": " 127.0.0.1, Intranet.Example ,",
        "CONTACT": "https://example.org/bot",
        "WORKERS": "8",
        "MAIL_FROM": "news@example.org",
    }.items():
        monkeypatch.setenv(f"TZWATCH_{name}", value)
    settings = load_settings()
    assert settings.home == Path.cwd() / "家 folder"
    assert settings.sites_dir == tmp_path
    assert settings.delay == 0.5
    assert settings.allow_hosts == {"127.0.0.1", "intranet.example"}
    assert settings.workers == 8
    assert settings.mail_from == "news@example.org"
    assert settings.user_agent.endswith("(+https://example.org/bot)")


def test_a_contact_may_be_a_mail_address_and_is_then_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in ("desk@example.org", "mailto:desk@example.org"):
        monkeypatch.setenv("TZWATCH_CONTACT", given)
        settings = load_settings()
        assert settings.user_agent.endswith("(+mailto:desk@example.org)")
        assert settings.contact_text == settings.operator_address == "desk@example.org"
    monkeypatch.setenv("TZWATCH_OPERATOR", "ops@example.org")
    assert load_settings().operator_address == "ops@example.org"
    monkeypatch.delenv("TZWATCH_OPERATOR")
    monkeypatch.setenv("TZWATCH_CONTACT", "https://example.org/@desk")
    assert load_settings().operator_address == ""


def test_a_home_in_the_users_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_HOME", "~/tzwatch")
    assert load_settings().home == Path.home() / "tzwatch"


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE_URL", "DELAY", "SITES_DIR", "SMTP_URL_FILE"):
        monkeypatch.setenv(f"TZWATCH_{name}", "")
    settings = load_settings()
    assert settings.home == Path.cwd() / "var"
    assert settings.database_url is None
    assert settings.delay is None


@pytest.mark.parametrize("name", ["DATABASE_URL", "SMTP_URL"])
def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"smtp://me:{_SECRET}@mail.example\n")
    monkeypatch.setenv(f"TZWATCH_{name}_FILE", str(file))
    secret = getattr(load_settings(), name.lower())
    assert secret.get_secret_value() == f"smtp://me:{_SECRET}@mail.example"


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", f"postgresql://me:{_SECRET}@db/x")
    monkeypatch.setenv("TZWATCH_SMTP_URL", f"smtp://me:{_SECRET}@mail")
    settings = load_settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert _SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELAY", "fast"),
        ("DELAY", "-1"),
        ("DELAY", "nan"),
        ("DELAY", "1e9"),
        ("WORKERS", "0"),
        ("WORKERS", "2.5"),
        ("WORKERS", "1000"),
        ("CONTACT", "not a page"),
        ("CONTACT", "ftp://example.org"),
        ("SITES_DIR", "/no/such/folder"),
        ("HOME", "~no-such-user-here/x"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TZWATCH_{name}", value)
    with pytest.raises(ConfigError) as refused:
        load_settings()
    said = str(refused.value)
    assert f"TZWATCH_{name}" in said
    assert "\n" not in said
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"", b" \n"])
def test_a_secret_file_that_gives_no_secret_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("TZWATCH_SMTP_URL_FILE", str(file))
    with pytest.raises(ConfigError) as refused:
        load_settings()
    assert "TZWATCH_SMTP_URL_FILE" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("smtp://a")
    monkeypatch.setenv("TZWATCH_SMTP_URL", "smtp://b")
    monkeypatch.setenv("TZWATCH_SMTP_URL_FILE", str(file))
    with pytest.raises(ConfigError, match="TZWATCH_SMTP_URL"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELAY", "fast"),
        ("DELAY", "nan"),
        ("WORKERS", "2.5"),
        ("WORKERS", "1000"),
        ("CONTACT", "x"),
        ("OPERATOR", "x"),
        ("HOME", "~nobody-x/"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_chinese_first(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TZWATCH_{name}", value)
    with pytest.raises(ConfigError, match=r"is wrong: (应|没有|网址)[\u4e00-\u9fff]"):
        load_settings()

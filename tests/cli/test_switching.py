"""Switching sites on and off: one whose lists nobody knows stays off and says what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cli import main
from sites.loader import whole_catalogue

if TYPE_CHECKING:
    from pathlib import Path

_WITHOUT_LIST = "hbzx"
_COLUMNS_ONLY = "taimeng"


@pytest.fixture(autouse=True)
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _is_on(capsys: pytest.CaptureFixture[str], site: str) -> bool:
    capsys.readouterr()
    assert main.run(["sites", "show", site, "--json"]) == 0
    enabled: bool = json.loads(capsys.readouterr().out)["enabled"]
    return enabled


def test_a_site_whose_lists_nobody_knows_is_not_switched_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["sites", "enable", _WITHOUT_LIST]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    for word in (
        "没有列表页地址，不能启用",
        "列表页地址未知",
        str(home / "sites" / f"{_WITHOUT_LIST}.toml"),
        "channels",
    ):
        assert word in said.err
    assert not _is_on(capsys, _WITHOUT_LIST)
    assert main.run(["sites", "list", _WITHOUT_LIST]) == 0
    assert "停用 off（列表页地址未知" in capsys.readouterr().out


def test_the_operators_own_definition_with_a_list_is_switched_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = home / "sites"
    own.mkdir(parents=True)
    (own / f"{_WITHOUT_LIST}.toml").write_text(
        f"""id = "{_WITHOUT_LIST}"
name = "湖北省政协"
home = "https://hbzx.gov.cn/"
hosts = ["hbzx.gov.cn"]
channels = [{{ name = "要闻", url = "https://hbzx.gov.cn/48/index.html" }}]
article_url = '^https?://hbzx\\.gov\\.cn/\\d+/'
enabled = false
disabled_because = "先看几天 to be watched first"
""",
        encoding="utf-8",
    )
    assert main.run(["sites", "enable", _WITHOUT_LIST]) == 0
    assert "已启用 is on" in capsys.readouterr().out
    assert _is_on(capsys, _WITHOUT_LIST)


def test_a_site_that_is_off_for_another_reason_is_switched_on_and_the_reason_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.run(["sites", "enable", _COLUMNS_ONLY]) == 0
    said = capsys.readouterr()
    assert "已启用 is on" in said.out
    assert "列表页地址未知" in said.err
    assert _is_on(capsys, _COLUMNS_ONLY)
    assert main.run(["sites", "enable", "minmeng"]) == 0
    assert capsys.readouterr().err == ""


def test_a_site_without_a_list_can_be_switched_off(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["sites", "disable", _WITHOUT_LIST]) == 0
    assert "已停用 is off" in capsys.readouterr().out


def test_what_is_watched_has_a_list() -> None:
    known = whole_catalogue(None, frozenset()).sites.values()
    assert all(site.has_list for site in known if site.enabled)
    assert not any(
        site.has_list for site in known if site.disabled_because.startswith("只知道域名，列表") and not site.column_url
    )

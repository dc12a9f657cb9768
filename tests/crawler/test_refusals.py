"""A crawl that cannot begin says why in one line; a broken definition costs its own site only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import make_conninfo

from cli.main import run
from tests.crawler import plain
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.rig import Rig

_BROKEN = 'id = "broken"\nname = "坏"\nhome = "http://10.0.0.1/"\nhosts = ["10.0.0.1"]\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--all"),
        (["minmeng", "--all"], "--all"),
        (["nosuch"], "nosuch"),
        (["minmeng", "nosuch"], "nosuch"),
        (["minmeng", "--since", "yesterday"], "YYYY-MM-DD"),
        (["minmeng", "--pages", "0"], "--pages"),
        (["minmeng", "--pages", "many"], "--pages"),
        (["minmeng", "--deep"], "--deep"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line_that_names_what_is_wrong(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path))
    assert run(["crawl", *words]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert len(printed.err.splitlines()) == 1
    assert said in printed.err
    assert not list(tmp_path.iterdir())


def test_a_site_whose_definition_is_broken_is_refused_with_its_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.toml").write_text(_BROKEN, encoding="utf-8")
    monkeypatch.setenv("TZWATCH_SITES_DIR", str(tmp_path))
    assert run(["crawl", "broken"]) == 2
    printed = capsys.readouterr()
    assert "broken.toml:4" in printed.err
    assert not printed.out


def test_beside_a_broken_definition_every_other_site_is_crawled_and_the_command_says_so(rig: Rig) -> None:
    plain.switch_off_built_in(rig.sites)
    for name in ("one", "two"):
        plain.put(rig, name, plain.paged([Link(2), Link(1)], 10))
    (rig.sites / "broken.toml").write_text(_BROKEN, encoding="utf-8")
    done = rig.crawl("--all")
    assert done.code == 1
    assert {site: report["new"] for site, report in done.reports.items()} == {"one": 2, "two": 2}
    assert len(done.said) == 1
    assert "broken.toml:4" in done.said[0]
    alone = rig.crawl("one")
    assert alone.code == 0
    assert "broken.toml:4" in alone.err


def test_a_database_that_refuses_is_said_in_one_line_without_its_password(rig: Rig) -> None:
    url = make_conninfo(rig.url, dbname="nosuch", password="s3cret")
    done = rig.run("crawl", "minmeng", TZWATCH_DATABASE_URL=url)
    assert done.code == 1
    assert not done.out
    assert len(done.err.splitlines()) == 1
    assert "s3cret" not in done.err
    assert not rig.server.log

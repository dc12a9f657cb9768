"""What the writer writes, the loader reads back as the same site."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from news.site import Channel, Expect, Pace, Pager, Site
from sites.catalogue import Family
from sites.loader import BUILT_IN, load_catalogue
from sites.writer import site_text

if TYPE_CHECKING:
    from pathlib import Path

    from sites.catalogue import Catalogue

_BUILT_IN = load_catalogue([BUILT_IN])
_PLAIN = Site(
    id="try",
    name="示例市委统战部",
    home="http://www.example.cn/",
    hosts=("www.example.cn", "example.cn"),
    channels=(Channel("要闻", "http://www.example.cn/yw/"),),
    article_url=re.compile(r"^https?://(?:www\.)?example\.cn/\d+\.html(?:[?#]|$)"),
)


def _family(site: Site) -> Family:
    return next((family for family in _BUILT_IN.families if family.name == site.family), Family(""))


def _read_back(folder: Path, *sites: Site) -> Catalogue:
    for site in sites:
        (folder / f"{site.id}.toml").write_text(site_text(site, _family(site)), encoding="utf-8")
    (folder / "families").symlink_to(BUILT_IN / "families")
    found = load_catalogue([folder])
    assert found.problems == ()
    return found


def test_every_site_of_the_catalogue_comes_back_as_it_was(tmp_path: Path) -> None:
    assert _read_back(tmp_path, *_BUILT_IN.sites.values()).sites == _BUILT_IN.sites


def test_everything_that_a_site_can_say_is_written(tmp_path: Path) -> None:
    site = replace(
        _PLAIN,
        hosts=("www.example.cn", "example.cn", "old.example.cn", "www.old.example.cn"),
        channels=(*_PLAIN.channels, Channel("全部", "http://www.example.cn/rss.xml", "feed")),
        pager=Pager("query", "page"),
        pace=Pace(60, 2.5, 3),
        expect=Expect(4, 1.5, ("title", "source")),
        browser=True,
        enabled=False,
        disabled_because="试用 a trial",
        proof='标题是"示例"',
        redirects=(("old.example.cn", "www.example.cn"), ("www.old.example.cn", "www.example.cn")),
    )
    assert _read_back(tmp_path, site).sites[site.id] == site


@pytest.mark.parametrize("name", ['引号"和\\反斜杠', "'单引号'", "emoji 😀", "# 号 = 等号"])
def test_odd_names_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    assert _read_back(tmp_path, replace(_PLAIN, name=name)).sites["try"].name == name


def test_a_pattern_with_quotes_comes_back_as_it_was(tmp_path: Path) -> None:
    site = replace(_PLAIN, article_url=re.compile(r"^http://www\.example\.cn/it's/\d+"))
    assert _read_back(tmp_path, site).sites["try"].article_url == site.article_url


def test_what_is_as_usual_is_not_written() -> None:
    assert sorted(tomllib.loads(site_text(_PLAIN))) == ["article_url", "channels", "home", "hosts", "id", "name"]


def test_what_the_family_says_is_not_written_again() -> None:
    trs = next(family for family in _BUILT_IN.families if family.name == "trs")
    site = replace(_PLAIN, family="trs", pager=trs.pager, listing=trs.listing)
    assert "[pager]" not in site_text(site, trs)
    assert "[listing]" not in site_text(site, trs)


def test_remarks_are_comments_and_no_text_can_leave_them() -> None:
    text = site_text(_PLAIN, remarks=["第一行\nid = 'x'"])
    assert tomllib.loads(text)["id"] == "try"
    assert text.startswith("# 第一行\n# id = 'x'\n")

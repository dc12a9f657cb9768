"""Real pages, from the crawl to the export: a TRS site served under its own name, and saved pages of 人民网."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from demo.world import World, beijing_now
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.crawler.rig import Done, Rig
    from tests.crawler.starter import Starter

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not _CORPUS.is_dir(), reason="the corpus of saved pages is not on this machine")

_HOST = "www.puchengedu.com"
_DEFINITION = """id = "puchengedu"
name = "蒲城教育"
family = "trs"
home = "http://www.puchengedu.com/"
hosts = ["www.puchengedu.com"]
article_url = '^https?://(?:www\\.)?puchengedu\\.com/(?:[a-z0-9_]+/)+\\d{6}/t\\d{8}_\\d+\\.html(?:[?#]|$)'
channels = [
  { name = "学校新闻", url = "http://www.puchengedu.com/xyzx/xyxw/index.html" },
  { name = "主题活动", url = "http://www.puchengedu.com/djgz_7999/zthd/index.html" },
  { name = "读书分享", url = "http://www.puchengedu.com/djgz_7999/qtgz/tzb/dsfx/index.html" },
  { name = "通知公告", url = "http://www.puchengedu.com/xyzx/tzgg/index.html" },
]
"""


def _pages(site: str) -> list[dict[str, Any]]:
    if not _CORPUS.is_dir():
        return []
    lines = (_CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [page for page in map(json.loads, lines) if page["site"] == site and page["url"]]


_TRS = _pages("puchengedu.com")
_TRS_ARTICLES = [page for page in _TRS if page["kind"] == "article"]
_PEOPLE = [page for page in _pages("people.com.cn") if page["kind"] == "article"]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _likeness(read: str, gold: str) -> float:
    """The F1 of the two texts' four-character pieces."""
    pieces = [Counter(text[k : k + 4] for k in range(len(text) - 3)) for text in (_squeezed(read), _squeezed(gold))]
    return 2 * (pieces[0] & pieces[1]).total() / (pieces[0].total() + pieces[1].total())


@pytest.fixture(scope="module")
def rig(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Iterator[Rig]:
    with rigged(server_url, tmp_path_factory.mktemp("corpus"), World({}, beijing_now), starter) as made:
        (made.sites / "puchengedu.toml").write_text(_DEFINITION, encoding="utf-8")
        html = {"Content-Type": "text/html"}
        pages = {urlsplit(page["url"]).path: (200, html, (_CORPUS / page["html_path"]).read_bytes()) for page in _TRS}
        made.world.mount(_HOST, pages)
        yield made


@pytest.fixture(scope="module")
def crawl(rig: Rig) -> Done:
    return rig.crawl("puchengedu")


@pytest.fixture(scope="module")
def stored(rig: Rig, crawl: Done) -> Mapping[str, dict[str, Any]]:
    """What the crawl and the import of the saved pages left, by URL."""
    listed = rig.home / "people.jsonl"
    lines = [{"id": p["id"], "html_path": str(_CORPUS / p["html_path"]), "url": p["url"]} for p in _PEOPLE]
    listed.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = rig.run("import", str(listed))
    assert done.code == 0, done.err
    return {row["url"]: row for row in rig.export()}


def test_every_article_that_the_site_still_serves_is_stored_and_every_other_one_is_reported(
    crawl: Done, stored: Mapping[str, dict[str, Any]]
) -> None:
    report = crawl.reports["puchengedu"]
    gold = {item["href"] for page in _TRS if page["kind"] == "list" for item in page["gold"]["items"]}
    served = {page["url"] for page in _TRS_ARTICLES}
    assert crawl.code == 0
    assert report["error"] is None
    assert report["new"] == len(served) == 6
    assert {url for url, row in stored.items() if row["site"] == "puchengedu"} == served
    failed = {reason["url"] for reason in report["reasons"]}
    assert gold - served <= failed
    assert all("404" in reason["reason"] for reason in report["reasons"])
    # Beside articles only the list pages that were never saved.
    assert all("/index_1.html" in url for url in failed - gold)


@pytest.mark.parametrize("page", [*_TRS_ARTICLES, *_PEOPLE], ids=lambda page: str(page["id"]))
def test_a_real_page_is_exported_with_its_title_time_source_and_text(
    stored: Mapping[str, dict[str, Any]], page: dict[str, Any]
) -> None:
    row, gold = stored[page["url"]], page["gold"]
    assert _squeezed(row["title"]) == _squeezed(gold["title"])
    assert row["published_at"].startswith(gold["published_at"])
    assert row["published_precision"] == ("minute" if "T" in gold["published_at"] else "day")
    assert _squeezed(row["source"] or "") == _squeezed(gold["source"] or "")
    assert _likeness(row["body_text"], gold["body"]) >= 0.97

"""Sites that are hard to fetch: pages that send one on, cookies, links as editors write them, old names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.connection import connect
from demo.world import beijing_now
from news.urls import url_key
from tests.crawler import plain
from tests.crawler.answering import Answering, entries_of, reasons_of, titles_of
from tests.crawler.plain import Link
from tests.crawler.rig import rigged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from demo.world import Answer
    from tests.crawler.rig import Rig
    from tests.crawler.starter import Starter


_JUMPS = (
    "window.location.href='/x/{n}.html';",
    "location='/x/{n}.html'",
    " top.location.href = '/x/{n}.html' ",
    "window.location.replace('/x/{n}.html');",
    "self.location.assign('/x/{n}.html')",
)
_NO_JUMPS = (
    "<script>if(/Mobile/.test(navigator.userAgent)){location.href='/m/1.html'}</script>",
    "<script>function go(){location.href='/m/1.html'}</script>",
    "<script>location.href='/m/1.html'</script><script>var a=1</script>",
    "<script>location.href='javascript:go()'</script>",
)


def test_a_page_whose_only_script_sends_its_reader_on_is_followed(rig: Rig) -> None:
    pages = {}
    for n, script in enumerate(_JUMPS):
        inner = f"<title>跳转</title><script type='text/javascript'>{script.format(n=n)}</script>"
        pages[Link(n).path] = plain.ok(f"<html><head>{inner}</head><body></body></html>")
        pages[f"/x/{n}.html"] = plain.ok(plain.article_page(plain.title(n)))
    links = [Link(n) for n in range(len(_JUMPS))]
    plain.put(rig, "jump", plain.paged(links, 20) | pages)
    assert rig.crawl("jump").reports["jump"]["new"] == len(_JUMPS)
    assert {url_key(row["url"]) for row in rig.rows()} == {url_key(plain.url("jump", link.path)) for link in links}


def test_a_script_that_does_more_than_that_is_left_alone(rig: Rig) -> None:
    links = [Link(n) for n in range(len(_NO_JUMPS))]
    pages = {link.path: plain.ok(page) for link, page in zip(links, _NO_JUMPS, strict=True)}
    plain.put(rig, "more", plain.paged(links, 20) | pages)
    assert rig.crawl("more").reports["more"]["failed"] == len(links)
    assert "/m/1.html" not in plain.fetched(rig, "more")


def test_jumps_and_refreshes_count_together_three_at_most(rig: Rig) -> None:
    def jump(target: str) -> Answer:
        return plain.ok(f"<script>location.href='{target}'</script>")

    def refresh(target: str) -> Answer:
        return plain.ok(f"<html><head><meta http-equiv='refresh' content='0;url={target}'></head></html>")

    chain = {Link(1).path: jump("/r/1.html"), "/r/1.html": refresh("/r/2.html"), "/r/2.html": jump("/r/3.html")}
    plain.put(rig, "ring", plain.paged([Link(1)], 20) | chain | {"/r/3.html": jump("/a/1.html")})
    assert "跳转过多" in reasons_of(rig.crawl("ring"), "ring")["1.html"]


def test_a_list_that_reloads_itself_each_minute_or_each_second_is_read_as_it_is(rig: Rig) -> None:
    for seconds in (1, 60):
        name = f"reload{seconds}"
        text = plain.list_page([Link(1)]).replace(
            "<head>", f"<head><meta http-equiv='refresh' content='{seconds};url=/list.html'>"
        )
        plain.put(rig, name, plain.paged([Link(1)], 20) | {"/list.html": plain.ok(text)})
        assert rig.crawl(name).reports[name]["new"] == 1
        assert plain.fetched(rig, name, "/list").count("/list.html") == 1


class _Cookies(Answering):
    def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
        if path == "/robots.txt" or "visited=1" in asked.get("cookie", ""):
            return None
        if path.startswith("/a/2"):
            refresh = f"<html><head><meta http-equiv='refresh' content='0;url={path}'></head></html>"
            return 200, {"Content-Type": "text/html", "Set-Cookie": "visited=1; path=/"}, refresh.encode()
        return 302, {"Location": path, "Set-Cookie": "visited=1; path=/"}, b""


def test_a_site_that_loops_until_its_cookie_comes_back_is_read(
    server_url: str, tmp_path: Path, starter: Starter
) -> None:
    with rigged(server_url, tmp_path, _Cookies({}, beijing_now), starter) as rig:
        plain.put(rig, "cookie", plain.paged([Link(2), Link(1)], 20))
        assert rig.crawl("cookie").reports["cookie"]["new"] == 2


def test_a_site_that_sets_its_cookie_with_a_refreshing_page_is_read(
    server_url: str, tmp_path: Path, starter: Starter
) -> None:
    class Refreshing(_Cookies):
        def reply(self, path: str, asked: Mapping[str, str]) -> Answer | None:
            return super().reply("/a/2" if path != "/robots.txt" else path, asked) and (
                200,
                {"Content-Type": "text/html", "Set-Cookie": "visited=1; path=/"},
                f"<html><head><meta http-equiv='refresh' content='0;url={path}'></head></html>".encode(),
            )

    with rigged(server_url, tmp_path, Refreshing({}, beijing_now), starter) as rig:
        plain.put(rig, "cookie", plain.paged([Link(2), Link(1)], 20))
        assert rig.crawl("cookie").reports["cookie"]["new"] == 2


# Links as editors write them


def _gbk_list(hrefs: Sequence[str]) -> Answer:
    links = "".join(
        f'<li><a href="{href}">{plain.title(n)}</a><span>2026-11-20</span></li>' for n, href in enumerate(hrefs)
    )
    page = f"<html><head><meta charset='gb2312'></head><body><ul>{links}</ul></body></html>"
    return 200, {"Content-Type": "text/html"}, page.encode("gbk")


def test_links_of_a_gbk_page_are_asked_for_as_a_browser_does_and_known_again(rig: Rig) -> None:
    hrefs = ["/a/show.html?n=统战", "/a/统战.html", "/a/show.html?n=%C4%DA%B2%BF", "/a/%C4%DA%B2%BF.html"]
    asked = [
        "/a/show.html?n=%CD%B3%D5%BD",
        "/a/%E7%BB%9F%E6%88%98.html",
        "/a/show.html?n=%C4%DA%B2%BF",
        "/a/%C4%DA%B2%BF.html",
    ]
    pages = {path: plain.ok(plain.article_page(plain.title(n))) for n, path in enumerate(asked)}
    plain.put(rig, "gbk", pages | {"/list.html": _gbk_list(hrefs)})
    assert rig.crawl("gbk").reports["gbk"]["new"] == 4
    assert sorted(plain.fetched(rig, "gbk", "/a/")) == sorted(asked)
    plain.put(rig, "gbk", {"/list.html": _gbk_list([*reversed(hrefs), "/a/show.html?n=&#32479;&#25112;"])})
    assert rig.crawl("gbk").reports["gbk"]["new"] == 0
    assert len(plain.fetched(rig, "gbk", "/a/")) == 4


def test_one_article_under_many_spellings_of_its_address_is_fetched_once(rig: Rig) -> None:
    spellings = [
        "/a/1.html?v=20261125",
        "/a/1.html;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9",
        "/a/1.html?utm_source=x&spm=1.2#top",
        "//" + plain.host("many").upper() + "//a//1.html",
        f"http://{plain.host('many')}:80/../a/1.html",
        "/a/1.html?PHPSESSID=0a1b2c3d4e5f",
    ]
    links = "".join(f"<li><a href='{href}'>{plain.title(1)}</a></li>" for href in ["/a/1.html", *spellings])
    plain.put(rig, "many", plain.paged([Link(1)], 20) | {"/list.html": plain.ok(f"<ul>{links}</ul>")})
    assert rig.crawl("many").reports["many"]["new"] == 1
    assert len(plain.fetched(rig, "many", "/a/")) == 1


def test_what_a_list_shows_beside_articles_is_kept_with_its_kind_once_and_not_fetched(rig: Rig) -> None:
    others = {
        "https://mp.weixin.qq.com/s/AbC-1?scene=1": "weixin",
        "/files/P020261120.pdf": "pdf",
        "/files/1.mp4": "video",
        "http://www.elsewhere.example.cn/c/1.html": "external",
    }
    rows = [(href, f"本市统一战线工作要闻选登第{n}期") for n, href in enumerate(others)]
    rows = [*rows, *((Link(n).path, plain.title(n)) for n in (1, 2, 3, 4, 5, 6))]
    text = "".join(f"<li><a href='{href}'>{title}</a><span>2026-11-20</span></li>" for href, title in rows)
    page = plain.ok(f"<html><body><ul>{text}</ul></body></html>")
    plain.put(rig, "kinds", plain.articles([Link(n) for n in range(1, 7)]) | {"/list.html": page})
    for _ in range(2):
        report = rig.crawl("kinds").reports["kinds"]
        assert report["failed"] == 0
        plain.put(rig, "kinds", {"/list.html": plain.ok(f"<html><body><ul>{text}</ul><!-- again --></body></html>")})
    with connect(rig.url) as conn:
        rows_kept = conn.execute(
            "SELECT url, kind, state, title, listed_at IS NOT NULL FROM entries WHERE kind <> 'article'"
        ).fetchall()
    kept = {url: kind for url, kind, *_ in rows_kept}
    assert sorted(kept.values()) == sorted(others.values())
    assert {(state, dated) for _, _, state, _, dated in rows_kept} == {("listed", True)}
    assert all(title.startswith("本市") for _, _, _, title, _ in rows_kept)
    assert len(titles_of(rig)) == 6
    assert {r.host for r in rig.server.log} == {plain.host("kinds")}
    assert plain.fetched(rig, "kinds", "/files") == []


def test_a_channel_may_be_a_feed_a_sitemap_or_a_sitemap_of_sitemaps(rig: Rig) -> None:
    items = "".join(
        f"<item><title>{plain.title(n)}</title><link>{plain.url('feed', Link(n).path)}</link>"
        "<pubDate>Fri, 20 Nov 2026 09:00:00 +0800</pubDate></item>"
        for n in (1, 2)
    )
    maps = "".join(f"<url><loc>{plain.url('feed', path)}</loc></url>" for path in (Link(3).path, "/about.html"))
    index = f"<sitemap><loc>{plain.url('feed', '/map1.xml')}</loc></sitemap>"
    xml = {
        "/list.html": f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>",
        "/map.xml": f"<sitemapindex>{index}</sitemapindex>",
        "/map1.xml": f"<urlset>{maps}</urlset>",
    }
    pages = {path: (200, {"Content-Type": "text/xml"}, text.encode()) for path, text in xml.items()}
    plain.put(rig, "feed", plain.articles([Link(n) for n in (1, 2, 3)]) | pages)
    file = rig.sites / "feed.toml"
    more = f'{{ name = "全部", url = "{plain.url("feed", "/map.xml")}", kind = "sitemap" }}, '
    file.write_text(file.read_text().replace("channels = [", f"channels = [{more}"))
    report = rig.crawl("feed").reports["feed"]
    assert (report["new"], report["failed"]) == (3, 0)
    assert titles_of(rig) == [plain.title(n) for n in (1, 2, 3)]


def test_friends_links_below_a_list_are_no_entries(rig: Rig) -> None:
    friends = "".join(f"<a href='http://www.friend{n}.example.cn/'>友好单位{n}</a> " for n in range(12))
    page = plain.list_page([Link(n) for n in range(8)]).replace("</body>", f"<div class='links'>{friends}</div></body>")
    plain.put(rig, "friends", plain.paged([Link(n) for n in range(8)], 20) | {"/list.html": plain.ok(page)})
    rig.crawl("friends")
    assert set(entries_of(rig, "kind").values()) == {"article"}


# A site under a new name


def test_an_article_keeps_its_identity_when_its_site_is_renamed(rig: Rig) -> None:
    old, new = plain.host("before"), plain.host("after")
    pages = plain.paged([Link(2), Link(1)], 20)
    plain.put(rig, "before", pages)
    assert rig.crawl("before").reports["before"]["new"] == 2
    moved = {path: (301, {"Location": f"http://{new}{path}"}, b"") for path in pages}
    rig.world.mount(old, moved)
    rig.world.mount(new, plain.paged([Link(3), Link(2), Link(1)], 20))
    text = (rig.sites / "before.toml").read_text()
    text = text.replace(
        f'hosts = ["{old}"]', f'hosts = ["{old}", "{new}"]\nredirects = [{{ from = "{old}", to = "{new}" }}]'
    )
    (rig.sites / "before.toml").write_text(text.replace(f"http://{old}/", f"http://{new}/"))
    assert rig.crawl("before").reports["before"]["new"] == 1
    # Lists that still print the old name, and an old article that is looked at again.
    links = "".join(f"<li><a href='http://{old}{Link(n).path}'>{plain.title(n)}</a></li>" for n in (4, 3, 2, 1))
    rig.world.mount(new, plain.articles([Link(4)]) | {"/list.html": plain.ok(f"<ul>{links}</ul>")})
    rig.world.mount(old, {Link(4).path: (301, {"Location": f"http://{new}{Link(4).path}"}, b"")})
    report = rig.crawl("before", "--revisit").reports["before"]
    assert (report["new"], report["failed"]) == (1, 0)
    assert titles_of(rig) == [plain.title(n) for n in (1, 2, 3, 4)]
    assert [e.kind for e in rig.events()] == ["new"] * 4
    with connect(rig.url) as conn:
        keys = {key for (key,) in conn.execute("SELECT url_key FROM articles UNION SELECT url_key FROM entries")}
    assert keys == {f"{new.removeprefix('www.')}{Link(n).path}" for n in (1, 2, 3, 4)}

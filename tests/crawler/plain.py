"""Small sites of plain pages under names of their own: what a test needs of a site, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sites.loader import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from demo.world import Answer
    from tests.crawler.rig import Rig

TEXT = (
    "全市统一战线工作座谈会昨天召开，各民主党派、工商联负责人和无党派人士代表参加，围绕乡村产业和基层治理提出建议。",
    "与会同志认为，要把调查研究贯穿始终，既摸清底数，也听清意见，让每一条建议都有下落，每一次回访都有记录。",
)
_DEFINITION = """id = "{name}"
name = "{name}"
home = "{origin}/"
hosts = ["{host}"]
channels = [{{ name = "要闻", url = "{origin}/list.html" }}]
article_url = '^https?://[^/]+/a/[^/?#]+\\.html(?:[?#]|$)'
"""


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a list: article number `n` of the site, and the day that stands beside it."""

    n: int
    day: str = "2026-11-20"

    @property
    def path(self) -> str:
        return f"/a/{self.n}.html"


def define(folder: Path, name: str, origin: str | None = None, more: str = "") -> None:
    """Write a site definition; `origin` is scheme, host and port of its pages."""
    origin = origin or f"http://{host(name)}"
    where = origin.partition("://")[2].partition(":")[0]
    text = _DEFINITION.format(name=name, origin=origin, host=where)
    (folder / f"{name}.toml").write_text(text + more, encoding="utf-8")


def host(name: str) -> str:
    return f"www.{name}.example.cn"


def url(name: str, path: str) -> str:
    return f"http://{host(name)}{path}"


def ok(text: str) -> Answer:
    return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


def list_page(links: Sequence[Link], following: str = "") -> str:
    lines = "\n".join(f'<li><a href="{link.path}">{title(link.n)}</a><span>{link.day}</span></li>' for link in links)
    after = f'<a href="{following}">下一页</a>' if following else ""
    return f"<html><head><title>要闻</title></head><body><ul>\n{lines}\n</ul><div>{after}</div></body></html>"


def title(n: int) -> str:
    return f"第{n}次协商座谈会听取党外人士意见"


def article_page(heading: str, day: str = "2026-11-20", paragraphs: Sequence[str] = TEXT) -> str:
    body = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        f"<html><head><title>{heading}</title></head><body><h1>{heading}</h1>"
        f"<div>发布时间：{day} 09:00　来源：团结报</div><div class='content'>\n{body}\n</div></body></html>"
    )


def articles(links: Sequence[Link]) -> dict[str, Answer]:
    return {link.path: ok(article_page(title(link.n), link.day)) for link in links}


def paged(links: Sequence[Link], size: int, pinned: Sequence[Link] = ()) -> dict[str, Answer]:
    """Return a channel of several list pages, `pinned` on top of each, and its articles."""
    cuts = [links[k : k + size] for k in range(0, len(links), size)] or [links]
    names = ["/list.html", *(f"/list_{k}.html" for k in range(2, len(cuts) + 1)), ""]
    lists = {names[k]: ok(list_page([*pinned, *cut], names[k + 1])) for k, cut in enumerate(cuts)}
    return lists | articles([*pinned, *links])


def put(rig: Rig, name: str, pages: Mapping[str, Answer], more: str = "") -> None:
    """Define a site and serve its pages; put again, its pages are replaced or added to."""
    define(rig.sites, name, more=more)
    rig.world.mount(host(name), pages)


def fetched(rig: Rig, name: str, beginning: str = "/") -> list[str]:
    """Return the paths that were asked for at a site, in order, without robots.txt."""
    return [
        record.path
        for record in rig.server.log
        if record.host == host(name) and record.path.startswith(beginning) and record.path != "/robots.txt"
    ]


def switch_off_built_in(folder: Path) -> None:
    """Leave only a test's own sites enabled: what `--all` means then does not grow with the catalogue."""
    for file in BUILT_IN.glob("*.toml"):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("enabled")]
        (folder / file.name).write_text("\n".join(["enabled = false", *lines]), encoding="utf-8")

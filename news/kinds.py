"""What an entry of a list is: an article of the site, or something that a list shows and nobody fetches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from news.urls import host_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection

# pdf: any document to download; external: a page of another site.
EntryKind = Literal["article", "weixin", "pdf", "video", "external"]

_DOCUMENT = re.compile(r"\.(?:pdf|ofd|docx?|xlsx?|pptx?|wps|zip|rar)$", re.IGNORECASE)
_FILM = re.compile(r"\.(?:mp4|m3u8|flv|mov|avi|wmv|m4v|webm)$", re.IGNORECASE)
_WEIXIN = ("mp.weixin.qq.com", "weixin.qq.com")
# Houses that show films and nothing else.
_CINEMAS = ("v.qq.com", "tv.cctv.com", "v.cctv.com", "www.bilibili.com", "v.youku.com", "v.ifeng.com", "www.ixigua.com")


def kind_of_entry(url: str, hosts: Collection[str]) -> EntryKind:
    """Return what stands at `url`, by its address. `hosts`: those of the site whose list shows it."""
    host, path = host_of(url), parts_of(url).path
    if _DOCUMENT.search(path):
        return "pdf"
    if _FILM.search(path):
        return "video"
    if host in hosts:
        return "article"
    if host in _WEIXIN:
        return "weixin"
    return "video" if host in _CINEMAS else "external"

"""What an entry is, by its address."""

from __future__ import annotations

import pytest

from news.kinds import kind_of_entry

_HOSTS = ("www.a.gov.cn", "tzb.a.gov.cn")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://www.a.gov.cn/c/1.html", "article"),
        ("https://TZB.a.gov.cn./c/1.html?from=weixin", "article"),
        ("https://mp.weixin.qq.com/s/AbC", "weixin"),
        ("http://www.a.gov.cn/files/P0201.PDF", "pdf"),
        ("http://www.b.cn/files/1.docx?x=1", "pdf"),
        ("http://www.a.gov.cn/v/1.mp4", "video"),
        ("https://v.qq.com/x/page/a1.html", "video"),
        ("http://www.b.cn/c/1.html", "external"),
        ("http://a.gov.cn/c/1.html", "external"),
        ("http://[", "external"),
    ],
)
def test_an_entrys_kind(url: str, kind: str) -> None:
    assert kind_of_entry(url, _HOSTS) == kind

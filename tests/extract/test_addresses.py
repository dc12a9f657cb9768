"""A link joined to its page's address: what urljoin makes of it, by a shorter way."""

from __future__ import annotations

import random
from urllib.parse import urljoin

import pytest

from extract.addresses import joined

_BASES = (
    "http://w.example/a/b/c.html?q=1#f",
    "https://W.example:81/a//b/../c/",
    "http://w.example",
    "http://w.example/..//a/x;p",
    "http://[",
    "mailto:x@w.example",
    "/a/b",
    "",
)
_PARTS = (
    *("/", "//", ".", "..", "./", "../", "a", "t1_2.html", "中", " ", "\t", "%20", "~", "@", "[", "]"),
    *("?", "x=1", "&", "=", "#", ";", ":", ":8080", "http://", "HTTPS://", "w.example"),
)


def _by_urljoin(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None


@pytest.mark.parametrize("base", _BASES)
def test_joins_as_urljoin_does(base: str) -> None:
    choose = random.Random(base)
    links = ["".join(choose.choices(_PARTS, k=choose.randint(0, 6))) for _ in range(3000)]
    assert [(link, joined(base, link)) for link in links] == [(link, _by_urljoin(base, link)) for link in links]

"""A folder of site files to write into, and a definition that loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOUND = """id = "branch"
name = "某支部"
home = "https://www.branch.example.cn/"
hosts = ["www.branch.example.cn"]
channels = [
  { name = "要闻", url = "https://www.branch.example.cn/yw/" },
  { name = "通知", url = "https://www.branch.example.cn/tz/" },
]
article_url = '^https?://(?:www\\.)?branch\\.example\\.cn/[a-z]+/\\d+\\.html(?:[?#]|$)'

[pager]
kind = "query"
param = "page"

[[layouts]]
name = "old"
marker = "#zoom"
body = "#zoom"
until = 2020-12-31

[[layouts]]
name = "new"
marker = "div.text"
body = "div.text"
title = "h1::text"
drop = [".share"]

[pace]
interval = 60
delay = 0.5
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a site file (`branch.toml` unless named) and return its path."""

    def write_file(text: str | bytes, name: str = "branch.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write_file

"""`extract --why`: what said each field, and how sure that is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_PAGE = (
    "<meta charset='utf-8'><title>敲门日</title><h1>敲门日</h1><p>2026-11-02 08:30 来源：县委统战部</p>"
    "<div><p>干部每月办一次敲门日，不带材料上门，只带耳朵和一支笔，听完就走，第二天回话。</p></div>"
)


def test_why_names_what_said_each_field_and_how_sure_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "a.html"
    saved.write_text(_PAGE, encoding="utf-8")
    assert main.run(["extract", str(saved), "--json", "--why"]) == 0
    said = json.loads(capsys.readouterr().out)["why"]
    assert {name: said[name]["from"] for name in ("title", "published_at", "source")} == {
        "title": "generic",
        "published_at": "label",
        "source": "label",
    }
    assert all(0.5 < each["confidence"] < 1.0 for each in said.values())


def test_without_why_nothing_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "a.html"
    saved.write_text(_PAGE, encoding="utf-8")
    assert main.run(["extract", str(saved), "--json"]) == 0
    assert "why" not in json.loads(capsys.readouterr().out)

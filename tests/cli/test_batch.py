"""`extract --batch`: a row that cannot be read gets its line, and so do all others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cli import main

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = "<html><h1>民盟中央召开会议</h1>" + "<p>会议在北京召开，研究了今年的重点工作，作了部署。</p>" * 9 + "</html>"
_GOOD = '{"id": "good", "html_path": "a.html", "url": "https://example.org/1.html"}'


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ('{"id": "x", "html_path": "a\\u0000b.html"}', "x"),
        ('{"id": "x", "html_path": "a.html", "url": 5}', "x"),
        ('{"id": "x", "html_path": "a.html", "url": ["https://example.org/"]}', "x"),
        ('{"id": "x", "html_path": "missing.html"}', "x"),
        ('{"id": "x", "html_path": "."}', "x"),
        ('{"id": "x", "html_path": 7}', "x"),
        ('{"id": "x", "html_path": "\\ud800.html"}', "x"),
        ('{"id": "x"}', "x"),
        ('{"id": 7}', "7"),
        ('{"id": null, "html_path": "missing.html"}', "1"),
        ('{"id": "\\ud800", "html_path": "missing.html"}', "\ud800"),
        ('{"html_path": "missing.html"}', "1"),
        ("[1, 2]", "1"),
        ("null", "1"),
        ("7", "1"),
        ("{", "1"),
        ("[" * 100_000, "1"),
        ("9" * 5000, "1"),
    ],
    ids=lambda text: text[:40],
)
def test_an_odd_row_gets_a_line_with_its_id_and_the_batch_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, name: str
) -> None:
    monkeypatch.setenv("TZWATCH_HOME", str(tmp_path / "home"))
    (tmp_path / "a.html").write_text(_PAGE, encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(f"{row}\n\n{_GOOD}\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert main.run(["extract", "--batch", str(tmp_path / "in.jsonl"), "--out", str(out)]) == 1
    odd, good = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (odd["id"], odd["kind"]) == (name, "empty")
    assert odd["reason"]
    assert (good["id"], good["kind"]) == ("good", "article")


@pytest.mark.parametrize("id_", ["一\u2028二", "\x85", "\ud800"])
def test_an_odd_id_comes_back_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str], id_: str) -> None:
    (tmp_path / "a.html").write_text(_PAGE, encoding="utf-8")
    raw = json.dumps({"id": id_, "html_path": "a.html"}, ensure_ascii=id_ == "\ud800")
    (tmp_path / "in.jsonl").write_text(raw, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert main.run(["extract", "--batch", str(tmp_path / "in.jsonl"), "--out", str(out)]) == 0
    assert json.loads(out.read_bytes())["id"] == id_


def test_a_line_of_other_bytes_is_one_rows_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(_PAGE, encoding="utf-8")
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "\xce\xc4"}\n' + _GOOD.encode())
    assert main.run(["extract", "--batch", str(tmp_path / "in.jsonl")]) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["1", "good"]
    assert "失败 failed 1" in said.err


def test_a_batch_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["extract", "--batch", str(tmp_path / "no.jsonl")]) == 2
    assert "读不到文件" in capsys.readouterr().err

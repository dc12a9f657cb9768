"""The runbook has a line for every message that asks something of a person."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.documents import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROOMS = ("news", "sites", "extract", "db", "crawler", "scheduler", "alerts", "cli")
_RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
# Errors of a wrong call or a site file say themselves what to write; the demo's name their folder.
_SPEAK_FOR_THEMSELVES = ("UsageError", "ValueError", "SiteDefinitionError", "DemoError", "KeyError")
# Where a function returns the words of an error that another raises or stores.
_WORDINGS = (
    "db/connection.py",
    "alerts/server.py",
    "crawler/network/reasons.py",
    "crawler/network/addresses.py",
    "extract/absent.py",
)
_PHRASE = re.compile(r"[\u4e00-\u9fff]{3,}")


def _sources() -> list[Path]:
    return [ROOT / "config.py", *(file for room in _ROOMS for file in sorted((ROOT / room).rglob("*.py")))]


def _error_classes() -> set[str]:
    classes = [
        node for file in _sources() for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.ClassDef)
    ]
    known = {"TzwatchError"}
    for _ in classes:
        known |= {c.name for c in classes if any(isinstance(b, ast.Name) and b.id in known for b in c.bases)}
    return known


def _messages(file: Path) -> Iterator[str]:
    """Yield what a file says to people: by raising, by a warning in the log, by returning an error's words."""
    wordings = str(file.relative_to(ROOT)) in _WORDINGS
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
                if name not in _SPEAK_FOR_THEMSELVES and name not in ("wrong", "_refused", "not_yet"):
                    yield _text(node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="logger"), attr="warning" | "error")):
                yield _text(node)
            case ast.Return(value=value) if wordings and value is not None:
                yield _text(node)


def _text(node: ast.AST) -> str:
    strings = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return "…".join(strings)


@pytest.mark.parametrize("name", sorted(_error_classes()))
def test_every_error_has_a_line(name: str) -> None:
    assert f"| `{name}` |" in _RUNBOOK


def test_every_message_that_asks_for_something_can_be_found_by_its_first_chinese_words() -> None:
    said = [text for file in _sources() for text in _messages(file) if _PHRASE.search(text)]
    assert len(said) > 40
    assert [text for text in said if _PHRASE.findall(text)[0] not in _RUNBOOK] == []

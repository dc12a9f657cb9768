"""What the documents say is so: links, commands, settings, errors, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from cli.main import tzwatch
from config import VERSION
from sites.loader import BUILT_IN, load_catalogue
from tests.docs.documents import (
    DOCUMENTS,
    READMES,
    ROOT,
    calls,
    fences,
    headings,
    links,
    prose,
    spans,
    variables,
)

if TYPE_CHECKING:
    from pathlib import Path

_VARIABLE = re.compile(r"TZWATCH_[A-Z]+(?:_[A-Z]+)*")
_FILE = re.compile(r"(?:[a-zA-Z_-]+/)+[\w.-]+\.(?:py|sql|toml|md)|(?:[a-z]+/)+")
# Set by the script itself.
_OF_THE_SCRIPT = {"test", "bench", "lock"}
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|Users|mnt|srv|work)/")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in links(document.read_text(encoding="utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.is_file(), link
        if anchor:
            titles = {title.lower().replace(" ", "-") for _, title in headings(target.read_text(encoding="utf-8"))}
            assert anchor in titles, link


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_file_and_folder_named_exists(document: Path) -> None:
    for span in spans(document.read_text(encoding="utf-8")):
        first = span.partition("/")[0]
        if _FILE.fullmatch(span) and (ROOT / first).is_dir() and first != "var":
            assert (ROOT / span).exists(), span


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_shown_exists_with_its_options(document: Path) -> None:
    for call in calls(document.read_text(encoding="utf-8")):
        if call and call[0] not in _OF_THE_SCRIPT and not call[0].startswith(("<", "-", "…")):
            _check_call(call)


def _check_call(words: list[str]) -> None:
    command: click.Command = tzwatch
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, " ".join(words)
        command, rest = found, rest[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    takes_anything = command.context_settings.get("ignore_unknown_options", False)
    for word in rest:
        assert takes_anything or not word.startswith("--") or word in known, " ".join(words)


def test_the_commands_table_lists_every_command_that_works() -> None:
    context = click.Context(tzwatch)
    later = {name for name in tzwatch.list_commands(context) if _is_later(tzwatch.get_command(context, name))}
    working = set(tzwatch.list_commands(context)) - later
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        listed = set(re.findall(r"^\| `tzwatch (\w+)` \|", text, re.MULTILINE))
        assert listed == working
        for name in later:
            assert f"`tzwatch {name}`" in text, name


def _is_later(command: click.Command | None) -> bool:
    return command is not None and command.callback is not None and command.callback.__module__ == "cli.later"


@pytest.mark.parametrize("readme", READMES, ids=_name)
def test_every_setting_is_documented_and_no_other(readme: Path) -> None:
    assert set(_VARIABLE.findall(readme.read_text(encoding="utf-8"))) == variables()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_no_setting_is_named_that_does_not_exist(document: Path) -> None:
    assert set(_VARIABLE.findall(document.read_text(encoding="utf-8"))) <= variables()


def test_both_readmes_have_the_same_structure() -> None:
    english, chinese = (readme.read_text(encoding="utf-8") for readme in READMES)
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert fences(english, "text") == fences(chinese, "text")
    for a, b in zip(fences(english, "sh"), fences(chinese, "sh"), strict=True):
        assert [_code(line) for line in a.splitlines()] == [_code(line) for line in b.splitlines()]
    assert _tables(english) == _tables(chinese)


def _code(line: str) -> str:
    return line.partition(" #")[0].rstrip()


def _tables(text: str) -> list[list[str]]:
    """Return for each row of a table what stands in code in its cells: the same in every language."""
    rows = [line for line in prose(text).splitlines() if line.startswith("|")]
    return [re.findall(r"`([^`<]+)`", row.split("|")[1]) for row in rows]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_no_path_of_a_machine_is_written(document: Path) -> None:
    assert not _MACHINE_PATH.search(document.read_text(encoding="utf-8"))


def test_the_index_lists_every_decision_and_each_says_the_four_things() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [ROOT / "docs" / link for link in links(index) if link.startswith("decisions/")] == decisions
    for decision in decisions:
        titles = headings(decision.read_text(encoding="utf-8"))
        assert [title for level, title in titles if level == 2] == [
            "Context",
            "Choice",
            "Price",
            "What would change our mind",
        ]
        assert titles[0][1].removeprefix(decision.name[:4] + " ") in index


def test_the_example_site_of_the_guide_loads_and_knows_its_articles(tmp_path: Path) -> None:
    (example,) = fences((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), "toml")
    (tmp_path / "example-qiaolian.toml").write_text(example, encoding="utf-8")
    catalogue = load_catalogue([BUILT_IN, tmp_path])
    assert not catalogue.problems
    site = catalogue.get("example-qiaolian")
    assert site.pager.kind == "trs"
    assert len(catalogue.layouts_of(site)) == 2
    article = re.search(r"# (http://\S+)", example)
    assert article
    assert site.article_url.search(article[1])


def test_the_newest_version_of_the_changelog_is_the_programs() -> None:
    said = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert said
    assert said[1] == VERSION
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")

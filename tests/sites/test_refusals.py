"""Every way a definition can be wrong is refused with the file, the line and one sentence; nothing raises."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.lines import value_lines
from sites.loader import load_catalogue
from tests.sites.conftest import SOUND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What to replace in the sound definition, by what, on which line the problem is, a word that must be said.
REFUSALS = {
    "unknown key": ('home = "h', 'hoem = "h', 3, "did you mean home"),
    "unknown key like no other": ("[pager]", "[wholly_else]", 11, "known: id, name"),
    "unknown key in a channel": ('{ name = "通知", url', '{ name = "通知", link = "x", url', 7, "'link'"),
    "unknown key in a layout": ('title = "h1::text"', 'titel = "h1::text"', 25, "did you mean title"),
    "unknown key in the pager": ('param = "page"', 'parm = "page"', 13, "did you mean param"),
    "unknown key in the pace": ("interval = 60", "intervall = 60", 29, "did you mean interval"),
    "missing key": ('name = "某支部"\n', "", 1, "missing key: name"),
    "missing key in a channel": ('{ name = "通知", url', "{ url", 7, "missing key: name"),
    "missing key in a layout": ('marker = "div.text"\n', "", 21, "missing key: marker"),
    "number for text": ('name = "某支部"', "name = 7", 2, "should be a text in quotes"),
    "empty text": ('name = "某支部"', 'name = ""', 2, "not empty"),
    "text with a line break": ('name = "某支部"', 'name = "某\\n支部"', 2, "line breaks"),
    "text that turns direction": ('name = "某支部"', 'name = "某\\u202e支部"', 2, "control characters"),
    "text for a list": ('hosts = ["www.branch.example.cn"]', 'hosts = "www.branch.example.cn"', 4, "a list"),
    "empty list": ('hosts = ["www.branch.example.cn"]', "hosts = []", 4, "something in it"),
    "number in a list of texts": ('drop = [".share"]', 'drop = [".share",\n 3]', 27, "a text in quotes"),
    "text for a channel": ('{ name = "通知", url = "https://www.branch.example.cn/tz/" }', '"tz"', 7, "a table"),
    "list for a table": ('[pager]\nkind = "query"\nparam = "page"', "pager = []", 11, "a table"),
    "text for a number": ("interval = 60", 'interval = "60"', 29, "a whole number"),
    "fraction for a whole number": ("interval = 60", "interval = 60.5", 29, "a whole number"),
    "flag for a number": ("interval = 60", "interval = true", 29, "a whole number"),
    "number too small": ("interval = 60", "interval = 0", 29, "1 到 44640"),
    "number too large": ("delay = 0.5", "delay = 601", 30, "0 到 600"),
    "no number": ("delay = 0.5", "delay = nan", 30, "a number"),
    "number for a pattern": ('id = "branch"', 'column_url = 0\nid = "branch"', 1, "a text in quotes"),
    "text for a flag": ('id = "branch"', 'enabled = "no"\nid = "branch"', 1, "true"),
    "quoted date": ("until = 2020-12-31", 'until = "2020-12-31"', 19, "without quotes"),
    "date with a time": ("until = 2020-12-31", "until = 2020-12-31T08:00:00", 19, "without quotes"),
    "layout that ends before it begins": ("until = 2020-12-31", "until = 2020-12-31\nsince = 2021-01-01", 20, "after"),
    "two layouts of one name": ('name = "new"', 'name = "old"', 22, "another layout"),
    "id that is not the file's name": ('id = "branch"', 'id = "twig"', 1, "the file's name, 'branch'"),
    "id with other characters": ('id = "branch"', 'id = "Branch_1"', 1, "only a-z"),
    "selector that is none": ('marker = "#zoom"', 'marker = "div[("', 17, "not a CSS selector"),
    "selector with an unknown pseudo-class": ('marker = "#zoom"', 'marker = "p:no-such"', 17, "not a CSS selector"),
    "text where an element is needed": ('body = "#zoom"', 'body = "#zoom::text"', 18, "must select elements"),
    "selector with too many steps": ('body = "#zoom"', 'body = "a b c d e f g"', 18, "descendant steps"),
    "pattern that is none": ("article_url = '^", "article_url = '(^", 9, "not a regular expression"),
    "pattern that explodes": ("/[a-z]+/\\d+\\.html", "/(?:[a-z]+)*x", 9, "can take forever"),
    "pattern over two lines": ("article_url = '^", "article_url = '''(\n'''\ncolumn_url = '^", 9, "regular expression"),
    "pattern that is too long": ("\\d+\\.html", "\\d+" + "x" * 300 + "\\.html", 9, "longer than 300"),
    "pager of an unknown kind": ('kind = "query"', 'kind = "scroll"', 12, "one of none, trs"),
    "channel of an unknown kind": (
        '{ name = "通知", url',
        '{ name = "通知", kind = "rss", url',
        7,
        "one of list, feed",
    ),
    "path pager without a parameter": ('kind = "query"\nparam = "page"', 'kind = "path"', 11, "always and only"),
    "unknown key in the expectations": ("[pace]", "[expect]\nentry = 5\n[pace]", 29, "did you mean entries"),
    "expectation below nothing": ("[pace]", "[expect]\nentries = -1\n[pace]", 29, "0 到 5000"),
    "fraction of an entry": ("[pace]", "[expect]\nentries = 1.5\n[pace]", 29, "a whole number"),
    "expectation of a number without end": ("[pace]", "[expect]\nposts_a_week = inf\n[pace]", 29, "a number"),
    "expected field that is none": ("[pace]", '[expect]\nfields = ["title",\n"date"]\n[pace]', 30, "one of title"),
    "expectation that is no table": ('id = "branch"', 'expect = 5\nid = "branch"', 1, "a table"),
    "browser that is no flag": ('id = "branch"', 'browser = 1\nid = "branch"', 1, "true"),
    "proof over two lines": ('id = "branch"', 'proof = "a\\nb"\nid = "branch"', 1, "line breaks"),
    "redirect to a host of nobody": (
        'id = "branch"',
        'redirects = [{ from = "www.branch.example.cn", to = "b.example.cn" }]\nid = "branch"',
        1,
        "to 的域名不在 hosts",
    ),
    "redirect to itself": (
        'hosts = ["www.branch.example.cn"]',
        'hosts = ["www.branch.example.cn"]\nredirects = [{ from = "branch.example.cn", to = "www.branch.example.cn" }]',
        5,
        "in a ring",
    ),
    "redirects in a ring": (
        'hosts = ["www.branch.example.cn"]',
        'hosts = ["www.branch.example.cn", "b.cn", "c.cn"]\n'
        'redirects = [{ from = "b.cn", to = "c.cn" },\n{ from = "c.cn", to = "b.cn" }]',
        6,
        "in a ring",
    ),
    "redirect to a host that moved on": (
        'hosts = ["www.branch.example.cn"]',
        'hosts = ["www.branch.example.cn", "b.cn", "c.cn"]\n'
        'redirects = [{ from = "b.cn", to = "c.cn" },\n{ from = "c.cn", to = "branch.example.cn" }]',
        5,
        "the last host at once",
    ),
    "redirect without its end": (
        'id = "branch"',
        'redirects = [{ from = "www.branch.example.cn" }]\nid = "branch"',
        1,
        "missing key: to",
    ),
    "query pager without a parameter": ('param = "page"\n', "", 11, "always and only"),
    "parameter without a query pager": ('kind = "query"', 'kind = "next"', 13, "always and only"),
    "parameter that is none": ('param = "page"', 'param = "a&b"', 13, "no parameter name"),
    "family that is not there": (
        'id = "branch"',
        'family = "trz"\nid = "branch"',
        1,
        "missing or broken family: 'trz'",
    ),
    "list rule without an item": ("[pace]", '[listing]\ndate = "em"\n[pace]', 28, "missing key: item"),
    "host with a scheme": ('hosts = ["www', 'hosts = ["http://www', 4, "no port"),
    "host with a port": ('branch.example.cn"]', 'branch.example.cn:8080"]', 4, "no port"),
    "host in upper case": ('hosts = ["www', 'hosts = ["WWW', 4, "lower case"),
    "private host": ('hosts = ["www', 'hosts = ["10.0.0.1",\n "www', 4, "private address"),
    "home on another host": ('home = "https://www.', 'home = "https://elsewhere.', 3, "not among hosts"),
    "channel on another host": ("https://www.branch.example.cn/tz/", "https://other.example.cn/", 7, "not among hosts"),
    "channel given twice": ("branch.example.cn/tz/", "branch.example.cn:443/yw/?from=timeline", 7, "another channel"),
    "address of another kind": ('home = "https', 'home = "ftp', 3, "not a web address"),
    "script for an address": (
        'home = "https://www.branch.example.cn/"',
        'home = "javascript:x"',
        3,
        "not a web address",
    ),
    "file for an address": ('home = "https://www.branch.example.cn/"', 'home = "file:///etc/passwd"', 3, "web address"),
    "address with a user name": (
        "https://www.branch.example.cn/yw/",
        "https://me:pw@www.branch.example.cn/",
        6,
        "user name",
    ),
    "address with a space": ("branch.example.cn/yw/", "branch.example.cn/y w/", 6, "spaces"),
    "loopback address": ("https://www.branch.example.cn/yw/", "http://127.0.0.1/", 6, "private address"),
    "short loopback address": ("https://www.branch.example.cn/yw/", "http://127.1/", 6, "private address"),
    "loopback address as a number": ("https://www.branch.example.cn/yw/", "http://2130706433/", 6, "private address"),
    "loopback address in hexadecimal": (
        "https://www.branch.example.cn/yw/",
        "http://0x7f000001/",
        6,
        "private address",
    ),
    "loopback by name": ("https://www.branch.example.cn/yw/", "http://localhost:8000/", 6, "private address"),
    "link-local address": ("https://www.branch.example.cn/yw/", "http://169.254.169.254/", 6, "private address"),
    "IPv6 address": ("https://www.branch.example.cn/yw/", "http://[::ffff:10.0.0.1]/", 6, "private address"),
    "no TOML": ("hosts = [", "hosts = [[[", 5, "is not TOML"),
    "key given twice": ('name = "某支部"', 'name = "某支部"\nname = "另一个"', 3, "is not TOML"),
    "text without an end": ('home = "https://www.branch.example.cn/"', 'home = "https:', 3, "is not TOML"),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_wrong_is_refused_with_file_and_line(
    old: str, new: str, line: int, said: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    assert SOUND.count(old) >= 1
    file = write(SOUND.replace(old, new, 1))
    catalogue = load_catalogue([tmp_path])
    assert list(catalogue.sites) == []
    (problem,) = catalogue.problems
    assert str(problem).startswith(f"{file}:{line}: ")
    assert said in problem.problem
    assert "\n" not in str(problem)
    assert problem.exit_code == 2


def test_a_file_in_another_encoding_is_refused_at_its_first_foreign_line(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    write(SOUND.encode("gb18030"))
    (problem,) = load_catalogue([tmp_path]).problems
    assert problem.line == 2
    assert "UTF-8" in problem.problem


def test_a_file_that_ends_too_early_is_refused_at_its_last_line(write: Callable[..., Path], tmp_path: Path) -> None:
    write('id = "branch"\nhosts = [\n  "a.cn",\n')
    (problem,) = load_catalogue([tmp_path]).problems
    assert problem.line == 3


def test_a_file_that_is_too_large_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND + "#" * 256 * 1024)
    (problem,) = load_catalogue([tmp_path]).problems
    assert "256 KiB" in problem.problem


def test_brackets_without_end_are_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    write("x = " + "[" * 100_000)
    (problem,) = load_catalogue([tmp_path]).problems
    assert "branch.toml:1:" in str(problem)


def test_a_number_without_end_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    write("x = " + "9" * 10_000)
    assert len(load_catalogue([tmp_path]).problems) == 1


def test_a_folder_or_a_pipe_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    problems = load_catalogue([tmp_path]).problems
    assert ["not a plain file" in p.problem for p in problems] == [True, True]


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "branch.toml").symlink_to(tmp_path / "absent")
    assert len(load_catalogue([tmp_path]).problems) == 1


def test_an_optional_key_left_empty_is_its_default_but_a_selector_that_must_be_there_is_not(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    write(SOUND.replace('title = "h1::text"', 'title = ""'))
    assert load_catalogue([tmp_path]).problems == ()
    write(SOUND.replace('marker = "div.text"', 'marker = ""'))
    (problem,) = load_catalogue([tmp_path]).problems
    assert problem.line == 23


@given(cut=st.integers(0, len(SOUND)), length=st.integers(0, 40), filling=st.text(max_size=12))
def test_no_damage_to_a_file_makes_the_loader_raise(
    tmp_path_factory: pytest.TempPathFactory, cut: int, length: int, filling: str
) -> None:
    folder = tmp_path_factory.mktemp("sites")
    damaged = SOUND[:cut] + filling + SOUND[cut + length :]
    (folder / "branch.toml").write_bytes(damaged.encode("utf-8", "surrogatepass"))
    catalogue = load_catalogue([folder])
    assert len(catalogue.sites) + len(catalogue.problems) == 1
    for problem in catalogue.problems:
        assert 1 <= problem.line <= damaged.count("\n") + 1


def test_lines_are_found_through_every_notation_of_toml() -> None:
    text = '''# comment with [brackets] and "quotes"
a.b = 1
"quoted key" = """
three = 3
lines"""
'literal' = \'\'\'
]]\'\'\'
list = [ # a comment, with a comma
  "x,]", { deep = [1, 2.5,
    3] },
]

[table.inner] # ]
when = 2021-01-31 08:00:00
[[many]]
n = 1
[[many]]
n = 2
  [many.sub]
  m = 3
'''
    lines = value_lines(text)
    assert {place: lines[place] for place in lines if place} == {
        ("a",): 2,
        ("a", "b"): 2,
        ("quoted key",): 3,
        ("literal",): 6,
        ("list",): 8,
        ("list", 0): 9,
        ("list", 1): 9,
        ("list", 1, "deep"): 9,
        ("list", 1, "deep", 0): 9,
        ("list", 1, "deep", 1): 9,
        ("list", 1, "deep", 2): 10,
        ("table", "inner"): 13,
        ("table", "inner", "when"): 14,
        ("many",): 15,
        ("many", 0): 15,
        ("many", 0, "n"): 16,
        ("many", 1): 17,
        ("many", 1, "n"): 18,
        ("many", 1, "sub"): 19,
        ("many", 1, "sub", "m"): 20,
    }

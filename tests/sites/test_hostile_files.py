"""Site files that are meant to break the loader: without end, too deep, too slow, or any value in any place."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.loader import load_catalogue
from tests.patience import PATIENCE
from tests.sites.conftest import SOUND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    "key", ["a" + ".a" * 120_000, "a" + " . 'a'" * 40_000, '"a"' + '."\\""' * 50_000, "a.b.c.d.e.f.g.h.i"]
)
@pytest.mark.parametrize(
    "place", ["{key} = 1", "[{key}]", "[[{key}]]", "x = {{ {key} = 1 }}", "x = [ {{ a = 1, {key} = 2 }} ]"]
)
def test_a_key_of_many_parts_is_refused_before_it_is_read(
    write: Callable[..., Path], tmp_path: Path, key: str, place: str
) -> None:
    write(f"name = '''\n'''\n# it's\n{place.format(key=key)}\n")
    tracemalloc.start()
    (problem,) = load_catalogue([tmp_path]).problems
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problem.line == 4
    assert "8 parts" in problem.problem
    assert peak < 50_000_000


@pytest.mark.parametrize("text", ['"""\\', "'''x", '"\\', "'", '"""' + '\\"""' * 60_000, "''" * 120_000, '"' * 250_000])
def test_strings_without_an_end_are_refused_at_once(write: Callable[..., Path], tmp_path: Path, text: str) -> None:
    write(f"x = {text}")
    began = time.process_time()
    assert len(load_catalogue([tmp_path]).problems) == 1
    assert time.process_time() - began < PATIENCE


def test_dots_in_texts_comments_and_numbers_are_no_key(write: Callable[..., Path], tmp_path: Path) -> None:
    dots = "a.b.c.d.e.f.g.h.i.j"
    write(SOUND.replace("[pace]", f"# {dots}\n[pace] # {dots} = 1").replace('name = "new"', f'name = "new {dots}"'))
    assert load_catalogue([tmp_path]).problems == ()


def test_a_number_with_too_many_digits_is_refused_on_its_line(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND.replace("interval = 60", "interval = " + "9" * 5000))
    (problem,) = load_catalogue([tmp_path]).problems
    assert problem.line == 29


VALUES = st.recursive(
    st.one_of(
        st.integers().map(str),
        st.integers(1, 9_000).map(lambda digits: "0x" + "f" * digits),
        st.sampled_from(["1e999", "-0", "inf", "-nan", "0x" + "f" * 9000, "1_000", "1.5", "true", "60"]),
        st.dates().map(str),
        st.datetimes().map(lambda at: at.isoformat()),
        st.times().map(lambda at: at.isoformat()),
        st.sampled_from(["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "2021-02-30", "07:32:00"]),
        st.text(max_size=40).map(json.dumps),
        st.text("()[]{}*+?\\|^$.a1:/~>:has(not)#'\"= ,\0\x1b", max_size=40).map(json.dumps),
        st.sampled_from(["\\u0000", "\\uD800", "\\U0010FFFF", "\\u202e", "\\n", "a" * 5000]).map('"{}"'.format),
        st.sampled_from(
            ["http://[::1", "http://a:99999999/", "http://[x]/", "//", "http://%00/", "http://xn--/", "https://a..b/",
             "http://www.branch.example.cn:/", "http://\u2100.cn/", "http://www.branch.example.cn/\\u0000",
             "http://" + "a" * 70 + ".cn/", "http://.cn/", "http://１２７.1/", "HTTPS://WWW.BRANCH.EXAMPLE.CN", "http:"]
        ).map('"{}"'.format),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
    | st.lists(inner, max_size=2).map(lambda each: "{" + ", ".join(f"name{n} = {v}" for n, v in enumerate(each)) + "}"),
    max_leaves=4,
)  # fmt: skip
KEYS = [line.partition(" = ")[0] for line in SOUND.splitlines() if re.match(r"[a-z_]+ = ", line)]
MORE_KEYS = ["column_url", "org_type", "region", "family", "enabled", "disabled_because", "listing", "pager", "layouts"]


@given(key=st.sampled_from([*KEYS, *MORE_KEYS]), value=VALUES, among=st.integers(0, 3))
def test_any_value_of_any_key_gives_a_site_or_an_error_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: str, among: int
) -> None:
    folder = tmp_path_factory.mktemp("sites")
    places = [found.start() for found in re.finditer(rf"^{key} = .*$", SOUND, re.MULTILINE)]
    text = f"{key} = {value}\n{SOUND}"
    if places:
        at = places[among % len(places)]
        text = SOUND[:at] + f"{key} = {value}" + SOUND[SOUND.index("\n", at) :]
    (folder / "branch.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "twig.toml").write_text(SOUND.replace('id = "branch"', 'id = "twig"'), encoding="utf-8")
    catalogue = load_catalogue([folder])
    assert "twig" in catalogue.sites
    assert len(catalogue.sites) + len(catalogue.problems) == 2
    for problem in catalogue.problems:
        assert str(problem).isprintable()
        assert len(problem.problem) <= 400
        assert 1 <= problem.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    "selector",
    [
        *(
            "p ~ p",
            "p ~ p ~ p ~ p",
            "div p ~ a",
            "p:has(~ p ~ p)",
            ":has(:has(a))",
            "p:not(:has(a))",
            "p:has(a):has(b)",
        ),
        *(
            "p:has(a b)",
            "p:has(:contains('x'))",
            "div:has(a) p",
            "p:contains('x')",
            "div:has(.a)",
            "p:has(~ a)",
            "p:has(+ a b)",
        ),
        *("p:nth-child(2n+1)", "p:nth-child(odd)", "p:nth-child(0)", "p:nth-child(101)", "p:nth-last-child(-n+3)"),
        *("p:first-of-type", "p:nth-of-type(2)", "p:lang(zh)", "p:not(p:only-of-type)"),
        ", ".join(f"a.c{number}" for number in range(7)),
    ],
)
def test_a_selector_that_a_hostile_page_could_make_slow_is_refused(
    write: Callable[..., Path], tmp_path: Path, selector: str
) -> None:
    write(SOUND.replace('marker = "#zoom"', f'marker = "{selector}"'))
    (problem,) = load_catalogue([tmp_path]).problems
    assert problem.line == 17
    assert "too slow on a large page" in problem.problem


@pytest.mark.parametrize(
    "selector",
    [
        *(
            "div.a > p",
            "p:has(a)",
            "div p:has(> img)",
            "h1 + p",
            "td:nth-child(2)",
            "a > span:first-child",
            "p:last-child",
        ),
        *(
            "div p:has(> img.x)",
            "li:has(+ .y)",
            "p:not(.x):not(#y)",
            "a[href*='~'][title]",
            "p:empty",
        ),
        *("div.a, div.b, #c, .d, e, f", "ul li:only-child a"),
    ],
)
def test_an_ordinary_selector_is_taken(write: Callable[..., Path], tmp_path: Path, selector: str) -> None:
    write(SOUND.replace('marker = "#zoom"', f'marker = "{selector}"'))
    assert load_catalogue([tmp_path]).problems == ()

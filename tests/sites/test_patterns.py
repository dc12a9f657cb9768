"""Regular expressions: what could explode on a hostile address is refused, what the field's sites need is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.patterns import compile_pattern
from tests.patience import PATIENCE

EXPLODING = [
    r"^(a+)+$",
    r"^(a|a)*$",
    r"^(a|aa)+$",
    r"^(a*)*b",
    r"^https?://x\.cn/(?:[a-z]+)*/\d+\.html$",
    r"^https?://x\.cn/([a-z0-9]+-?)+\.html$",
    r"^https?://x\.cn/(?:[^/]+/?)+\.shtml$",
    r"^(\w+\s?)*$",
    r"^(?:\d{4}|\d{2}\d{2})+z",
    r"^(?:(?:ab)+|a(?:ba)*b)+$",
    r"^(a{1,40}){1,40}b",
    r"^(a?){30}a{30}$",
    "^" + "a?" * 25 + "a" * 25 + "$",
    "^" + "(?:a|a)" * 20 + "$",
    r"(x+x+)+y",
    r"^(.*)(\1)+x",
    r"^(?:(?!x).)*y",
    r"^.*/.*/.*\.html$",
    r"\d+\d+\d+x",
]

# The forms of the field's addresses, and such as an operator would write.
HARMLESS = [
    r"^https?://www\.zytzb\.gov\.cn/zytzb/(\d{4})-(\d{2})/(\d{2})/article_(\d{19})\.shtml$",
    r"^https?://tyzx\.people\.cn/(?:n1|n2|n)/\d{4}/\d{4}/c\d+-\d+\.html$",
    r"^https?://www\.mmzy\.org\.cn/(?:[a-z]+)/(?:[A-Za-z0-9]+/){1,3}(?:\d{6}/)?\d+\.aspx$",
    r"^https?://www\.acfic\.org\.cn/(?:[a-z0-9_]+/)+\d{6}/t(\d{8})_(\d+)\.html$",
    r"^https?://(?:www\.)?93\.gov\.cn(?::80)?/(?:[a-z0-9]+(?:-[a-z0-9]+)*|zt/(?:[a-z0-9_]+/)+)/?\d{5,7}\.html$",
    r"^https?://www\.ngd\.org\.cn/(?:[a-z]+/)+(?:[0-9a-f]{32}|\d+)\.htm$",
    r"^https?://(?:[a-z]+\.)?rmzx[bw]\.com\.cn/c/\d{4}-\d{2}-\d{2}/\d+(?:_\d+)?\.shtml(?:\?n2m=1)?$",
    r"^https?://www\.cppcc\.gov\.cn/(?:zxww/)?\d{4}/\d{2}/\d{2}/ARTI\d{16}\.shtml$",
    r"^https?://(?:[a-z]+\.)?taiwan\.cn/(?:[a-z0-9]+/)+\d{6}/t(\d{8})_(\d+)\.htm$",
    r"^https?://www\.cqtzb\.gov\.cn/web/article/(\d{18,19})/web/content_\1\.html$",
    r"^https?://mm\.yantai\.gov\.cn/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$",
    r"^https?://(?:www|kf)\.rootinhenan\.gov\.cn/sitesources/[a-z]+/page_pc/(?:[a-z0-9]+/)+article[0-9a-f]{32}\.html$",
    r"^https?://www\.sdmm\.org\.cn/bencandy\.php\?fid=\d+&id=\d+$",
    r"^https?://www\.zysy\.org\.cn/a1/a-[A-Z0-9]{15,24}$",
    r"^https?://(?:[a-z]+\.)?(?:news\.cn/(?:[a-z]+/)?\d{8}/[0-9a-f]{32}/c\.html|"
    r"xinhuanet\.com/(?:[a-z0-9]+/)*\d{4}-\d{2}/\d{2}/c_\d+\.htm)$",
    r"^https?://tzb\.sjtu\.edu\.cn/post/[^/]+$",
    r"^(?!.*default)https?://[^/]+/.*\.aspx$",
    r"(?i)^https?://a\.cn/(?P<column>[a-z]+)/index_?\d{0,3}\.html?$",
    r"/art_\d+\.html",
    r"^https?://a\.cn/[\u4e00-\u9fff%-]+/$",
]

HOSTILE = [piece * 2000 for piece in ("a", "a/", "1", "1/", "/", "-", "a-", "x", "ab", ".html", "a1_")]


@pytest.mark.parametrize("pattern", EXPLODING)
def test_a_pattern_that_can_explode_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="可能") as caught:
        compile_pattern(pattern)
    assert pattern in str(caught.value)


@pytest.mark.parametrize("pattern", HARMLESS)
def test_a_harmless_pattern_is_taken_and_is_fast_on_hostile_addresses(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    began = time.process_time()
    for prefix in ("", "https://www.mmzy.org.cn/", "https://a.cn/", "https://tzb.sjtu.edu.cn/post/"):
        for tail in HOSTILE:
            compiled.search((prefix + tail)[:2083] + "\n!")
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("pattern", HARMLESS)
def test_judging_a_pattern_takes_no_time_to_speak_of(pattern: str) -> None:
    compile_pattern.cache_clear()
    began = time.process_time()
    compile_pattern(pattern)
    assert time.process_time() - began < PATIENCE


def test_the_longest_pattern_is_judged_in_time() -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match="可能"):
        compile_pattern("a?" * 150)
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "not a regular expression"),
        ("a**", "not a regular expression"),
        ("x{99999999999}", "not a regular expression"),
        ("a" * 301, "longer than 300"),
        ("(?>a+)b", "unusual syntax"),
        ("(?s:.)x", "unusual syntax"),
        ("(a)?(?(1)b|c)", "unusual syntax"),
    ],
)
def test_what_is_no_pattern_or_cannot_be_judged_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compile_pattern(pattern)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeated = st.tuples(inner, st.sampled_from(["", "*", "+", "?", "{1,3}", "{2,}"])).map(
        lambda p: f"(?:{p[0]}){p[1]}"
    )
    return st.lists(repeated, min_size=1, max_size=3).map("".join) | st.tuples(inner, inner).map("|".join)


@given(st.recursive(st.sampled_from(["a", "b", "[ab]", ".", "/", "[^/]", "a+", "b*"]), grown, max_leaves=8))
def test_no_pattern_that_is_taken_is_slow(pattern: str) -> None:
    try:
        compiled = compile_pattern(f"^(?:{pattern})!$")
    except ValueError:
        return
    began = time.process_time()
    for piece in ("a", "ab", "a/", "aab/"):
        compiled.search(piece * (600 // len(piece)) + "\n")
    assert time.process_time() - began < PATIENCE


def test_a_pattern_is_compiled_once() -> None:
    assert compile_pattern(r"^https?://a\.cn/\d+$") is compile_pattern(r"^https?://a\.cn/\d+$")


def test_the_alphabet_of_the_pattern_itself_counts() -> None:
    with pytest.raises(ValueError, match="可能"):
        compile_pattern("^(?:[一-二]|[二-四])+x")
    compile_pattern("^(?:[一-三]|[二-四])+x")

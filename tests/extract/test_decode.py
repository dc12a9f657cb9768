"""Bytes to text: what a page declares is believed as far as its bytes bear it out."""

from __future__ import annotations

import encodings.aliases
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.decode import decode
from tests.patience import PATIENCE

_SENTENCE = "朱镕基的镕、陶喆的喆、李䶮的䶮，民盟会议一切照旧。"
# What codec modules are called and every name that leads to one; then what only pages invent.
_NAMES = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values()})
_INVENTED = ["", "undefined", "none", "unicode", "x-user-defined", "gb", "utf", "字符集", "../etc", "9" * 500]


def _page(charset: str, sentence: str = _SENTENCE) -> str:
    return (
        f'<html><head><meta charset="{charset}"><title>{sentence}</title></head><body><p>{sentence}</p></body></html>'
    )


def _seconds(body: bytes, content_type: str | None) -> float:
    started = time.process_time()
    assert isinstance(decode(body, content_type), str)
    return time.process_time() - started


@pytest.mark.parametrize("declared", ["utf-8", "UTF8", "iso-8859-1", "us-ascii", "big5"])
def test_gbk_that_says_it_is_something_else_is_read_as_gbk(declared: str) -> None:
    assert _SENTENCE in decode(_page(declared).encode("gb18030"))


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "iso-8859-1", "hex", "utf-16"])
def test_utf8_that_says_it_is_something_else_is_read_as_utf8(declared: str) -> None:
    text = _page(declared, "各级统战部门要听得进不同意见，办得成具体事情，记得住每一位老朋友。").encode()
    assert "记得住每一位老朋友" in decode(text)


def test_the_header_that_lies_loses_to_the_bytes() -> None:
    assert _SENTENCE in decode(_page("gb2312").encode("gb18030"), "text/html; charset=utf-8")


@pytest.mark.parametrize("declared", ["gb2312", "GB2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030"])
@pytest.mark.parametrize("rare", ["喆", "镕", "䶮", "㛃", "𠮷", "€"])
def test_gb2312_means_gb18030_with_all_its_characters(declared: str, rare: str) -> None:
    assert f"委员{rare}发言" in decode(_page(declared, f"委员{rare}发言").encode("gb18030"))


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_cut_inside_a_character_loses_that_character_only(charset: str) -> None:
    whole = _page(charset if charset == "utf-8" else "gb2312").encode(charset)
    cut = whole[: whole.rindex("照旧。".encode(charset)) + 1]
    text = decode(cut)
    assert "民盟会议一切" in text.rpartition("<p>")[2]
    assert text.count("\ufffd") <= 1


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8")])
@pytest.mark.parametrize("broken", [b"\xff", b"\xe4", b"\xed\xa0\x80"], ids=["byte", "half", "surrogate"])
@pytest.mark.parametrize("length", [1, 20, 200])
def test_one_broken_character_does_not_turn_a_page_into_mojibake(
    charset: str, encoding: str, broken: bytes, length: int
) -> None:
    whole = _page(charset, _SENTENCE * length).encode(encoding)
    place = whole.index("一切".encode(encoding))
    text = decode(whole[:place] + broken + whole[place:])
    assert text.count("民盟会议") == 2 * length
    assert text.count("一切照旧") >= 2 * length - 1


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
    ids=["utf-8", "utf-16-le", "utf-16-be"],
)
def test_a_byte_order_mark_outweighs_every_declaration(bom: bytes, encoding: str) -> None:
    text = decode(bom + _page("gb2312").encode(encoding), "text/html; charset=gbk")
    assert text == _page("gb2312")


@pytest.mark.parametrize("bom", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_alone_is_an_empty_text(bom: bytes) -> None:
    assert decode(bom) == ""


@pytest.mark.parametrize("name", [*_NAMES, *_INVENTED])
def test_no_declared_name_breaks_or_delays_reading(name: str) -> None:
    bodies = (_page(name).encode("utf-8"), _page(name).encode("gb18030"), b"\xff\x00\x80" * 2000)
    for body in bodies:
        assert _seconds(body, None) < PATIENCE
        assert _seconds(body, f"text/html; charset={name}") < PATIENCE


@pytest.mark.parametrize(
    "name", ["hex", "zlib", "bz2", "base64", "rot13", "idna", "punycode", "unicode_escape", "utf-7"]
)
def test_a_name_that_no_browser_knows_is_ignored(name: str) -> None:
    assert _SENTENCE in decode(_page(name).encode("gb18030"), f"text/html; charset={name}")
    assert _SENTENCE in decode(_page(name).encode("utf-8"), f"text/html; charset={name}")


@given(st.binary(max_size=3000), st.one_of(st.none(), st.text(max_size=60)))
def test_any_bytes_under_any_header_give_some_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=40, max_size=200))
def test_chinese_text_survives_both_encodings_of_these_sites(text: str) -> None:
    assert decode(text.encode("utf-8"), "text/html; charset=utf-8") == text
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312") == text

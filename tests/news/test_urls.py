"""One article, one address: what is the same page has one key, what is no web address is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import UsageError
from news.urls import canonical_url, host_of, url_key

_ONE_PAGE = [
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html",
    "https://www.minge.gov.cn/n1/2026/0521/c415672-40001.html",
    "http://minge.gov.cn/n1/2026/0521/c415672-40001.html",
    "HTTP://WWW.MinGe.GOV.CN/n1/2026/0521/c415672-40001.html",
    "http://www.minge.gov.cn:80/n1/2026/0521/c415672-40001.html",
    "https://www.minge.gov.cn:443/n1/2026/0521/c415672-40001.html",
    "https://www.minge.gov.cn:80/n1/2026/0521/c415672-40001.html",
    "http://www.minge.gov.cn./n1/2026/0521/c415672-40001.html",
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html#top",
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html?from=timeline&isappinstalled=0",
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html?utm_source=wx&spm=a1.b2#/",
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html;jsessionid=0A1B2C?",
    "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html?PHPSESSID=abc",
    "http://www.minge.gov.cn\\n1\\2026\\0521\\c415672-40001.html",
    " http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html\n",
]


@pytest.mark.parametrize("url", _ONE_PAGE)
def test_one_page_at_many_addresses_has_one_key(url: str) -> None:
    assert url_key(url) == "minge.gov.cn/n1/2026/0521/c415672-40001.html"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.minge.gov.cn/n1/2026/0521/c415672-40002.html",
        "http://www.minge.gov.cn/N1/2026/0521/c415672-40001.html",
        "http://www.minge.gov.cn:8080/n1/2026/0521/c415672-40001.html",
        "http://www.minge.gov.cn/n1/2026/0521/c415672-40001.html?page=2",
        "http://bj.minge.gov.cn/n1/2026/0521/c415672-40001.html",
    ],
)
def test_another_page_has_another_key(url: str) -> None:
    assert url_key(url) != url_key(_ONE_PAGE[0])


def test_the_order_of_the_query_does_not_matter_and_its_values_do() -> None:
    assert url_key("http://a.cn/show.jsp?id=7&cid=3") == url_key("http://a.cn/show.jsp?cid=3&from=singlemessage&id=7")
    assert url_key("http://a.cn/show.jsp?id=7&cid=3") != url_key("http://a.cn/show.jsp?id=3&cid=7")


def test_the_port_that_is_not_the_schemes_own_stays_in_the_address() -> None:
    assert canonical_url("http://a.cn:443/x") == "http://a.cn:443/x"
    assert canonical_url("https://a.cn:443/x") == "https://a.cn/x"


def test_the_bytes_of_a_gbk_path_are_kept() -> None:
    assert canonical_url("http://a.cn/%cd%b3%d5%bd/1.html") == "http://a.cn/%CD%B3%D5%BD/1.html"
    assert canonical_url("http://a.cn/s?q=%CD%B3%D5%BD") == "http://a.cn/s?q=%CD%B3%D5%BD"
    assert canonical_url("http://a.cn/统战/1.html") == "http://a.cn/%E7%BB%9F%E6%88%98/1.html"


def test_a_chinese_host_and_its_punycode_are_one() -> None:
    punycode = "统战.中国".encode("idna").decode()
    assert url_key("http://统战.中国/a") == url_key(f"http://{punycode}/a")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "minge.gov.cn",
        "/n1/2026/0521/c1.html",
        "javascript:void(0)",
        "mailto:a@b.cn",
        "file:///etc/passwd",
        "ftp://a.cn/x",
        "data:text/html,x",
        "http://",
        "http:///x",
        "http://./x",
        "http://a..cn/x",
        "http://a b.cn/x",
        "http://a%61.cn/x",
        "http://a.cn:0/x",
        "http://a.cn:99999/x",
        "http://a.cn:port/x",
        "http://[::1/x",
        "http://user@a.cn/x",
        "http://user:geheim@a.cn/x",
        "http://a.cn/" + "a" * 2100,
        "http://a.cn/" + "统" * 1000,
        "http://a.cn/\ud800",
        "http://\ud800.cn/",
    ],
)
def test_what_cannot_be_fetched_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        canonical_url(url)
    said = str(refused.value)
    assert "\n" not in said
    assert len(said) < 400
    assert "geheim" not in said


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    _is_settled("http://a.cn/" + text)
    _is_settled("http://" + text)
    _is_settled(text)


@given(
    st.from_regex(
        r"(http|HTTPS)://(www\.)?[a-z]{1,4}(\.[a-z]{1,3}){1,2}(:(80|443|81))?"
        r"(/[A-Za-z0-9._~%;\\ 统\-]{0,6}){0,3}(\?([a-z]{1,4}=[%+&A-Z0-9=统]{0,5}&?){0,3})?(#.{0,3})?",
        fullmatch=True,
    )
)
def test_a_likely_address_is_settled_after_one_pass(url: str) -> None:
    _is_settled(url)


def _is_settled(url: str) -> None:
    try:
        canonical = canonical_url(url)
    except UsageError:
        return
    assert canonical_url(canonical) == canonical
    assert url_key(canonical) == url_key(url)
    assert canonical.isascii()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://WWW.a.CN./x", "www.a.cn"),
        ("https://[2001:db8::1]:8080/", "2001:db8::1"),
        ("no address", ""),
        ("http://[broken", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host

"""One article, one address: what is the same page has one key, what is no web address is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import UsageError
from news.urls import canonical_url, clicked, host_of, url_key

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


@pytest.mark.parametrize(
    "shared",
    [
        "http://a.cn/x/1.html?v=20261125&_=1763950000000",
        "http://a.cn/x/1.html?t=1763950000&timestamp=1763950000",
        "http://a.cn/x/1.html?WT.mc_id=a&fbclid=b&gclid=c&hmsr=d",
        "http://a.cn/x/1.html?sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "http://a.cn//x//1.html",
        "http://a.cn/../../x/1.html",
        "http://a.cn/x/y/../1.html",
        "http://A.cn:80/x/1.html#p=2",
        "http://a.cn/(S(vxyz0a1b2c3d4e5f6g7h8i9j))/x/1.html",
        "http://a.cn/x/1.html;PHPSESSID=0a1b2c",
        "http://a.cn/x;jsessionid=0A1B2C.node1/1.html",
    ],
)
def test_what_says_how_one_came_to_a_page_is_no_part_of_its_identity(shared: str) -> None:
    assert url_key(shared) == "a.cn/x/1.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.cn/show.asp?t=101", "http://a.cn/show.asp?t=102"),
        ("http://a.cn/show.php?v=101", "http://a.cn/show.php?v=102"),
        ("http://a.cn/?sid=101", "http://a.cn/?sid=102"),
        ("http://a.cn/view.do?sid=7&lang=zh", "http://a.cn/view.do?sid=8&lang=zh"),
        ("http://a.cn/view.do?t=7&lang=zh", "http://a.cn/view.do?t=8&lang=zh"),
        (
            "http://a.cn/s.jsp?sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "http://a.cn/s.jsp?sid=1a1b2c3d4e5f60718293a4b5c6d7e8f9",
        ),
        ("http://a.cn/list.aspx?id=7&page=1", "http://a.cn/list.aspx?id=7&page=2"),
    ],
)
def test_what_may_be_the_articles_number_stays(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_beside_a_number_the_time_of_the_request_is_dropped() -> None:
    assert url_key("http://a.cn/show.jsp?id=7&t=1763950000123&_=0.123") == "a.cn/show.jsp?id=7"
    assert url_key("http://a.cn/show.jsp?id=7&sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9") == "a.cn/show.jsp?id=7"


def test_a_shared_weixin_article_is_the_article() -> None:
    shared = "http://mp.weixin.qq.com/s?__biz=MzA==&mid=265&idx=1&sn=ab&chksm=bd&scene=27&key=1#rd"
    assert url_key(shared) == url_key("https://mp.weixin.qq.com/s?__biz=MzA==&mid=265&idx=1&sn=ab")
    assert url_key(shared) != url_key("https://mp.weixin.qq.com/s?__biz=MzA==&mid=265&idx=2&sn=ac")
    assert url_key("https://mp.weixin.qq.com/s/AbC-1?scene=1") == "mp.weixin.qq.com/s/AbC-1"


def test_an_article_keeps_its_identity_when_its_host_is_renamed() -> None:
    moved = (("old.cn", "www.new.cn"), ("www.old.cn", "www.new.cn"))
    assert url_key("http://www.old.cn/c/1.html", moved) == "new.cn/c/1.html"
    assert url_key("https://www.new.cn/c/1.html", moved) == "new.cn/c/1.html"
    assert url_key("http://bj.old.cn/c/1.html", moved) == "bj.old.cn/c/1.html"
    assert url_key("http://old.cn:8080/c/1.html", moved) == "old.cn:8080/c/1.html"


@pytest.mark.parametrize(
    ("link", "charset", "asked"),
    [
        ("http://a.cn/统战/1.html", "gb18030", "http://a.cn/%E7%BB%9F%E6%88%98/1.html"),
        ("http://a.cn/s.asp?n=统战", "gb18030", "http://a.cn/s.asp?n=%CD%B3%D5%BD"),
        ("http://a.cn/s.asp?n=统战", "utf-8", "http://a.cn/s.asp?n=%E7%BB%9F%E6%88%98"),
        ("http://a.cn/s.asp?n=%CD%B3&m=统", "gb18030", "http://a.cn/s.asp?m=%CD%B3&n=%CD%B3"),
        ("http://a.cn/s.asp?n=統\U0001f600", "big5hkscs", "http://a.cn/s.asp?n=%B2%CE%26%23128512%3B"),
        ("http://a.cn/s.asp?n=1", "gb18030", "http://a.cn/s.asp?n=1"),
    ],
)
def test_a_link_is_asked_for_as_a_browser_would(link: str, charset: str, asked: str) -> None:
    assert canonical_url(clicked(link, charset)) == asked

"""The next page of a list: by words, pictures, classes, numbers and scripts; none on the last page."""

from __future__ import annotations

from typing import get_args

import pytest

from extract.lists.listing import read_listing
from news.site import Pager, PagerKind
from tests.extract.lists import page, read, rows

_FOLDER = "http://www.xtz.example/tzyw/"
_LIST = f"<ul>{rows('<li><a href={h}>{t}</a><span>{d}</span></li>')}</ul>"


def _next(pager: str, name: str = "index.html") -> str | None:
    found = read(_LIST + pager, _FOLDER + name).next_url
    return found.removeprefix(_FOLDER) if found else None


_LINKS = {
    "words": '<a href="index.html">上一页</a> <a href="index_2.html">下一页</a>',
    "brackets": '<a href="index.html">[上一页]</a> <a href="index_2.html">[下一页]</a>',
    "icon-behind": '<a href="index_2.html"><span>下一页</span><i>&#xe602;</i></a>',
    "picture": '<a href="index.html"><img alt="上一页"></a><a href="index_2.html"><img alt="下一页"></a>',
    "class": '<a href="#">1</a><a href="index_3.html">3</a><a class="next" href="index_2.html"><i></i></a>',
    "rel": '<a rel="next" href="index_2.html">往后翻阅</a>',
    "more": '<a class="loadmore" href="index_2.html">加载更多</a>',
    "title": '<a title="下页" href="index_2.html"></a>',
    "call": "<a style='cursor:pointer' onclick=\"query(this,'/tzyw/index_2.html')\">下一页</a>",
    "location": "<a href='javascript:;' onclick=\"window.location.href='index_2.html'\">下一页</a>",
    "arrow-alone": '<a href="index.html">&lt;</a> 1 <a href="index_2.html">&gt;</a>',
    "arrow-before-words": '<a href="index_9.html">&gt;&gt;</a> <a href="index_2.html">下一页</a>',
    "numbers": "<div><i>1</i><a href=index_2.html>2</a><a href=index_3.html>3</a><a href=index_9.html>末页</a></div>",
    "numbers-linked": '<ul><li><a href="index.html">1</a></li><li><a href="index_2.html">2</a></li></ul>',
    "numbers-before-last": '<div><b>1</b><a href="index_2.html">2</a><a href="index_9.html">&gt;&gt;</a></div>',
}


@pytest.mark.parametrize("pager", _LINKS.values(), ids=_LINKS)
def test_a_link_leads_to_the_next_page(pager: str) -> None:
    assert _next(pager) == "index_2.html"


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="index_8.html">上一页</a> <a class="disabled" href="index_9.html">下一页</a>',
        '<a href="javascript:;">下一页</a>',
        '<div><a href="index_8.html">8</a><span>9</span></div>',
        "<p>共9页</p>",
        '<a class="next" href="#"></a>',
    ],
)
def test_the_last_page_has_no_next_one(pager: str) -> None:
    assert _next(pager, "index_9.html") is None


def test_numbers_go_on_from_the_page_that_is_shown() -> None:
    bar = "".join(f'<a href="index_{n}.html">{n}</a>' for n in (2, 3, 5, 6))
    assert _next(f"<div>{bar.replace('>5<', '>5<', 1)}<span>4</span></div>", "index_4.html") == "index_5.html"


_SCRIPTS = [
    ('createPageHTML(3, 0, "index", "html")', "index.html", "index_1.html"),
    ('createPageHTML(3, 2, "index", "html")', "index_2.html", None),
    ("createPageHTML('paging',25,1,'index','html',500)", "index.html", "index_2.html"),
    ("createPageHTML('paging',25,25,'index','html',500)", "index_25.html", None),
    ('createPageHTML("page_div",25, 0,"index","shtml",500)', "", "index_1.shtml"),
    ('createPageHTML("page_div",1, 0,"index","html",500)', "", None),
    ("var currentPage = 0;//从0开始\nvar countPage = 2//共多少页", "index.html", "index_1.html"),
    ("var currentPage = 1;\nvar countPage = 4; w('index_'+n+'.shtml')", "index_1.shtml", "index_2.shtml"),
    ("var currentPage = 3;\nvar countPage = 4;", "index_3.html", None),
    ('$(".p").pagination({totalPage: 322,currentPage:1});', "index.html", "index_2.html"),
    ('$(".p").pagination({totalPage: 322,currentPage:322});', "index_322.html", None),
    (
        "L.pagination('#p', function(n){location.href='column?pageIndex=' + n},{currPage: (0+1),pageCount:3})",
        "column?pageIndex=1",
        "column?pageIndex=2",
    ),
    ("pagination({currPage: 3,pageCount:3}, 'column?pageIndex=' + n)", "column?pageIndex=3", None),
    ("var totalPage = 9, currentPage = 1;", "view.jsp?id=3", None),
]


@pytest.mark.parametrize(("script", "name", "following"), _SCRIPTS)
def test_a_script_names_the_next_page(script: str, name: str, following: str | None) -> None:
    assert _next(f"<script>{script}</script>", name) == following


def test_words_win_over_a_script() -> None:
    assert _next('<a href="p2.html">下一页</a><script>createPageHTML(3, 0, "index", "html")</script>') == "p2.html"


def _turned(kind: PagerKind, param: str, url: str, bar: str) -> str | None:
    """Return the path of the page after one by a definition's pager."""
    found = read_listing(page(_LIST + bar), f"http://www.xtz.example{url}", pager=Pager(kind, param)).next_url
    return found.removeprefix("http://www.xtz.example") if found else None


def _linked(*hrefs: str) -> str:
    return "".join(f'<a href="{href}">.</a>' for href in hrefs)


_PATHS = [
    ("index_", "/tzyw/", _linked("index_2.html", "index_9.html"), "/tzyw/index_2.html"),
    ("index_", "/tzyw/index_2.html", _linked("/tzyw/", "index_9.html"), "/tzyw/index_3.html"),
    ("index_", "/tzyw/index_9.html", _linked("/tzyw/", "index_8.html", "index_9.html"), None),
    ("index_", "/tzyw/", _linked("index_1.html"), None),
    ("list", "/tzyw/list.htm", _linked("/tzyw/list2.htm", "/djgz/list7.htm"), "/tzyw/list2.htm"),
    ("list", "/tzyw/list3.htm", _linked("/tzyw/list2.htm", "/tzyw/list3.htm", "/djgz/list7.htm"), None),
    ("list", "/tzyw/list.htm", "", "/tzyw/list2.htm"),
    ("p", "/tzyw/", "", "/tzyw/p2.html"),
    ("p", "/tzyw/", _linked("/tzyw/p3/"), "/tzyw/p2/"),
    ("p", "/tzyw/p3/", _linked("/tzyw/", "/tzyw/p4/"), "/tzyw/p4/"),
    ("12_", "/tzyw/index.shtml?from=home", _linked("12_2.shtml?v=1"), "/tzyw/12_2.shtml"),
    ("index_", "/tzyw/", _linked("http://other.example/tzyw/index_1.html"), "/tzyw/index_2.html"),
    (".+", "/tzyw/index.html", _linked("index9.html"), "/tzyw/.+2.html"),
]


@pytest.mark.parametrize(("param", "url", "bar", "following"), _PATHS)
def test_pages_numbered_in_the_file_name_are_counted_up(param: str, url: str, bar: str, following: str | None) -> None:
    assert _turned("path", param, url, bar) == following


_DOWNWARDS = {
    "first": ("/tzyw.htm", _linked("tzyw/8.htm", "tzyw/7.htm", "tzyw/1.htm"), "/tzyw/8.htm"),
    "first-of-folder": ("/xw/tzyw.htm", _linked("tzyw/11.htm", "tzyw/1.htm", "djgz/30.htm"), "/xw/tzyw/11.htm"),
    "first-tells-how-many": ("/tzyw.htm", f"共132条&nbsp;&nbsp;1/9{_linked('tzyw/1.htm')}", "/tzyw/8.htm"),
    "second": ("/tzyw/8.htm", _linked("../tzyw.htm", "7.htm", "1.htm"), "/tzyw/7.htm"),
    "without-numbers": ("/tzyw/8.htm", _linked("../tzyw.htm"), "/tzyw/7.htm"),
    "last": ("/tzyw/1.htm", _linked("../tzyw.htm", "2.htm"), None),
    "words-first": ("/tzyw.htm", '<a href="tzyw/5.htm">下页</a>' + _linked("tzyw/8.htm"), "/tzyw/5.htm"),
    "alone": ("/tzyw.htm", _linked("djgz.htm", "info/1201/9.htm"), None),
    "alone-and-tells-it": ("/tzyw.htm", "共12条 1/1", None),
    # A column whose own name is a number.
    "numbered-column": ("/xw/1001.htm", _linked("1001/4.htm", "1002.htm"), "/xw/1001/4.htm"),
    "numbered-column-alone": ("/xw/1001.htm", _linked("1002.htm"), None),
    "no-file": ("/tzyw/", f"共132条 1/9{_linked('8.htm')}", None),
}


@pytest.mark.parametrize(("url", "bar", "following"), _DOWNWARDS.values(), ids=_DOWNWARDS)
def test_pages_counted_downwards_follow_each_other(url: str, bar: str, following: str | None) -> None:
    assert _turned("vsb", "", url, bar) == following


_ASKED = "{'webId':'9f1c','pageId':'12'}"
_CONTAINER = f'<div url="/unit" queryData="{_ASKED}">'
_SECOND = "/unit?webId=9f1c&pageId=12&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D"
_QUERIES = {
    "bar-inside": (f'{_CONTAINER}<div rows="15" count="31"></div></div>', _SECOND),
    "bar-behind": (f'{_CONTAINER}</div><div rows="15" count="31"></div>', _SECOND),
    "of-several": (
        f"<div url='/menu' queryData=\"{{'webId':'1'}}\"></div>{_CONTAINER}<p><i rows='15' count='31'></i></p></div>",
        _SECOND,
    ),
    "one-page": (f'{_CONTAINER}<div rows="15" count="15"></div></div>', None),
    "no-bar": (f"{_CONTAINER}</div>", None),
    "no-number": (f'{_CONTAINER}<div rows="15" count="{"9" * 5000}"></div></div>', None),
    "no-rows": (f'{_CONTAINER}<div rows="0" count="31"></div></div>', None),
    "no-query": ('<div url="/unit" queryData="webId=1"><div rows="15" count="31"></div></div>', None),
    "no-address": (f'<div queryData="{_ASKED}"><div rows="15" count="31"></div></div>', None),
    "no-address-at-all": (f'<div url="http://[" queryData="{_ASKED}"><div rows="15" count="31"></div></div>', None),
    "no-container": ('<div rows="15" count="31"></div>', None),
    "link": ('<a href="?pageNum=2">下一页</a>', "/col/col12/index.html?pageNum=2"),
}


@pytest.mark.parametrize(("bar", "following"), _QUERIES.values(), ids=_QUERIES)
def test_a_containers_query_names_the_next_page(bar: str, following: str | None) -> None:
    assert _turned("jcms", "", "/col/col12/index.html", bar) == following


@pytest.mark.parametrize("kind", sorted(set(get_args(PagerKind)) - {"none"}))
def test_every_kind_of_a_definition_turns_a_page(kind: PagerKind) -> None:
    bars = {
        "trs": "<script>createPageHTML(3, 0, 'index', 'html')</script>",
        "people": _linked("index2.html"),
        "query": _linked("?p=2"),
        "next": '<a href="?p=2">下一页</a>',
        "vsb": _linked("index/2.htm"),
        "path": _linked("p2.htm"),
        "jcms": f'{_CONTAINER}<div rows="15" count="31"></div></div>',
    }
    url = "/tzyw/index.htm" if kind == "vsb" else "/tzyw/index.html"
    assert _turned(kind, "p" if kind in ("query", "path") else "", url, bars[kind])
    assert _turned("none", "", url, bars[kind]) is None

"""The next page of a list: by words, pictures, classes, numbers and scripts; none on the last page."""

from __future__ import annotations

import pytest

from tests.extract.lists import read, rows

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

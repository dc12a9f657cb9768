"""A layout proposed from known articles: it finds them in the new markup, and nothing is made up."""

from __future__ import annotations

import tomllib
from datetime import date

from extract.discover.repair import KnownPage, propose
from extract.reader import read_article
from news.article import Article

_TEXTS = (
    "全市统一战线工作座谈会昨天召开，各民主党派负责人和无党派人士代表参加，围绕乡村产业提出建议。",
    "与会同志认为，要把调查研究贯穿始终，既摸清底数，也听清意见，让每一条建议都有下落。",
    "会议要求，每一次回访都有记录，每一份提案都有答复，形成有来有往的工作机制。",
)


def _known(number: int, *, numbered: bool = False) -> KnownPage:
    title = f"第{number}次协商座谈会听取党外人士意见"
    texts = tuple(f"{text}（{number}）" for text in _TEXTS)
    paragraphs = "".join(f"<p>{text}</p>" for text in texts)
    holder = f'id="text_{number}00"' if numbered else 'class="pagebox article-con" id="zoom"'
    markup = (
        f"<html><head><title>{title}</title></head><body><div class='nav'><a>首页</a><span>{title}</span></div>"
        f"<div class='main'><h1 class='tt'>{title}</h1><div class='info'>2026-11-{number:02} 09:00　来源：团结报</div>"
        f"<div {holder}>{paragraphs}</div></div><div class='foot'>版权所有 京ICP备1号</div></body></html>"
    )
    return KnownPage(
        markup.encode(),
        f"http://a.example.cn/{number}.html",
        "text/html; charset=utf-8",
        title,
        texts,
        date(2026, 11, number),
        "团结报",
    )


def test_the_smallest_named_element_of_text_title_and_dateline_is_found() -> None:
    found = propose([_known(1), _known(2)], "a-2026", date(2026, 11, 25))
    assert found is not None
    assert (found.layout.body, found.layout.title, found.layout.dateline) == ("#zoom", "h1.tt", "div.info")
    assert (found.fits, found.pages) == (2, 2)
    (row,) = tomllib.loads(found.toml)["layouts"]
    assert row == {
        "name": "a-2026",
        "marker": "#zoom",
        "body": "#zoom",
        "title": "h1.tt",
        "dateline": "div.info",
        "since": date(2026, 11, 25),
    }


def test_the_proposal_reads_a_further_page() -> None:
    found = propose([_known(1), _known(2)], "a-2026")
    assert found is not None
    further = _known(3)
    reading = read_article(further.body, further.url, layouts=(found.layout,))
    assert isinstance(reading, Article)
    assert reading.provenance["body_text"] == "layout a-2026"
    assert reading.body_text == "\n".join(further.paragraphs)
    assert (reading.title, reading.source) == (further.title, "团结报")


def test_a_name_with_an_articles_number_in_it_is_not_used() -> None:
    found = propose([_known(1, numbered=True), _known(2, numbered=True)], "a")
    assert found is None or "00" not in found.layout.body


def test_a_page_without_the_known_text_gives_no_proposal() -> None:
    other = _known(1)
    wrong = KnownPage(other.body, other.url, None, other.title, ("完全是另一篇文章的第一段文字，这里没有。",) * 3)
    assert propose([wrong], "a") is None


def test_of_several_pages_the_selector_that_most_agree_on_is_taken() -> None:
    odd = _known(4)
    odd = KnownPage(
        odd.body.replace(b'id="zoom"', b'id="special"'), odd.url, odd.content_type, odd.title, odd.paragraphs
    )
    found = propose([odd, _known(1), _known(2)], "a")
    assert found is not None
    assert found.fits == 3
    assert found.layout.body == "div.pagebox"


def test_an_edited_text_is_recognised_and_a_tower_of_tags_costs_little() -> None:
    known = _known(5)
    edited = KnownPage(
        known.body, known.url, known.content_type, known.title, (*known.paragraphs * 4, "新增的一段话，原文没有的。")
    )
    found = propose([edited], "a")
    assert found is not None
    tower = b"<div>" * 1500 + b"<p>" + known.paragraphs[0].encode() + b"</p>" + b"</div>" * 1500
    assert propose([KnownPage(tower, known.url, None, known.title, known.paragraphs[:1])], "a") is None

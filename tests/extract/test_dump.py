"""Plain-text page dumps are read into the same fields as the page they were."""

from __future__ import annotations

import pytest

from extract.reader import read_article, read_page
from news.article import Article
from news.dates import isoformat

_DUMP = """中国统一战线新闻网
首页>党派·声音>自身建设

民盟水乡市委召开工作交流会
2015年06月04日 14:55 | 来源{c}中国民主同盟网站
分享到{c}
更多
原标题{c}民盟水乡市委工作交流会侧记
　　6月2日，民盟水乡市委工作交流会召开，万喆、朱镕参加会议。
　　会议指出，要把经验分享到更多支部，编辑好简报。

编辑{c}张三、李四
关键词{c}民盟 水乡 工作交流会
更多
"""


@pytest.mark.parametrize("colon", [":", "："])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_dump_gives_the_fields_of_its_page(colon: str, encoding: str) -> None:
    article = read_article(_DUMP.format(c=colon).encode(encoding), "", content_type="text/plain")
    assert isinstance(article, Article)
    assert article.title == "民盟水乡市委召开工作交流会"
    assert article.breadcrumb == ("首页", "党派·声音", "自身建设")
    assert article.published is not None
    assert isoformat(article.published) == "2015-06-04T14:55:00+08:00"
    assert article.published.precision == "minute"
    assert article.source == "中国民主同盟网站"
    assert article.original_title == "民盟水乡市委工作交流会侧记"
    assert article.editor == "张三、李四"
    assert article.keywords == ("民盟", "水乡", "工作交流会")
    assert article.body_text.split("\n") == [
        "6月2日，民盟水乡市委工作交流会召开，万喆、朱镕参加会议。",
        "会议指出，要把经验分享到更多支部，编辑好简报。",
    ]


def test_a_page_that_a_server_calls_plain_text_is_read_as_the_page_it_is() -> None:
    text = "统战部召开座谈会，听取意见和建议。"
    page = f"<html><head><title>座谈会召开</title></head><body><h1>座谈会召开</h1><p>{text}</p></body></html>"
    article = read_page(page.encode(), "http://a.cn/1.html", content_type="text/plain; charset=utf-8")
    assert isinstance(article, Article)
    assert article.title == "座谈会召开"
    assert article.body_text == text

"""What is told at a glance, for speed, is told as a close look tells it."""

from __future__ import annotations

import pytest

from extract.articles.furniture import is_credit, is_furniture
from extract.articles.labels import has_label, read_labels, starts_with_label
from extract.articles.region import is_dateline
from extract.page import parse
from extract.visible import lines_of

_URL = "http://www.tz.example/tzyw/1.html"
# One for each way in which a button, a counter or a pager begins.
_ROWS = (
    "分享到：微信 微博;1分享;分享;更多>>;打印本页;关闭窗口;關閉窗口;收藏此页",
    "复制链接;複制链接;复制鏈接;↑返回顶部;返回列表",
    "字号：大 中 小;字体大小;文字大小;大 中 小;小中大;放大 缩小;默认;朗读;A- A+;T | T;微信",
    "微博;新浪微博;腾讯微博;QQ空间;人人网",
    "朋友圈;手机看新闻;用手机看;打开微信扫一扫;小字号;大字号;点击数：12",
    "點擊量：3;浏览量 7;瀏覽次数;阅读：8;閱讀数;已有3人参与",
    "参与互动;我要纠错;请使用微信扫一扫;请用微信扫一扫;使用微信扫一扫;用扫一扫;微信“扫一扫”;“扫一扫”;扫一扫;即可分享给好友",
    "收听全文;听全文;内容纠错;网站纠错;全文下载;word下载;pdf下载;原文下载;点击查看大图;扫描二维码;纠错;举报;点赞;关注;广告;廣告",
    "听新闻;AI摘要;我要评论;评论(0);評論;展开全文;语音播报;12;责编;責編;编辑;來源;正文;（完）;(完);【完】;完",
    "首页 上一页 1 2 下一页 尾页;共 3 页;第 2 页;末页;<;« 1 2 »;…",
)
_BUTTONS = [button for row in _ROWS for button in row.split(";")]
_CONTENT = (
    "各民主党派中央负责人座谈会在京召开",
    "大家都说，中小企业的日子好过了",
    "全文学习贯彻二十届四中全会精神",
    "关注民生，关心群众",
)


@pytest.mark.parametrize("text", _BUTTONS)
def test_a_button_is_furniture_however_it_begins(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize("around", ["【{}】", "● {}", "\u3000{}", "[ {} ]"])
@pytest.mark.parametrize("text", ["打印本页", "關閉窗口", "分享", "点击数：12", "QQ空间", "12"])
def test_a_button_may_stand_in_brackets_or_behind_a_bullet(around: str, text: str) -> None:
    assert is_furniture(around.format(text))


@pytest.mark.parametrize("text", _CONTENT)
def test_what_begins_like_a_button_and_goes_on_is_content(text: str) -> None:
    assert not is_furniture(text)
    assert not is_credit(text)
    assert not is_dateline(text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("2024-05-20 13:15:00来源：新华社", "新华社"),
        ("2024-05-20 13:15 来 源 ：新华社", "新华社"),
        ("2024-05-20 13:15:09 |来源:新华社 10:22", "新华社 10:22"),
        ("本文来源于新华社", "新华社"),
        ("统战部供图 文章来源﹕新华社", "新华社"),
        ("來源：新华社責任編輯：张三", "新华社"),
    ],
)
def test_a_label_is_found_behind_whatever_stands_before_it(text: str, source: str) -> None:
    assert has_label(text)
    assert read_labels(text)["source"] == source


@pytest.mark.parametrize("text", ["开幕时间10:22:14", "比分 3:2", "统战部：请来", "全国政协十四届三次会议"])
def test_a_colon_alone_makes_no_label(text: str) -> None:
    assert not has_label(text)
    assert starts_with_label(text) is None


def _lines(body: str) -> list[tuple[str, bool]]:
    page = parse(f"<html><head><title>统战</title></head><body>{body}</body></html>".encode(), _URL)
    return [(line.text, line.hidden) for line in lines_of(page.tree).all]


def test_what_follows_a_hidden_block_is_seen() -> None:
    hidden = '<div style="display:none"><p>藏一</p><div>藏二</div></div><div>见一<p>见二</p></div><p>见三</p>'
    assert _lines(f"<div>{hidden}</div>") == [
        ("藏一", True),
        ("藏二", True),
        ("见一", False),
        ("见二", False),
        ("见三", False),
    ]


def test_a_text_goes_on_behind_what_is_left_out_of_it() -> None:
    drawing = "<svg><g><rect></rect><text>画</text></g></svg>"
    choice = "<select><option>甲<option>乙</select>"
    assert _lines(f"<p>统一{drawing}战线{choice}工作<script>x</script>会议</p>") == [("统一战线工作会议", False)]


@pytest.mark.parametrize(
    "source",
    [
        "\ufeff<html><body><p>统战</p></body></html>".encode(),
        "\u3000\n<html><body><p>统战</p></body></html>".encode(),
        "<?xml version='1.0' encoding='utf-8'?><html><body><p>统战</p></body></html>".encode(),
        "<html><body><p>统\0战</p></body></html>".encode(),
        "<html><head><meta charset='gbk'></head><body><p>统战</p></body></html>".encode("gb18030"),
        "<html><body><p>统战</p></body></html>".encode("utf-16"),
    ],
    ids=["mark", "white-space", "declaration", "nul", "gb18030", "utf-16"],
)
def test_a_page_is_parsed_whatever_its_bytes_begin_with(source: bytes) -> None:
    assert [line.text for line in lines_of(parse(source, _URL).tree).all] == ["统战"]


def test_the_base_of_links_and_a_date_in_a_remark_are_read_from_the_bytes() -> None:
    page = parse(
        "<html><head><BASE href='/tzyw/'><!-- 统战部 PublishDate=2026-11-20 08:30:00 --></head></html>".encode(), _URL
    )
    assert page.absolute("2.html") == "http://www.tz.example/tzyw/2.html"
    assert page.remark == "2026-11-20 08:30:00"

"""What stands around an article, on pages that nobody described: none of it is text, source or title."""

from __future__ import annotations

import pytest

from extract.reader import read_article
from news.article import Article
from news.dates import isoformat

_TITLE = "河长办里来了民主党派人士"
_BODY = (
    "每月十五日，县河长办的会议桌旁会多出六把椅子，坐的是六个民主党派支部推荐的监督员。",
    "“我们不看报告，只看水。”监督员苏禾说，她的包里常年放着一支试纸。",
)


def _read(head: str = "", tail: str = "", *, body: tuple[str, ...] = _BODY, foot: str = "", name: str = "") -> Article:
    """Read a page with `head` between headline and text, `tail` at the text's end inside its element."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    page = f"<title>{_TITLE}{name}</title><body><h1>{_TITLE}</h1>{head}<div class='xl'>{text}{tail}</div>{foot}</body>"
    reading = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(reading, Article)
    return reading


_DATE = "<p>2026-11-02 08:30</p>"


@pytest.mark.parametrize(
    "line",
    [
        "扫一扫在手机打开当前页",
        "用微信“扫一扫”，点击右上角分享按钮，",
        "即可将网页分享给您的微信好友或朋友圈。",
        "听全文",
        "内容纠错",
        "全文下载",
        "微信 微博 QQ空间",
        "分享：微信 新浪微博",
        "【打印本页】 【关闭窗口】",
        "【纠错】 【责任编辑:卓然】",
        "相关附件：",
        "附件下载：",
        "文件下载：",
        "▪ 下一篇：",
        "【信息发布：县河长办】 【内容纠错】　【打印文章】　【关闭窗口】",
        "长按识别下方二维码，关注“河口统战”微信公众号",
        "扫描下方二维码解锁更多技能",
        "文章关键词： 河长 民主党派",
        "附件：",
        "您访问的链接即将离开“本县”门户网站 是否继续？",
    ],
)
def test_a_line_of_buttons_and_hints_below_the_text_is_no_paragraph(line: str) -> None:
    assert _read(_DATE, f"<p>{line}</p>").body_text == "\n".join(_BODY)


def test_an_attachment_that_is_announced_with_its_name_stays() -> None:
    assert _read(_DATE, "<p>附件：河段分工表</p>").body_text.endswith("附件：河段分工表")


def test_the_headline_repeated_beside_the_date_is_no_source() -> None:
    article = _read(f"<span>发布时间：2026-11-02</span><table><tr><td><p>{_TITLE}</p></td></tr></table>")
    assert (article.source, article.body_text) == (None, "\n".join(_BODY))


def test_share_buttons_beside_the_date_are_no_source() -> None:
    share = "<div class='share'><a>微信</a>\n<a>微博</a>\n<a>QQ空间</a></div>"
    assert _read(f"<span>时间：2026-11-02 13:15</span>{share}").source is None


def test_a_source_beside_the_date_wins_over_the_office_of_the_information_table() -> None:
    table = "<table><tr><td>索引号: 01-2</td><td>发布机构: 县教育局</td></tr></table>"
    assert _read(f"{table}<p>发布日期：2026-11-02 来源：县新闻办</p>").source == "县新闻办"


def test_the_office_of_the_information_table_stands_in_for_a_source() -> None:
    table = "<table><tr><td>索引号: 01-2</td><td>发布机构: 县教育局</td></tr></table>"
    assert _read(f"{table}<p>发布日期：2026-11-02</p>").source == "县教育局"


def test_a_date_in_the_headlines_own_element_is_no_part_of_it() -> None:
    page = f"<title>{_TITLE}</title><body><h2>{_TITLE}\n<small>( 2026-11-02)</small></h2><div class='xl'>" + "".join(
        f"<p>{paragraph}</p>" for paragraph in _BODY
    )
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert (article.title, article.body_text) == (_TITLE, "\n".join(_BODY))
    assert article.published
    assert isoformat(article.published) == "2026-11-02T00:00:00+08:00"


def test_a_table_of_filing_data_at_the_texts_head_is_no_text() -> None:
    table = (
        "<table><tr><th>索取号</th><th>发布时间</th><th>发布机构</th><th>文件编号</th><th>备注</th></tr>"
        "<tr><td>0764-00112</td><td>2026-11-02</td><td>县河长办</td><td>河办〔2026〕5号</td><td></td></tr></table>"
    )
    page = f"<title>{_TITLE}</title><body><h1>{_TITLE}</h1><div class='xl'>{table}" + "".join(
        f"<p>{paragraph}</p>" for paragraph in _BODY
    )
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert article.body_text == "\n".join(_BODY)


def test_an_article_of_pictures_alone_does_not_get_the_pages_foot_for_its_text() -> None:
    foot = (
        "<div class='bot'><p><a href='/map'>站点地图</a> <a href='/znwd'>智能问答</a></p>"
        "<p>版权所有：县人民政府 主办单位：县政府办公室</p>"
        "<p>县政府各机构联系电话，网站技术支持：某某公司，建议使用高版本浏览器访问。</p></div>"
        "<div id='modal'><p>您访问的链接即将离开“本县”门户网站 是否继续？</p></div>"
    )
    page = (
        f"<title>{_TITLE}</title><body><div class='tit1'>{_TITLE}</div><div class='tit2'>日期：2026-11-02</div>"
        f"<div class='con1'><p><img src='w02.png'></p></div><div><a>打印</a> <a>关闭</a></div>{foot}"
    )
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert (article.title, article.body_text) == (_TITLE, "")
    assert [image.url for image in article.images] == ["http://www.xtz.example/a/w02.png"]


@pytest.mark.parametrize(
    ("beginning", "author"),
    [
        ("记者梁爽报道　6月10日，", "梁爽"),
        ("本报记者 梁爽 丁一宁 报道：", "梁爽、丁一宁"),
        ("通讯员梁爽、丁一宁报道 ", "梁爽、丁一宁"),
        ("记者从县河长办获悉，", None),
    ],
)
def test_a_reporter_who_opens_the_text_is_its_author(beginning: str, author: str | None) -> None:
    body = (beginning + _BODY[0], _BODY[1])
    assert _read(_DATE, body=body).author == author


@pytest.mark.parametrize(
    ("ending", "author"),
    [
        ("（苏禾 丁一宁）", "苏禾、丁一宁"),
        ("河口时事讯（全碧芳）", "全碧芳"),
        ("河口讯（统战部）", None),
        ("（县河长办）", None),
        ("（完）", None),
    ],
)
def test_names_in_brackets_at_the_texts_end_are_its_authors(ending: str, author: str | None) -> None:
    assert _read(_DATE, body=(_BODY[0], _BODY[1] + ending)).author == author


def test_a_label_and_its_value_may_stand_in_elements_of_their_own() -> None:
    head = (
        "<dl><dt>开始时间：</dt><dd>2024-05-08</dd></dl><dl><dt>地点：</dt><dd>河口会堂</dd></dl>"
        "<dl><dt>来源：</dt><dd>县河长办</dd></dl>"
    )
    article = _read(head)
    assert (article.source, article.published) == ("县河长办", None)


def test_the_time_of_day_that_stands_alone_has_the_source_beside_it() -> None:
    names = "<div><a href='/m'>河眼</a></div><div><a href='/h'>企鹅号</a></div>"
    head = f"<div>2026</div><div>11/02</div><div>08:30</div>{names}"
    article = _read(head)
    assert article.published
    assert (isoformat(article.published), article.source) == ("2026-11-02T08:30:00+08:00", "河眼")


@pytest.mark.parametrize(
    "tail", ["2026-11-02 来源：解放日报", "（2026-11-02 08:30）", "2026年11月02日 08:30 来源：解放日报 作者：苏禾"]
)
def test_a_date_line_in_the_headlines_own_element_is_none_of_it(tail: str) -> None:
    page = f"<title>{_TITLE}</title><body><h2>{_TITLE} <small>{tail}</small></h2><div class='xl'>" + "".join(
        f"<p>{paragraph}</p>" for paragraph in _BODY
    )
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert article.published
    assert (article.title, isoformat(article.published)[:10]) == (_TITLE, "2026-11-02")
    assert article.source == ("解放日报" if "来源" in tail else None)


def test_a_headline_that_ends_with_a_date_of_its_own_keeps_it() -> None:
    title = "河长办巡河记录 2026-11-02"
    text = f"<div class='xl'><p>{_BODY[0]}</p><p>{_BODY[1]}</p></div>"
    page = f"<title>{title}</title><body><h2>{title}</h2><p>2026-11-03</p>{text}"
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert article.title == title


def test_earlier_reports_that_are_linked_between_paragraphs_are_no_text() -> None:
    box = "<p>此前报道：<a href='/1.html'>河长办第一次请来监督员</a></p>"
    page = _read(_DATE, box)
    assert page.body_text == "\n".join(_BODY)


@pytest.mark.parametrize(
    "sentence", ["2026-11-20 县委统战部召开座谈会", "2012年3月5日我校教职员工积极参加义务献血活动"]
)
def test_a_sentence_that_begins_with_a_day_is_text_even_alone(sentence: str) -> None:
    head = f"<title>{_TITLE}</title><body><h1>{_TITLE}</h1><p>发布时间：2026-11-21</p>"
    page = f"{head}<div class='xl'><p>{sentence}</p></div>"
    article = read_article(page.encode(), "http://www.xtz.example/a/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert article.body_text == sentence


@pytest.mark.parametrize("name", ["author", "article-author", "writer"])
def test_an_account_in_an_element_called_author_is_source_and_author_a_person_only_author(name: str) -> None:
    account = _read(f"<div><span class='{name}'>河眼观察</span></div><div>2026-11-02 08:30</div>")
    person = _read(f"<div><span class='{name}'>苏禾</span></div><div>2026-11-02 08:30</div>".replace("苏禾", "张禾"))
    assert (account.author, account.source) == ("河眼观察", "河眼观察")
    assert (person.author, person.source) == ("张禾", None)


@pytest.mark.parametrize(
    "heading", ["精选阅读", "为你推荐", "平台声明：", "分享", "大家都在看", "最新评论", "往期推荐"]
)
def test_a_heading_of_what_a_site_puts_below_its_articles_ends_the_text(heading: str) -> None:
    below = f"<p>{heading}</p><p>河口县的水质监测站昨天换了新设备，全年数据将按月公布。</p>"
    assert _read(_DATE, below, body=_BODY * 2).body_text == "\n".join(_BODY * 2)


def test_a_site_that_calls_itself_its_source_is_named_by_the_pages_title() -> None:
    assert _read("<p>2026-11-02 来源：本网</p>", name=" - 要闻 - 河口县统战网").source == "河口县统战网"

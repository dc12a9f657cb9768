"""Names, dates and headlines where pages that nobody described have them."""

from __future__ import annotations

import pytest

from news.dates import isoformat
from tests.extract.replica import BODY, DATE, TITLE, read_around, read_text


@pytest.mark.parametrize(
    ("beginning", "author"),
    [
        ("【本報訊】（記者 鄭治祖）", "鄭治祖"),
        ("记者梁爽报道　6月10日，", "梁爽"),
        ("本报记者 梁爽 丁一宁 报道：", "梁爽、丁一宁"),
        ("通讯员梁爽、丁一宁报道 ", "梁爽、丁一宁"),
        ("记者从县河长办获悉，", None),
    ],
)
def test_a_reporter_who_opens_the_text_is_its_author(beginning: str, author: str | None) -> None:
    body = (beginning + BODY[0], BODY[1])
    assert read_around(DATE, body=body).author == author


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
    assert read_around(DATE, body=(BODY[0], BODY[1] + ending)).author == author


def test_a_label_and_its_value_may_stand_in_elements_of_their_own() -> None:
    head = (
        "<dl><dt>开始时间：</dt><dd>2024-05-08</dd></dl><dl><dt>地点：</dt><dd>河口会堂</dd></dl>"
        "<dl><dt>来源：</dt><dd>县河长办</dd></dl>"
    )
    article = read_around(head)
    assert (article.source, article.published) == ("县河长办", None)


def test_the_time_of_day_that_stands_alone_has_the_source_beside_it() -> None:
    names = "<div><a href='/m'>河眼</a></div><div><a href='/h'>企鹅号</a></div>"
    head = f"<div>2026</div><div>11/02</div><div>08:30</div>{names}"
    article = read_around(head)
    assert article.published
    assert (isoformat(article.published), article.source) == ("2026-11-02T08:30:00+08:00", "河眼")


@pytest.mark.parametrize(
    "tail", ["2026-11-02 来源：解放日报", "（2026-11-02 08:30）", "2026年11月02日 08:30 来源：解放日报 作者：苏禾"]
)
def test_a_date_line_in_the_headlines_own_element_is_none_of_it(tail: str) -> None:
    page = f"<title>{TITLE}</title><body><h2>{TITLE} <small>{tail}</small></h2><div class='xl'>" + "".join(
        f"<p>{paragraph}</p>" for paragraph in BODY
    )
    article = read_text(page)
    assert article.published
    assert (article.title, isoformat(article.published)[:10]) == (TITLE, "2026-11-02")
    assert article.source == ("解放日报" if "来源" in tail else None)


def test_a_headline_that_ends_with_a_date_of_its_own_keeps_it() -> None:
    title = "河长办巡河记录 2026-11-02"
    text = f"<div class='xl'><p>{BODY[0]}</p><p>{BODY[1]}</p></div>"
    page = f"<title>{title}</title><body><h2>{title}</h2><p>2026-11-03</p>{text}"
    article = read_text(page)
    assert article.title == title


def test_earlier_reports_that_are_linked_between_paragraphs_are_no_text() -> None:
    box = "<p>此前报道：<a href='/1.html'>河长办第一次请来监督员</a></p>"
    page = read_around(DATE, box)
    assert page.body_text == "\n".join(BODY)


@pytest.mark.parametrize(
    "sentence", ["2026-11-20 县委统战部召开座谈会", "2012年3月5日我校教职员工积极参加义务献血活动"]
)
def test_a_sentence_that_begins_with_a_day_is_text_even_alone(sentence: str) -> None:
    head = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><p>发布时间：2026-11-21</p>"
    page = f"{head}<div class='xl'><p>{sentence}</p></div>"
    article = read_text(page)
    assert article.body_text == sentence


@pytest.mark.parametrize("name", ["author", "article-author", "writer"])
def test_an_account_in_an_element_called_author_is_source_and_author_a_person_only_author(name: str) -> None:
    account = read_around(f"<div><span class='{name}'>河眼观察</span></div><div>2026-11-02 08:30</div>")
    person = read_around(
        f"<div><span class='{name}'>苏禾</span></div><div>2026-11-02 08:30</div>".replace("苏禾", "张禾")
    )
    assert (account.author, account.source) == ("河眼观察", "河眼观察")
    assert (person.author, person.source) == ("张禾", None)


@pytest.mark.parametrize("heading", ["精选阅读", "为你推荐", "平台声明：", "大家都在看", "最新评论", "往期推荐"])
def test_a_heading_of_what_a_site_puts_below_its_articles_ends_the_text(heading: str) -> None:
    below = f"<p>{heading}</p><p>河口县的水质监测站昨天换了新设备，全年数据将按月公布。</p>"
    assert read_around(DATE, below, body=BODY * 2).body_text == "\n".join(BODY * 2)


def test_dates_of_a_side_list_above_the_headline_are_not_its_own() -> None:
    side = "<ul><li>2012-02-22<a href='/1.html'>第十二届河湖论坛开幕</a></li></ul>"
    page = f"<title>{TITLE}</title><body>{side}<h2>{TITLE}</h2><p>时间：2016-12-21　来源：县河长办</p><div class='xl'>"
    page += "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    article = read_text(page)
    assert article.published
    assert isoformat(article.published)[:10] == "2016-12-21"


def test_a_title_that_the_page_names_nowhere_is_the_line_above_the_date_line() -> None:
    cells = "<tr><td>首页 | 政协概况 | 要闻</td></tr><tr><td>·<a href='/1'>知联会组织参观</a></td><td>[11-07]</td></tr>"
    text = "<br>".join(BODY)
    page = (
        f"<title>河口政协网</title><body><table>{cells}<tr><td>{TITLE}</td></tr>"
        f"<tr><td>作者：王生 来源：提案委 发布时间：2011/11/15 点击次数：4</td></tr><tr><td>{text}</td></tr></table>"
    )
    article = read_text(page, "http://www.xtz.example/show.asp?id=1")
    assert (article.title, article.source, article.author) == (TITLE, "提案委", "王生")
    assert article.body_text == "\n".join(BODY)


def test_terms_without_colons_name_the_values_beside_them() -> None:
    head = "<dt>发布日期</dt><dd>2023年6月20日</dd><dt>文章来源</dt><dd>农工党县支部</dd><dt>阅读</dt><dd>356</dd>"
    article = read_around(f"<dl>{head}</dl>")
    assert article.published
    assert (article.source, isoformat(article.published)[:10]) == ("农工党县支部", "2023-06-20")


def test_a_time_element_adds_the_time_of_day() -> None:
    article = read_around("<div>发表于 <time datetime='2023-08-05T10:12:00+08:00'>2023年8月5日</time></div>")
    assert article.published
    assert isoformat(article.published) == "2023-08-05T10:12:00+08:00"


def test_a_time_element_stands_in_for_a_date_without_a_year() -> None:
    article = read_around(
        "<ul><li><time datetime='2022-03-15T08:30:00+08:00'>3月15日</time></li><li>来源：县佛协</li></ul>"
    )
    assert article.published
    assert isoformat(article.published) == "2022-03-15T08:30:00+08:00"


@pytest.mark.parametrize("line", ["陈伯钧", "○陈伯钧", "□ 陈伯钧"])
def test_a_name_alone_below_the_headline_is_the_author(line: str) -> None:
    assert read_around(f"<p>{line}</p>").author == "陈伯钧"


def test_a_newspapers_name_and_day_stand_in_its_masthead() -> None:
    page = (
        f"<title>河口日报-{TITLE}</title><body><div>2021年03月05日 星期五 第2版</div><div>版面导航</div>"
        f"<h3>{TITLE}</h3><p>□ 本报记者 徐睿翔</p><div>放大缩小默认</div><div class='nr'>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
        + "</div>"
    )
    url = "http://paper.hk.example/pc/con/202103/05/content_1.html"
    article = read_text(page, url)
    assert article.published
    assert (article.source, article.author, isoformat(article.published)[:10]) == ("河口日报", "徐睿翔", "2021-03-05")


@pytest.mark.parametrize("line", ["编辑：（笑）您说得很生动。", "图：县政协委员昨日出席河长办座谈会/本报记者摄"])
def test_a_line_of_an_interview_and_a_caption_are_text(line: str) -> None:
    assert line in read_around(DATE, body=(BODY[0], line, BODY[1])).body_text


def test_a_question_names_no_author() -> None:
    body = ("记者：您怎样看待河长办？", BODY[0], BODY[1])
    assert read_around(DATE, body=body).author is None


def test_a_portal_is_not_its_articles_author() -> None:
    page = f"<meta name='author' content='河口网'><title>{TITLE}_河口网</title><body><h1>{TITLE}</h1><p>2026-11-02</p>"
    page += "<div class='xl'>" + "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    article = read_text(page)
    assert article.author is None


_SITE_TITLES = ("河口政协网", "联合时报", "统战之窗", "文章内容", "新聞詳情", "县人民政府台湾事务办公室")


@pytest.mark.parametrize("document", _SITE_TITLES)
@pytest.mark.parametrize(
    "headline",
    [
        "<div class='pages-title'>{title}</div><div>2014-05-03 来源：县新闻网</div>",
        "<td class='NewsTitle'>{title}</td>",
        "<div class='t1'>{title}</div><div>字体：放大 还原 缩小</div>",
        "<table><tr><td><strong>{title}</strong></td></tr></table>",
    ],
)
def test_a_headline_is_found_where_the_page_is_titled_by_its_site(document: str, headline: str) -> None:
    crumbs = "<div>你的位置：<a href='/'>首页</a> > <a href='/x/'>新闻</a></div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = (
        f"<title>{document}</title><body><div>{document}</div><ul><li><a href='/a/'>要闻</a></li></ul>{crumbs}"
        f"{headline.format(title=TITLE)}<div class='zw'>{text}</div><div>主办单位：县政府</div></body>"
    )
    article = read_text(page)
    assert (article.title, article.body_text) == (TITLE, "\n".join(BODY))


def test_a_trail_is_no_headline_even_where_the_page_is_titled_by_its_first_name() -> None:
    head = "<div>活力河口 > 侨务动态 > 正文</div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = f"<title>活力河口</title><body>{head}<p>{TITLE}</p><div>2018年07月03日 10时12分发布来源: 网络</div>{text}"
    assert read_text(page).title == TITLE


def test_the_day_of_publishing_wins_over_a_later_update() -> None:
    article = read_around("<div>更新时间：2023-03-02 10:00</div><div>发布时间：2022-01-25</div>")
    assert article.published
    assert isoformat(article.published)[:10] == "2022-01-25"


def test_an_update_alone_is_the_time() -> None:
    article = read_around("<div>更新时间：2023-03-02 10:00</div>")
    assert article.published
    assert isoformat(article.published)[:16] == "2023-03-02T10:00"


def test_a_day_in_the_headline_is_not_the_day_of_publishing() -> None:
    title = "新闻发布会辑录（2023-04-26）"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = f"<title>{title}-河口台办</title><body><h2>{title}</h2><div>来源：县台办 发布时间：2023-04-27</div>{text}"
    article = read_text(page)
    assert article.published
    assert (article.title, isoformat(article.published)[:10]) == (title, "2023-04-27")


def test_the_day_of_a_digital_newspaper_stands_in_its_address() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = f"<title>河口日报数字报-{TITLE}</title><body><div>当前版：03版</div><h1>{TITLE}</h1>{text}"
    article = read_text(page, "http://paper.hk.example/hkrb/20210224/html/content_20210224003005.htm")
    assert article.published
    assert (isoformat(article.published)[:10], article.source) == ("2021-02-24", "河口日报")
    assert article.provenance["published"] == "url"


def test_a_share_button_between_paragraphs_does_not_end_the_text() -> None:
    body = "".join(f"<p>{paragraph}</p><div><a href='#'>分享</a></div>" for paragraph in BODY * 3)
    page = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><p>2026-11-02</p><div class='xl'>{body}</div>"
    assert read_text(page).body_text == "\n".join(BODY * 3)


def test_a_site_that_calls_itself_its_source_is_named_by_the_pages_title() -> None:
    assert read_around("<p>2026-11-02 来源：本网</p>", name=" - 要闻 - 河口县统战网").source == "河口县统战网"

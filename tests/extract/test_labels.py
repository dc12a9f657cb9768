"""The date lines of the field: what stands labelled, glued, divided or empty in one line of text."""

from __future__ import annotations

import pytest

from extract.articles.labels import has_label, read_labels, starts_with_label, words
from extract.articles.people import names
from extract.reader import read_article
from news.article import Article
from news.dates import isoformat

_BODY = (
    "老支书把十一年来的请柬都留着，每一张背面记着那次会议上谁说了什么、后来办成了没有。",
    "“办成的画圈，没办成的画叉，叉比圈多的那年，我自己先作检讨。”他说。",
)


def _read(line: str, first: str = "") -> Article:
    """Read a page in which `line` stands below the headline, and `first` before the other paragraphs."""
    title = "请柬背后的十一年"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (first, *_BODY) if paragraph)
    page = f"<title>{title}</title><body><h1>{title}</h1><div>{line}</div><div class='nr'>{text}</div></body>"
    reading = read_article(page.encode(), "http://www.xtz.example/tzyw/1.html", content_type="text/html; charset=utf-8")
    assert isinstance(reading, Article)
    return reading


# The forms seen on 统战 sites (2026-11), names changed: line → (time, source, author, editor).
_LINES = [
    ("2023年02月27日 09:15 | 作者:董博文 | 来源：新华社", "2023-02-27T09:15:00+08:00", "新华社", "董博文", None),
    ("2015年06月04日14:55", "2015-06-04T14:55:00+08:00", None, None, None),
    ("2015年06月04日14:55  来源：人民网", "2015-06-04T14:55:00+08:00", "人民网", None, None),
    ("2015年06月04日 14:55 | 来源:中国民主同盟网站", "2015-06-04T14:55:00+08:00", "中国民主同盟网站", None, None),
    ("2017年12月06日 08:26:00来源：新华社", "2017-12-06T08:26:00+08:00", "新华社", None, None),
    ("2011年08月30日 09:42 来源：海峡通讯 字号： 转发 打印", "2011-08-30T09:42:00+08:00", "海峡通讯", None, None),
    ("日期：2020-08-26 15:33 来源：《同心》杂志 作者：潘佳", "2020-08-26T15:33:00+08:00", "《同心》杂志", "潘佳", None),
    ("发布时间：2025-09-05 来源： 浏览量：", "2025-09-05T00:00:00+08:00", None, None, None),
    ("发布时间：2023年05月09日 14:52 来源：松江发布 编辑：王思", "2023-05-09T14:52:00+08:00", "松江发布", None, "王思"),
    ("来源：农工党省委会|作者：冷月|发布时间：2025-12-03", "2025-12-03T00:00:00+08:00", "农工党省委会", "冷月", None),
    ("2021-09-10 00:00:00 【阅读 】", "2021-09-10T00:00:00+08:00", None, None, None),
    ("2017-02-28 08:13:37 来源:江海网 责任编辑:林一 陈二 |", "2017-02-28T08:13:37+08:00", "江海网", None, "林一、陈二"),
    ("2022-08-30 10:00文章来源:伊协秘书处", "2022-08-30T10:00:00+08:00", "伊协秘书处", None, None),
    ("来自： 发布: chenx 时间: 2009-03-10 08:59", "2009-03-10T08:59:00+08:00", None, None, None),
    (
        "发布日期 2015-09-23 16:35 ｜ 来源 县新闻中心 ｜ 编辑 马小平",
        "2015-09-23T16:35:00+08:00",
        "县新闻中心",
        None,
        "马小平",
    ),
    (
        "【发布时间】2014-09-23 【来源】市侨联 【作者】陈霞 【浏览】115",
        "2014-09-23T00:00:00+08:00",
        "市侨联",
        "陈霞",
        None,
    ),
    ("2020-03-12　河口日报　记者 马道军", "2020-03-12T00:00:00+08:00", "河口日报", "马道军", None),
    ("2019-11-22 供稿：县基督教协会", "2019-11-22T00:00:00+08:00", "县基督教协会", "县基督教协会", None),
    (
        "對外大學　www.dwjm.example 2014-05-03 10:22 来源： 学校新闻网",
        "2014-05-03T10:22:00+08:00",
        "学校新闻网",
        None,
        None,
    ),
    ("2024-01-05 點擊數：88", "2024-01-05T00:00:00+08:00", None, None, None),
    ("发布部门：统战部　加入时间：2010-3-2　点击：55", "2010-03-02T00:00:00+08:00", "统战部", None, None),
    ("03/03/2026 18:47", "2026-03-03T18:47:00+08:00", None, None, None),
    ("2024-01-05 華人號：河口兩岸", "2024-01-05T00:00:00+08:00", "河口兩岸", None, None),
    ("2024-01-05 详情", "2024-01-05T00:00:00+08:00", None, None, None),
    ("2024-01-05 作者：https://www.facebook.com/hk", "2024-01-05T00:00:00+08:00", None, None, None),
    ("发布日期: 2022-09-27   编辑: 陈小钊", "2022-09-27T00:00:00+08:00", None, None, "陈小钊"),
    ("作者： 时间：2026-09-30 点击数：123", "2026-09-30T00:00:00+08:00", None, None, None),
    ("2018-10-24 15:35:35 Wed 来源：运河网", "2018-10-24T15:35:35+08:00", "运河网", None, None),
    ("发布时间：2016/12/22 14:28:40 点击次数:255323", "2016-12-22T14:28:40+08:00", None, None, None),
    ("来源：新华社责任编辑：张三", None, "新华社", None, "张三"),
    ("来 源：统战部网站　作 者：李四", None, "统战部网站", "李四", None),
    ("来源：统战部网站 分享到：", None, "统战部网站", None, None),
    ("来源：统战部网站分享：", None, "统战部网站", None, None),
    ("编辑：慕容雪 责任编辑：令狐清", None, None, None, "慕容雪"),
    ("记者 吴十 来源：水乡日报", None, "水乡日报", "吴十", None),
    ("作者：岑牧来源：海洋学院发布时间：2024-09-25", "2024-09-25T00:00:00+08:00", "海洋学院", "岑牧", None),
    ("来源：光明日报时间：2020-03-04 08:00编辑：冷月", "2020-03-04T08:00:00+08:00", "光明日报", None, "冷月"),
    (
        "时间发布：2023-06-12 09:51 阅读次数: 次 信息来源：河口日报 字体：[大 中 小] 【打印文章】",
        "2023-06-12T09:51:00+08:00",
        "河口日报",
        None,
        None,
    ),
    ("更新于：2024-01-05 10:02 来源：县委统战部", "2024-01-05T10:02:00+08:00", "县委统战部", None, None),
    ("2024-01-05 10:02 来源：县统战部 作者：系统管理员", "2024-01-05T10:02:00+08:00", "县统战部", None, None),
    ("2024-01-05 10:02 责任编辑：信息发布员6", "2024-01-05T10:02:00+08:00", None, None, None),
    ("作者：李想摄影：王磊审核：张华发布时间：2024-01-18点击数：", "2024-01-18T00:00:00+08:00", None, "李想", None),
    (
        "日期：2021-06-17来源：渝中支部文字：周倩摄影：陈亮编辑：吴越",
        "2021-06-17T00:00:00+08:00",
        "渝中支部",
        "周倩",
        "吴越",
    ),
    ("發佈時間：2024-01-05 來源：統戰部 責任編輯：林豔", "2024-01-05T00:00:00+08:00", "統戰部", None, "林豔"),
    ("18-10-25 09:12来源：乡讯编辑：马国", "2018-10-25T09:12:00+08:00", "乡讯", None, "马国"),
    ("18-10-25 09:12", "2018-10-25T09:12:00+08:00", None, None, None),
    ("2024-01-05 来源：未知 作者：佚名", "2024-01-05T00:00:00+08:00", None, None, None),
    ("2024-01-05 来源：乡讯 添加人：乡贤馆", "2024-01-05T00:00:00+08:00", "乡讯", None, None),
    ("2024-01-05 编辑：孙大鹏、我要评论", "2024-01-05T00:00:00+08:00", None, None, "孙大鹏"),
    ("2024-01-05 编辑：曾自航_NN6325", "2024-01-05T00:00:00+08:00", None, None, "曾自航"),
    ("发表于 2023年8月5日 由 伯多禄", "2023-08-05T00:00:00+08:00", None, "伯多禄", None),
    ("2020-12-08 放大 缩小 默认", "2020-12-08T00:00:00+08:00", None, None, None),
    ("2024-01-05 供稿人：苏禾 初校：钱七 摄像员：丁一", "2024-01-05T00:00:00+08:00", None, "苏禾", None),
    ("2024-01-05 10:02 撰文者：苏禾 统编：钱七", "2024-01-05T10:02:00+08:00", None, "苏禾", "钱七"),
    ("2024-01-05 10:02 作者：网络整理", "2024-01-05T10:02:00+08:00", "网络整理", None, None),
    ("2024-01-05 10:02 微信 微博 QQ空间", "2024-01-05T10:02:00+08:00", None, None, None),
]


@pytest.mark.parametrize(("line", "at", "source", "author", "editor"), _LINES, ids=[row[0] for row in _LINES])
def test_a_date_line_gives_the_fields_that_it_prints(
    line: str, at: str | None, source: str | None, author: str | None, editor: str | None
) -> None:
    article = _read(line)
    assert (isoformat(article.published) if article.published else None) == at
    assert (article.source, article.author, article.editor) == (source, author, editor)
    assert article.body_text == "\n".join(_BODY)


@pytest.mark.parametrize(
    ("line", "editor"),
    [
        ("（责编：赵六、钱七）", "赵六、钱七"),
        ("(责编:赵六、钱七)", "赵六、钱七"),
        ("【编辑:孙八】", "孙八"),
        ("[责任编辑：周九]", "周九"),
        ("责任编辑：【吴十】", "吴十"),
        ("[ 责编：郑一 ]", "郑一"),
        ("责 编：王 磊", "王磊"),
        ("编辑|李四", "李四"),
        ("编辑/李四", "李四"),
        ("【编辑】李四", "李四"),
        ("责编 丨 李四", "李四"),
    ],
)
def test_an_editor_below_the_text_is_a_field_and_no_paragraph(line: str, editor: str) -> None:
    title = "请柬背后的十一年"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (*_BODY, line))
    page = f"<meta charset=utf-8><title>{title}</title><body><h1>{title}</h1><p>2026-11-02</p><div>{text}</div></body>"
    article = read_article(page.encode(), "http://www.xtz.example/tzyw/1.html")
    assert isinstance(article, Article)
    assert (article.editor, article.body_text) == (editor, "\n".join(_BODY))


@pytest.mark.parametrize(
    "sentence",
    [
        "2015年6月4日，民盟吉林省委在长春召开会议，八十余人参加。",
        "会议自2026年3月1日开到3月5日，代表们白天看点，晚上写建议。",
        "他生于1949年10月1日。",
        "截至2025年12月31日，全县共有归侨侨眷一万二千人，分布在十九个乡镇，其中八成以上从事茶叶种植",
    ],
)
def test_a_sentence_with_a_date_belongs_to_the_text(sentence: str) -> None:
    article = _read("2026-11-02 来源：乡讯", first=sentence)
    assert article.body_text == "\n".join((sentence, *_BODY))
    assert article.published
    assert f"{article.published.at:%Y-%m-%d}" == "2026-11-02"


@pytest.mark.parametrize(
    "sentence",
    [
        "经费来源主要是会员捐赠，不足部分由支部补足。",
        "他当了三十年编辑，从没在报上署过名。",
        "收入来源单一的家庭，由统战干部结对帮扶",
        "作者把这本书献给了母亲。",
    ],
)
def test_a_word_without_its_colon_is_no_label(sentence: str) -> None:
    assert not has_label(sentence)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("原标题：把意见听进去", "original_title"),
        ("（原标题：把意见听进去（上））", "original_title"),
        ("关键词：民盟 吉林省", "keywords"),
        ("　　责任编辑：张三", "editor"),
        ("把意见听进去 来源：新华社", None),
    ],
)
def test_a_line_is_known_by_the_label_that_it_begins_with(line: str, field: str | None) -> None:
    assert starts_with_label(line) == field


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("原标题:民盟召开会议", "民盟召开会议"),
        ("（原标题：民盟召开会议）", "民盟召开会议"),
        ("(原标题：民盟召开会议（上）)", "民盟召开会议（上）"),
        ("原标题：“一带一路”：侨商怎么看", "“一带一路”：侨商怎么看"),
    ],
)
def test_an_original_title_keeps_its_own_marks(line: str, title: str) -> None:
    assert read_labels(line)["original_title"] == title


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("张三", "张三"),
        ("张三、李四", "张三、李四"),
        ("张三 李四", "张三、李四"),
        ("王 磊", "王磊"),
        ("本报记者 张三", "张三"),
        ("张三（实习）", "张三"),
        ("张三/文 李四/图", "张三、李四"),
        ("张三，李四；张三", "张三、李四"),
        ("101907", ""),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("", ""),
    ],
)
def test_names_are_joined_and_nothing_but_names(printed: str, read: str) -> None:
    assert names(printed) == read


def test_keywords_are_split_at_every_mark_and_kept_once() -> None:
    assert words("民盟 吉林省,工作交流会；民盟、统战") == ("民盟", "吉林省", "工作交流会", "统战")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2019-09-26 县北关小学", "县北关小学"),
        ("2019-09-26  【县北关小学】", "县北关小学"),
        ("县北关小学 2019年9月26日", "县北关小学"),
        ("2019-09-26 10:20", None),
        ("2019-09-26 打印", None),
        ("2019-09-26 http://www.example/a/b.html", None),
    ],
)
def test_a_name_beside_a_date_is_a_source_without_a_label(line: str, name: str | None) -> None:
    assert _read(line).source == name

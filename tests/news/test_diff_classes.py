"""How a change is classed and weighed: one table for the text, one for the other fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from news.article import Article, Attachment, Image, Moment
from news.dates import SHANGHAI
from news.diff.articles import compare

ARTICLE = Article(
    url="https://a.example/1.html", title="民盟中央召开座谈会", body_text="第一段说会议。\n第二段说别的。"
)
LONG = "会议指出，要深入学习领会精神，把思想和行动统一到部署上来，为实现目标共同努力。"


def judged(old: str, new: str) -> tuple[set[str], str | None]:
    difference = compare(replace(ARTICLE, body_text=old), replace(ARTICLE, body_text=new))
    return set(difference.classes), difference.weight


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A figure, a date, a time of day.
        ("同比增长5.2%。", "同比增长5.3%。"),
        ("会议于2026年3月5日召开。", "会议于2026年3月6日召开。"),
        ("会议于3月5日召开。", "会议于3月6日召开。"),
        ("会议于3月召开。", "会议于4月召开。"),
        ("捐款300万元。", "捐款300亿元。"),
        ("捐款300万元。", "捐款3000万元。"),
        ("下午3:30开始。", "下午4:30开始。"),
        ("共有三名委员参加。", "共有五名委员参加。"),
        ("共二十人。", "共三十人。"),
        ("第三次会议开幕。", "第四次会议开幕。"),
        ("完成率百分之五十。", "完成率百分之六十。"),
        ("二〇二五年印发。", "二〇二六年印发。"),
        ("收到提案１２件。", "收到提案２１件。"),
        ("气温下降-5度。", "气温下降5度。"),
        ("昨日上午开幕。", "昨日下午开幕。"),
        ("参加G20会议。", "参加G7会议。"),
        ("同比增长，达到新高。", "同比增长5.2%，达到新高。"),
        ("与会者约百人。", "与会者约300人。"),
        ("金额为伍万元。", "金额为陆万元。"),
        ("占比超过七成。", "占比超过八成。"),
    ],
)
def test_a_figure_or_a_date_that_differs_is_major(old: str, new: str) -> None:
    assert judged(old, new) == ({"number"}, "major")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("张建国同志出席会议。", "张建军同志出席会议。"),
        ("民盟中央主席张宏讲话。", "民盟中央主席张红讲话。"),
        ("民盟中央主席张三讲话。", "民盟中央副主席张三讲话。"),
        ("省长李明到会。", "市长李明到会。"),
        ("统战部部长王强主持。", "统战部原部长王强主持。"),
        ("张三同志主持会议。", "张三主持会议。"),
        ("县委书记带队。", "县委副书记带队。"),
        ("出席的有张三、李四、王五。", "出席的有张三、王五、李四。"),
        ("出席的有张三、李四、王五。", "出席的有张三、王五。"),
        ("出席的有张三、李四、王五。", "出席的有张三、李四、赵六、王五。"),
        ("参加会议的还有：张　三　李建国　王　五", "参加会议的还有：张　三　王　五"),
        ("张建国 李建军 王建民", "张建国 王建民"),
        ("李建国主持会议。", "王建国主持会议。"),
        ("欧阳明指出，要抓好落实。", "欧阳光指出，要抓好落实。"),
        ("阿不都·热合曼参加调研。", "阿不力·热合曼参加调研。"),
        ("由秘书长负责。", "由主任负责。"),
        ("张三（女，回族）当选。", "李四（女，回族）当选。"),
        ("全国政协委员来到社区。", "全国政协常委来到社区。"),
        ("近日，刘晓军，男，汉族，当选。", "近日，刘小军，男，汉族，当选。"),
        ("新华社北京电（记者王明）", "新华社北京电（记者王鸣）"),
        ("出席的有朱明、姚兰、贾平。", "出席的有朱明、贾平。"),
        ("出席的有张三、茨仁卓玛、李四。", "出席的有张三、格桑卓玛、李四。"),
    ],
)
def test_a_name_or_a_post_that_differs_is_major(old: str, new: str) -> None:
    assert judged(old, new) == ({"name"}, "major")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("会仪在北京召开。", "会议在北京召开。"),
        ("座谭会在北京召开。", "座谈会在北京召开。"),
        ("大家以经知道。", "大家已经知道。"),
        ("布署工作。", "部署工作。"),
        ("自己末能到场。", "自己未能到场。"),
        ("认真的学习。", "认真地学习。"),
        ("讨论得热烈。", "讨论的热烈。"),
        ("开召了会议。", "召开了会议。"),
        ("召开了了会议。", "召开了会议。"),
        ("会议会议强调。", "会议强调。"),
        ("会议强调,要落实", "会议强调，要落实。"),
        ("学习“两会”精神。", "学习两会精神。"),
        ("学习 AI 知识。", "学习AI知识。"),
        ("Goverment 报告。", "Government 报告。"),
        ("捐款5,200元。", "捐款5200元。"),
        ("会议于3月5日召开。", "会议于03月05日召开。"),
        ("共二十人。", "共20人。"),
        ("全年的产值同比增长百分之五点二。", "全年的产值同比增长5.2%。"),
        ("金额为伍万元。", "金额为5万元。"),
        ("会议于２０２６年召开。", "会议于2026年召开。"),
        ("出席的有张三、李四。", "出席的有张　三、李四。"),
        ("充分的讨论了问题。", "充分讨论了问题。"),
        ("大家在次讨论，做出决定。", "大家再次讨论，作出决定。"),
    ],
)
def test_a_slip_that_was_mended_is_minor(old: str, new: str) -> None:
    assert judged(old, new) == ({"typo"}, "minor")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("会议同意这个方案。", "会议不同意这个方案。"),
        ("方案已通过。", "方案未通过。"),
        ("有关部门将公布名单。", "有关部门已公布名单。"),
        ("群众没有意见。", "群众有意见。"),
        ("允许转载。", "禁止转载。"),
        ("委员支持这个提案。", "委员反对这个提案。"),
        ("价格上升。", "价格下降。"),
        ("经费有所增加。", "经费有所减少。"),
        ("应当报告。", "可以报告。"),
        ("非公有制经济发展。", "公有制经济发展。"),
        ("任命一批干部。", "免去一批干部。"),
    ],
)
def test_a_meaning_that_was_turned_is_major(old: str, new: str) -> None:
    assert judged(old, new) == ({"wording"}, "major")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("会议认真学习了文件。", "会议深入学习了文件。"),
        ("两岸同胞齐聚一堂。", "台湾同胞齐聚一堂。"),
        ("会议在京举行。", "会议在京召开。"),
        ("要不断提高水平。", "要持续提高水平。"),
        ("大家非常高兴。", "大家十分高兴。"),
        ("会议由统战部主办。", "会议由统战部承办。"),
        ("高度重视统战工作。", "重视统战工作。"),
        ("坚持方向、方法、方案并重。", "坚持方法、方案并重。"),
        ("一个问题需要研究。", "这个问题需要研究。"),
        ("增强“四个意识”。", "增强“四个意识”、坚定“四个自信”。"),
        ("三是加强建设。", "四是加强建设。"),
        ("九三学社的同志们参与讨论。", "农工党的同志们参与讨论。"),
    ],
)
def test_other_words_are_wording_and_minor_while_they_are_few(old: str, new: str) -> None:
    assert judged(old, new) == ({"wording"}, "minor")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"会议召开。{LONG}与会者发言。", "会议召开。与会者发言。"),
        ("会议召开。与会者发言。", f"会议召开。{LONG}与会者发言。"),
        ("会议强调要落实精神，还谈到收成。", "会议强调要落实精神，还谈到把问题解决在基层、化解在萌芽状态。"),
    ],
)
def test_a_clause_that_came_or_went_is_wording_and_major(old: str, new: str) -> None:
    assert judged(old, new) == ({"wording"}, "major")


@pytest.mark.parametrize(
    ("old", "new", "classes", "weight"),
    [
        ("第一段。\n第三段。", f"第一段。\n{LONG}\n第三段。", {"paragraph_added"}, "major"),
        (f"第一段。\n{LONG}\n第三段。", "第一段。\n第三段。", {"paragraph_removed"}, "major"),
        ("第一段。", "第一段。\n责任编辑：张三", {"editor"}, "minor"),
        ("第一段。\n（责编：张三、李四）", "第一段。", {"editor"}, "minor"),
        ("第一段。\n责任编辑：张三", "第一段。\n责任编辑：李四", {"editor"}, "minor"),
        ("第一段。", "第一段。\n（完）", {"paragraph_added"}, "minor"),
        ("第一段。", "第一段。\n张三任部长", {"paragraph_added", "name"}, "major"),
        ("第一段。", "第一段。\n共300人", {"paragraph_added", "number"}, "major"),
        (
            f"{LONG}\n第二段说的是另一件事。\n第三段。",
            f"第二段说的是另一件事。\n第三段。\n{LONG}",
            {"paragraph_moved"},
            "minor",
        ),
        ("名单\n张三\n李四\n王五", "名单\n张三\n王五\n李四", {"name"}, "major"),
        (f"{LONG}会议增长5.2%。", f"{LONG}会仪增长5.3%。", {"number", "typo"}, "major"),
        (f"{LONG}与会者发言。会仪结束。", f"{LONG}\n与会者发言。会议结束。", {"typo"}, "minor"),
        (f"{LONG}\n与会者发言。会仪结束。", f"{LONG}与会者发言。会议结束。", {"typo"}, "minor"),
        # What the page printed by itself was not edited by anybody.
        ("第一段。\n阅读次数：1,234", "第一段。\n阅读次数：1,260", {"other"}, "minor"),
        ("第一段。\n浏览 12 次", "第一段。", {"other"}, "minor"),
        ("会仪召开。\n点击：12 次", "会议召开。\n点击：15 次", {"typo", "other"}, "minor"),
        ("第一段。\n相关阅读\n主席张三出席会议\n书记李四讲话", "第一段。\n相关阅读\n部长王五讲话", {"other"}, "minor"),
        ("第一段。", "第一段。", set(), None),
    ],
)
def test_paragraphs_are_judged_as_wholes(old: str, new: str, classes: set[str], weight: str | None) -> None:
    assert judged(old, new) == (classes, weight)


def _moment(day: int, hour: int = 9) -> Moment:
    return Moment(datetime(2026, 11, day, hour, 0, tzinfo=SHANGHAI), "minute")


@pytest.mark.parametrize(
    ("old", "new", "classes", "weight"),
    [
        ({"title": "民盟中央召开座谈会"}, {"title": "民盟中央召开专题座谈会"}, {"headline"}, "major"),
        ({"title": "民盟中央召开座谈会"}, {"title": "民盟中央召开座谭会"}, {"headline"}, "major"),
        ({"title": "民盟中央:召开座谈会"}, {"title": "民盟中央：召开“座谈会”"}, {"headline"}, "minor"),
        ({"title": "主席张三出席会议"}, {"title": "主席李四出席会议"}, {"headline", "name"}, "major"),
        ({"title": "增长5.2%"}, {"title": "增长5.3%"}, {"headline", "number"}, "major"),
        ({"subtitle": "——副题"}, {"subtitle": "——另一个副题"}, {"headline"}, "major"),
        ({"published": _moment(1)}, {"published": _moment(2)}, {"time"}, "major"),
        ({"published": _moment(1)}, {"published": _moment(1, 15)}, {"time"}, "minor"),
        ({"published": _moment(1)}, {"published": None}, {"time"}, "minor"),
        ({"source": "新华社"}, {"source": "人民日报"}, {"source"}, "minor"),
        ({"author": "张三"}, {"author": "李四"}, {"author"}, "major"),
        ({"author": "张三 李四"}, {"author": "张三、李四"}, {"author"}, "minor"),
        ({"author": None}, {"author": "张三"}, {"author"}, "minor"),
        ({"editor": "张三"}, {"editor": "李四"}, {"editor"}, "minor"),
        ({"original_title": None}, {"original_title": "原来的题目"}, {"original_title"}, "minor"),
        ({"original_title": "原来的题目"}, {"original_title": "另外的标题"}, {"original_title"}, "major"),
        ({"keywords": ("甲", "乙")}, {"keywords": ("乙", "甲")}, {"other"}, "minor"),
        ({"breadcrumb": ("首页", "要闻")}, {"breadcrumb": ("首页", "新闻")}, {"other"}, "minor"),
        ({"images": (Image("https://a.example/1.jpg"),)}, {"images": ()}, {"other"}, "minor"),
        ({"attachments": ()}, {"attachments": (Attachment("https://a.example/1.doc", "附件"),)}, {"other"}, "minor"),
    ],
)
def test_the_other_fields_have_classes_of_their_own(
    old: dict[str, Any], new: dict[str, Any], classes: set[str], weight: str
) -> None:
    difference = compare(replace(ARTICLE, **old), replace(ARTICLE, **new))
    assert (set(difference.classes), difference.weight) == (classes, weight)

"""One story or not: what a reprint may lose, gain and put right, and what makes a notice another notice."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Moment
from news.dates import SHANGHAI
from news.stories.fingerprint import fingerprint
from news.stories.reprint import Copy, copy_of
from news.stories.same import Verdict, chosen, compare
from tests.news.reprint_world import FORMS, notice, original, world

_AT = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
_TITLE = "民盟吉林省委赴四平调研黑土地保护"
_LEAD = (
    "新华社长春11月3日电（记者 李明）深秋的松辽平原上，收割机正在作业。民盟吉林省委调研组一行来到梨树县，"
    "走进田间地头，看黑土、问收成。"
)
_BODY = (
    "在高家村的试验田里，技术员张建国用铁锹挖开一个剖面，黑色的土层清晰可见。“秸秆还田五年，有机质提高了零点三个百分点。”他说。",
    "调研组成员、省农科院研究员赵晓峰蹲下身子，把一捧土放在手里捻了又捻。他提醒大家，表层变厚是好事，可犁底层还要留意。",
    "座谈会开了整整一个下午。合作社负责人算了一笔账：免耕播种机一台要二十多万元，补贴下来还差六成，小户买不起，大户排不上。",
    "有代表提出，能不能把农机补贴和社会化服务捆在一起，让服务队带着机器走，谁家地多谁家先用。这个建议引起了热烈讨论。",
    "县里的同志也倒了苦水：监测点只有42个，数据隔半年才回来一次，等看到结果，春耕早过了。",
    "临走时，调研组把三十多条意见逐条念给在场的人听，请大家补充。他们说，这份报告年底前要送到省里，希望明年春天能见到变化。",
)
_NEWS = Article(
    url="", title=_TITLE, body_text="\n".join((_LEAD, *_BODY)), published=Moment(_AT, "minute"), source="新华社"
)


def _copy(article: Article, key: str = "a.cn/1", *, hours: float = 0) -> Copy:
    published = Moment(_AT + timedelta(hours=hours), "minute")
    return copy_of(replace(article, published=published), key=key, at=_AT)


def _kind(one: Article, other: Article, *, hours: float = 5, key: str = "b.cn/1") -> str:
    """Compare both ways, ask that the fingerprints would have met, and return what was said."""
    a, b = _copy(one), _copy(other, key, hours=hours)
    verdict = compare(a, b)
    assert compare(b, a) == verdict
    if verdict.kind == "same" and verdict.reason != "link":
        assert set(fingerprint(a).bands) & fingerprint(b).sought.keys()
    return verdict.kind


def _with_body(*lines: str, **fields: object) -> Article:
    return replace(_NEWS, body_text="\n".join(lines), **fields)  # type: ignore[arg-type]


_DATELINE_OFF = _LEAD.partition("）")[2]
_REPRINTS = {
    "exact": _NEWS,
    "tail cut by a quarter": _with_body(_LEAD, *_BODY[:4]),
    "middle paragraphs dropped": _with_body(_LEAD, *_BODY[:2], *_BODY[4:]),
    "sentences dropped": _with_body(_LEAD, *(line.partition("。")[0] + "。" for line in _BODY[:2]), *_BODY[2:]),
    "lead added": _with_body("编者按：黑土地是耕地中的大熊猫。本网今日转发此文，请读者留言讨论。", _LEAD, *_BODY),
    "cut, with a lead and another headline": _with_body(
        "近日，一支调研队伍走进了松辽平原的腹地，他们的所见所闻引起各方关注，现予转发。",
        _DATELINE_OFF,
        *_BODY[:5],
        title="黑土地上的一堂课",
    ),
    "another headline": replace(_NEWS, title="黑土地怎么护？调研组到地头找答案"),
    "tails of the site": _with_body(
        _LEAD, *_BODY, "（来源：新华社 责任编辑：王芳）", "责任编辑：王芳", "分享到：", "上一篇：某某会议召开"
    ),
    "another dateline": _with_body(f"本报讯（通讯员 王芳）{_DATELINE_OFF}", *_BODY),
    "dateline of an agency": _with_body(f"中新网长春11月4日电 {_DATELINE_OFF}", *_BODY),
    "spaces, full width, other punctuation": _with_body(
        *("　　" + line.replace("，", ", ").replace("42", "４２").replace("“", '"') for line in (_LEAD, *_BODY))
    ),
    "paragraphs joined": _with_body("".join((_LEAD, *_BODY))),
    "a number put right": replace(_NEWS, body_text=_NEWS.body_text.replace("42个", "48个")),
    "two numbers put right": replace(
        _NEWS, body_text=_NEWS.body_text.replace("42个", "48个").replace("三十多条", "二十多条")
    ),
    "a post put right": replace(_NEWS, body_text=_NEWS.body_text.replace("研究员", "副研究员")),
    "a name put right": replace(_NEWS, body_text=_NEWS.body_text.replace("赵晓峰", "赵晓锋")),
    "words changed here and there": replace(
        _NEWS,
        body_text=_NEWS.body_text.replace("热烈讨论", "大家的讨论")
        .replace("整整一个下午", "一下午")
        .replace("倒了苦水", "说了难处"),
    ),
}


@pytest.mark.parametrize("form", _REPRINTS)
def test_a_reprint_is_the_same_story(form: str) -> None:
    assert _kind(_NEWS, _REPRINTS[form]) == "same"


def test_two_copies_that_were_cut_in_different_places_are_the_same_story() -> None:
    one, other = _with_body(_LEAD, *_BODY[:4]), _with_body(_LEAD, *_BODY[:1], *_BODY[3:], title="黑土地的一堂课")
    assert _kind(one, other) == "same"


@pytest.mark.parametrize("form", ["exact", "tails of the site", "another headline"])
def test_one_site_may_post_a_text_twice(form: str) -> None:
    assert _kind(_NEWS, _REPRINTS[form], key="a.cn/2") == "same"


def test_a_long_text_that_is_reprinted_years_later_is_the_same_story() -> None:
    assert _kind(_NEWS, _NEWS, hours=24 * 900) == "same"


def _form(text: str, title: str, **blanks: object) -> Article:
    return Article(url="", title=title.format(**blanks), body_text=text.format(**blanks))


_MEETING = (
    "{day}，民盟{city}市委会召开第{n}次主委会议。主委{who}主持会议，副主委及秘书长出席。\n会议传达了上级全会精神，听取了各专委会"
    "上半年工作汇报，讨论了下一步打算。会议指出，要把学习贯彻全会精神作为首要政治任务，结合实际抓好落实。\n会议强调，要围绕中心工作，"
    "深入基层开展调研，提出务实管用的建议；要加强基层组织建设，做好骨干成员培养；要改进作风，提高机关服务水平。\n会议还研究了其他事项。"
)
_MEETING_TITLE = "民盟{city}市委会召开第{n}次主委会议"
_WEEKLY = (
    "一周要闻，带您速览过去七天的大事小情。本栏目每周一更新，欢迎读者留言推荐值得关注的线索，"
    "我们会在下一期中选登。以下是本期内容。\n"
)
_PHOTO = "{day}，志愿者在{city}市人民广场为居民书写春联。"
_STRANGERS = {
    "meetings of two cities": (
        _form(_MEETING, _MEETING_TITLE, day="11月3日", city="长春", n=12, who="王建国"),
        _form(_MEETING, _MEETING_TITLE, day="11月3日", city="吉林", n=12, who="李丽华"),
    ),
    "two meetings of one city": (
        _form(_MEETING, _MEETING_TITLE, day="11月3日", city="长春", n=12, who="王建国"),
        _form(_MEETING, _MEETING_TITLE, day="11月5日", city="长春", n=13, who="王建国"),
    ),
    "one column, two weeks": (
        _with_body(_WEEKLY, *_BODY[:3], title="一周要闻"),
        _with_body(_WEEKLY, *_BODY[3:], title="一周要闻"),
    ),
    "two short photo notices": (
        _form(_PHOTO, "图片新闻：志愿者写春联", day="1月3日", city="长春"),
        _form(_PHOTO, "图片新闻：志愿者写春联", day="1月4日", city="吉林"),
    ),
    "captions that anything may have": (
        _with_body("图为会议现场，来源：本网记者摄影报道", title="民盟长春市委会召开全会"),
        _with_body("图为会议现场，来源：本网记者摄影报道", title="民盟吉林市委会召开全会"),
    ),
    "a form whose blanks are in the attachment": (
        _form(
            "根据有关规定，经研究决定，现将有关人员情况予以公示，接受监督。详情请见{n}。",
            "关于{who}的公示",
            who="王建国",
            n="附件",
        ),
        _form(
            "根据有关规定，经研究决定，现将有关人员情况予以公示，接受监督。详情请见{n}。", "关于李丽华的公示", n="附件"
        ),
    ),
    "a digest and one of its items": (
        _NEWS,
        _with_body(*(f"{n}号简讯：{original(random.Random(n), n).body_text}" for n in range(4)), _LEAD, *_BODY[:2]),
    ),
    "other news of the same day": (_NEWS, original(random.Random(3), 3)),
    "nothing but furniture": (
        _with_body("分享到：", "责任编辑：王芳", title="图片新闻一组请看"),
        _with_body("分享到：", "责任编辑：王芳", title="图片新闻一组请看"),
    ),
}


@pytest.mark.parametrize("case", _STRANGERS)
def test_what_only_looks_alike_is_another_story(case: str) -> None:
    assert _kind(*_STRANGERS[case]) != "same"


def test_a_short_text_is_a_reprint_only_word_for_word_under_one_title_and_at_one_time() -> None:
    short = _with_body("受寒潮影响，原定于本周六举行的读书会改到下周六。", title="民盟读书会改期举行")
    assert _kind(short, short) == "same"
    assert _kind(short, replace(short, title="读书会改期")) != "same"
    assert _kind(short, short, hours=24 * 60) != "same"
    assert _kind(short, replace(short, body_text=short.body_text.replace("下周六", "下周日"))) != "same"


@pytest.mark.parametrize("number", range(8))
def test_notices_of_one_form_are_never_one_story(number: int) -> None:
    rng = random.Random(number)
    notices = [notice(rng, number) for _ in range(12)]
    for one, other in combinations(notices, 2):
        assert _kind(one, other, hours=2) != "same"


@pytest.mark.parametrize("number", range(7))
def test_a_notice_that_another_site_copies_is_one_story(number: int) -> None:
    one = notice(random.Random(number), number)
    assert _kind(one, replace(one, body_text=f"{one.body_text}\n来源：本网\n责任编辑：王芳")) == "same"


def test_short_news_of_two_weeks_are_two_stories_though_both_name_the_column_they_stand_in() -> None:
    column = "http://www.x.cn/politics/leaders.htm"
    weeks = [
        Article(url="", title="本周统战要闻回顾", body_text=text, source_url=column)
        for text in ("民盟召开会议。", "台盟赴大连调研。")
    ]
    one, other = (_copy(week, f"{site}.cn/1", hours=0) for week, site in zip(weeks, "ab", strict=True))
    assert compare(one, other).kind == "different"


def test_a_source_link_vouches_for_an_extract() -> None:
    extract = _with_body(_LEAD, _BODY[0], title="短讯", source_url="http://www.a.cn/1")
    assert _kind(_NEWS, extract) == "same"
    assert _kind(_NEWS, replace(extract, source_url="http://www.a.cn/2")) != "same"
    assert _kind(replace(_NEWS, source_url="http://c.cn/9"), replace(extract, source_url="https://c.cn/9")) == "same"
    assert _kind(_NEWS, replace(original(random.Random(3), 3), source_url="http://www.a.cn/1")) != "same"


def test_where_a_form_has_many_notices_only_one_with_no_other_blank_is_a_reprint() -> None:
    same, put_right, alike = Verdict("same", "text"), Verdict("same", "text", 1.0), Verdict("alike", "blanks", 3.0)
    assert chosen([same, put_right], [-1, -2]) == [0, 1]
    assert chosen([put_right, alike, alike], [-1, -2, -3]) == [0]
    assert chosen([same, put_right, alike, alike, alike], [-1, -2, -3, -4, -5]) == [0]
    # Copies of one story, each with numbers of its own put right, are no form.
    assert chosen([put_right, alike, alike, alike], [7, 7, 7, 7]) == [0]


def test_a_world_is_told_apart() -> None:
    pieces = world(random.Random(3), stories=80, notices=100)
    copies = [copy_of(piece.article, key=piece.key, at=piece.at) for piece in pieces]
    met: dict[int, list[int]] = defaultdict(list)
    stories = {number: {number} for number in range(len(pieces))}
    for number, copy in enumerate(copies):
        worths: Counter[int] = Counter()
        marks = fingerprint(copy)
        for band, worth in marks.sought.items():
            worths.update(dict.fromkeys(met[band], worth))
        for band in marks.bands:
            met[band].append(number)
        others = [other for other, _ in worths.most_common(8)]
        verdicts = [compare(copy, copies[other]) for other in others]
        for place in chosen(verdicts, [-min(stories[other]) for other in others]):
            whole = stories[number] | stories[others[place]]
            stories |= dict.fromkeys(whole, whole)
    found = {pair for whole in stories.values() for pair in combinations(sorted(whole), 2)}
    true = {pair for pair in combinations(range(len(pieces)), 2) if len({pieces[number].story for number in pair}) == 1}
    assert len(found & true) / len(found) >= 0.995
    assert len(found & true) / len(true) >= 0.98


_TEXTS = st.lists(st.text(max_size=60) | st.sampled_from((*_BODY, _WEEKLY, "分享到：")), max_size=12).map("\n".join)
_ARTICLES = st.builds(
    lambda title, body, original_title, link: Article(
        url="", title=title, body_text=body, original_title=original_title, source_url=link
    ),
    st.text(max_size=20) | st.just(_TITLE),
    _TEXTS,
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=30) | st.just("http://a.cn/1"),
)


@given(_ARTICLES, _ARTICLES)
def test_the_order_of_two_articles_does_not_matter(one: Article, other: Article) -> None:
    a, b = _copy(one), _copy(other, "b.cn/1", hours=7)
    assert compare(a, b) == compare(b, a)
    assert all(0 <= band < 2**63 for band in fingerprint(a).sought)


@given(_TEXTS)
def test_a_text_of_some_length_is_the_same_as_itself(text: str) -> None:
    one = _copy(replace(_NEWS, body_text=text))
    assert (compare(one, replace(one, key="b.cn/1")).kind == "same") == one.has_text
    assert bool(fingerprint(one).bands) == one.has_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab" * 10_000, "ba" * 9_000),
        ("民" * 20_000, "盟" + "民" * 19_000),
        ("（记者" * 7_000, "（来源：" * 5_000),
        ("\n".join(f"第{n}条{'甲乙丙丁'[n % 4] * 30}" for n in range(600)), "丁丙乙甲" * 5_000),
        ("".join(random.Random(1).choices("甲乙丙", k=20_000)), "".join(random.Random(2).choices("甲乙丙", k=20_000))),
        ("e\u0301\u0302" * 50_000, "\u3099" * 100_000),
        ("统战" * 2_000_000, "统 战" * 2_000_000),
    ],
)
def test_no_text_takes_long(one: str, other: str) -> None:
    begun = time.process_time()
    _kind(_with_body(one), _with_body(other))
    assert time.process_time() - begun < 4


def test_every_form_of_the_small_world_alone_is_found() -> None:
    rng = random.Random(8)
    for number, form in enumerate(FORMS):
        article = original(rng, number)
        assert all(_kind(article, form(article, rng)) == "same" for _ in range(3)), form.__name__

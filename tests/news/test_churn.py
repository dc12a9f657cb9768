"""An edit that looks like a counter, a clock, a box or an ad is told; a counter of whatever words is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article
from news.changes import churn
from news.changes.churn import without_churn, without_counters
from news.changes.telling import digest_of, said, telling_texts
from news.text import nfkc

_PROSE = "民盟省委会召开会议，听取各支部意见，并作出安排。"
_ARTICLE = Article("http://www.minmeng.org.cn/1.html", "民盟省委会召开会议", _PROSE)

# before|after, each behind a sentence on lines of its own.
_EDITS = [
    "共有8位游客遇难。|共有18位游客遇难。",
    "共有35人访问新加坡。|共有53人访问新加坡。",
    "共有35人来访。|共有53人来访。",
    "该站共有35人来访。|该站共有53人来访。",
    "欢迎王部长一行35人访问。|欢迎李部长一行53人访问。",
    "欢迎王部长，今天是2026年11月3日|欢迎李部长，今天是2026年11月3日",
    "本站讯 35人访问团抵京。|本站讯 53人访问团抵京。",
    "文章第12位读者张三获奖|文章第12位读者李四获奖",
    "第12位读者|第21位读者",
    "欢迎第12位读者|欢迎第21位读者",
    "已有12名用户受骗。|已有21名用户受骗。",
    "35人访问|53人访问",
    "访问 35人|访问 53人",
    "访问：35人|访问：53人",
    "访问人数：35人|访问人数：53人",
    "观看 35人|观看 53人",
    "35人观看|53人观看",
    "在线 35人|在线 53人",
    "播放：11.3|播放：12.3",
    "播放：2026.11.3|播放：2026.12.3",
    "访问时间：2026年11月3日-8日|访问时间：2026年12月3日-8日",
    "访问时间：2026年11月3日|访问时间：2026年12月3日",
    "下载时间：2026年11月3日 9:00|下载时间：2026年11月5日 9:00",
    "更新时间：2026年11月3日-8日|更新时间：2026年12月3日-8日",
    "更新时间：2026年11月3日上午9:00|更新时间：2026年11月5日上午9:00",
    "北京时间：2026年11月3日上午9:00|北京时间：2026年11月5日上午10:00",
    "今天是2026年11月26日。|今天是2026年11月27日。",
    "9:00\n开幕式|14:00\n开幕式",
    "2026年11月3日 访问 35人|2026年11月3日 访问 53人",
    "2026年11月3日 观看 35人|2026年11月3日 观看 53人",
    "2026年11月3日 评论 3 篇|2026年11月3日 评论 4 篇",
    "2026年11月3日 参加 35 分享 20 篇|2026年11月3日 参加 53 分享 20 篇",
    "日期：2026年 播放：11/3|日期：2026年 播放：12/3",
    "日期：2026年 更新：2026年11月3日 至 8日|日期：2026年 更新：2026年12月3日 至 8日",
    "日期：2026年 更新时间：2026年11月3日 9:00-11:00|日期：2026年 更新时间：2026年12月3日 9:00-11:00",
    "日期：2026年 阅读 35 小时|日期：2026年 阅读 53 小时",
    "日期：2026年 赞 35 反对 3|日期：2026年 赞 53 反对 3",
    "时间：3月 赞：35 反对：3|时间：3月 赞：53 反对：3",
    "来源：网站 走访 35赞 12|来源：网站 走访 53赞 12",
    "（赞35）通过。|（赞53）通过。",
    "讲座。（今天是2026年11月3日）|讲座。（今天是2026年11月4日）",
    "出访。（访问3人）|出访。（访问8人）",
    "演出。（35人观看）|演出。（53人观看）",
    "相关信息：\n张三，男，1970年生，拟任副主委\n李四，女，1971年生|相关信息：\n王五，男，1980年生，拟任副主委\n李四，女，1971年生",
    "相关报道\n张三，男，1970年生，拟任副主委|相关报道\n王五，男，1980年生，拟任副主委",
    "相关报道\n张三 李四|相关报道\n张三 王五",
    "相关新闻\n中央统战部部长：张三|相关新闻\n中央统战部部长：李四",
    "相关新闻\n赞助单位捐款1000元|相关新闻\n赞助单位捐款2000元",
    "相关新闻\n全市各单位共捐款35万|相关新闻\n全市各单位共捐款53万",
    f"相关新闻\n副主席张三出席会议\n{_PROSE}|相关新闻\n副主席李四出席会议\n{_PROSE}",
    "最新动态\n中央统战部部长：张三|最新动态\n中央统战部部长：李四",
    "赞助：张三 1000元|赞助：李四 1000元",
    "（赞助）张三 1000元|（赞助）李四 1000元",
    "赞助\n张三实业有限公司|赞助\n李四实业有限公司",
    "推广：全省推广张三的做法|推广：全省推广李四的做法",
    "上篇：理论的来历|上篇：理论的由来",
    "前条：按五折计算|前条：按六折计算",
]


def _body(text: str) -> str:
    return digest_of(said(telling_texts(replace(_ARTICLE, body_text=text))))


def _written(text: str) -> str:
    return "".join("".join(without_churn(nfkc(text))).split())


@pytest.mark.parametrize("edit", _EDITS)
def test_an_edit_that_looks_like_churn_is_said(edit: str) -> None:
    before, after = edit.split("|")
    assert _body(f"{_PROSE}\n{before}") != _body(f"{_PROSE}\n{after}")


@pytest.mark.parametrize("field", ["source", "author", "editor"])
def test_people_beside_a_name_are_said(field: str) -> None:
    texts = [telling_texts(_ARTICLE) | {field: f"张三 访问{number}人"} for number in (3, 5)]
    assert digest_of(said(texts[0])) != digest_of(said(texts[1]))


def _of(words: str) -> list[str]:
    return words.split("|")


_NAMES = _of(
    "看过|读过|跟帖|关注|喜欢|已读|UV|点赞|赞|转发|收藏|评论|分享|在看|下载|阅读|浏览|点击|查看|观看|围观|播放|人气|热度|阅|已阅"
)
_LATIN = _of("PV|UV|IP|pv|uv|ip|HITS|Hits|hits|VIEWS|views|READ|reads|CLICKS|clicks")
_COUNTED_BY = _of("点赞|赞|转发|收藏|评论|分享|在看|下载|阅读|浏览|播放|点击")
_COUNTERS = [
    *(f"{name}{form}" for name, form in product([*_NAMES, *_LATIN], ("：{}", " {}", "（{}）", "：{} 次"))),
    *(f"{name}{what}：{{}}" for name, what in product(_COUNTED_BY, ("人数", "量", "数", "率", "次数"))),
    *(f"{{}}人{name}" for name in ("关注", "喜欢", "阅读", "浏览", "点赞", "看过", "读过", "在看")),
    *_of("访问量：{}|访问次数：{}次|访问：{}|{}次访问|本页已被访问 {} 次|今日访问：{}|总访问人数：{}"),
    *_of("当前在线：{}人|浏览：{}人|评论 {}条|热度 {}℃|{} views|{} CLICKS|共有{}名读者"),
    *_of("您是第{}名读者|您是本站第{}位访客|您是第{}位游客"),
    *_of(
        "本站已有{}人来访|本网站共有{}人访问|此文章共有{}人浏览|已有{}位网友阅读本文。|这篇文章已被{}人阅读过|欢迎您，第{}位访客"
    ),
]
_CLOCKS = [
    *(f"{word}{at}" for word, at in product(("缓存", "系统", "生成", "下载", "打印", "更新"), "于在")),
    *_of("系统时间：|当前时间：|生成时间：|最后更新：|PRINTED ON |Printed: |UPDATED |updated at "),
]
_NUMBERS = [("12", "345"), ("1,234", "1.2万"), ("10w+", "--")]
_MOMENTS = ["2026-11-26 10:11:12", "2026年11月27日 10:12", "2026/11/28"]


@pytest.mark.parametrize("counter", _COUNTERS)
def test_a_counter_is_not_said_whatever_its_words(counter: str) -> None:
    for number in (number for pair in _NUMBERS for number in pair):
        assert _written(f"{_PROSE}\n{counter.format(number)}") == nfkc(_PROSE)


@pytest.mark.parametrize("word", _CLOCKS)
def test_a_clock_is_not_said_whatever_its_words(word: str) -> None:
    for moment in _MOMENTS:
        assert _written(f"{_PROSE}\n{word}{moment}") == nfkc(_PROSE)


@pytest.mark.parametrize(
    "line", ["10:11:12", "北京时间：2026-11-26 10:11:12", "现在是北京时间2026年11月26日 10:11", "【推广】某某汽车"]
)
def test_a_clock_with_seconds_and_an_ad_in_brackets_are_not_said(line: str) -> None:
    assert _written(f"{_PROSE}\n{line}") == nfkc(_PROSE)


@pytest.mark.parametrize(
    "counter", ["点赞数：{}", "下载量：{}", "UV {}", "pv：{}", "已读 {}", "{}次访问", "HITS: {}", "1{}人浏览"]
)
def test_a_counter_in_a_row_and_beside_a_name_is_not_said(counter: str) -> None:
    for number in ("12", "345"):
        counted = nfkc(counter.format(number))
        assert without_counters(f"新华社 {counted}").strip() == "新华社"
        assert _written(f"来源：新华社 {counted} 字号：大") == "来源:新华社字号:大"
        assert _written(f"{_PROSE}（{counted}）") == nfkc(_PROSE)


def test_a_counter_below_a_box_does_not_keep_it() -> None:
    assert _written(f"{_PROSE}\n相关新闻\n某市召开座谈会\n浏览次数：12\n下一篇：某县，开展调研") == nfkc(_PROSE)
    assert _written(f"{_PROSE}\n相关新闻：某市召开座谈会 2026-11-20") == nfkc(_PROSE)


_WHOSE = _of("|总|累计|今日|本文|此文章|本站已有|本页面|该新闻|您是第|共有|欢迎您,第|本文的|本文已被")
_WORDS = [
    *_NAMES,
    *_LATIN,
    *_of("访问|訪問|瀏覽|閱讀|點擊|当前在线|Printed|UPDATED at|最近更新|最后修改|刷新|系统|缓存|北京|本地"),
    *_of("服务器|页面生成|今天是|今日是|现在是|现在|刚刚|发布|编辑"),
]
_TAILS = _of("|量|数|率|人数|次数|时间|日期|于|在|过|了|总量|统计")
_SIGNS = _of("|:| |: |(|[|是|共|已有")
_VALUES = [
    *_of("|12|1,234|1.2万|10w+|--|loading|2026-11-26|2026年11月26日 星期四|10:11|10:11:12|2026-11-26 10:11:12"),
    *_of("3天前|3小时前|5分钟前|8秒前|刚刚"),
]
_BEHIND = [
    *_of(
        "|次|人次|人|位|名|次)|]|条|度|°C| views|READ| hits|人浏览|次访问|人访问|人来访|位访客|名读者|位游客|位网友阅读"
    ),
    *_of("人光临|人到访|名用户观看|人关注|人喜欢|赞|收藏|评论|人在看|人看过|人读过"),
]
_PIECES = st.tuples(*(st.sampled_from(some) for some in (_WHOSE, ["", *_WORDS], _TAILS, _SIGNS, _VALUES, _BEHIND)))
_FRAMES = ["{}", "({})", "来源:新华社 {} 打印", "召开会议。({})", "召开会议。{}", "【{}】召开会议"]


def _made(maybe: bool | None, texts: list[str]) -> list[object]:
    with pytest.MonkeyPatch.context() as patch:
        if maybe is not None:
            patch.setattr(churn, "maybe", lambda _: maybe)
        return [(without_churn(text), without_counters(text)) for text in texts]


@given(st.lists(_PIECES, min_size=20, max_size=40))
def test_the_quick_look_lets_all_pass_that_the_full_one_takes(pieces: list[tuple[str, ...]]) -> None:
    texts = [frame.format("".join(piece)) for piece in pieces for frame in _FRAMES]
    assert _made(None, texts) == _made(True, texts)


@pytest.mark.parametrize("word", ["", *_WORDS])
def test_the_quick_look_agrees_for_every_word(word: str) -> None:
    texts = ["".join((word, *rest)) for rest in product(_TAILS, _SIGNS[:4], _VALUES[::2])]
    texts += [f"{value}{unit}{word}" for value, unit in product(_VALUES, ("", " ", "次", "人", "位", "人次"))]
    assert _made(None, texts) == _made(True, texts)

"""Synthetic Chinese news of a seed: the same number gives the same article, a million of them in minutes.

The words are our own: some hundred that fit the subject, and many thousand drawn from common characters, so that
words, characters and their pairs are as unevenly frequent as in real text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from news.article import Article, Moment
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PLACES = _words("""北京 天津 河北 山西 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西
    海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 内蒙古 长春 沈阳 杭州 南京 成都 武汉 西安 昆明 南宁
    兰州 合肥 济南 厦门 宁波 苏州 无锡 大连 青岛 烟台 洛阳 襄阳 株洲 桂林 遵义 大理 宝鸡 天水 银川 西宁 临江 清溪
    安河 东岭 白沙 云屏""")
ORGANISATIONS = _words("""民盟 民革 民建 民进 农工党 致公党 九三学社 台盟 工商联 统战部 政协 侨联 侨办 台联 台办
    民宗局 知联会 欧美同学会 黄埔同学会 中华职教社 佛教协会 道教协会 伊斯兰教协会 基督教协会 社会主义学院 新联会
    商会 海联会""")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
_GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛明超霞平刚桂英华建国志文海波玉兰春梅晓东红林云飞鹏辉宁欣然子涵浩宇思源"
VERBS = _words("""召开 举办 开展 组织 推进 部署 调研 考察 走访 慰问 学习 贯彻 落实 交流 座谈 签约 启动 发布 表彰
    培训 参观 协商 视察 建言 捐赠 帮扶 联谊 宣讲 研讨 参加 出席 强调 指出 表示 要求 介绍 听取 审议 通过 完善 提升
    加强 凝聚 服务""")
NOUNS = _words("""会议 座谈会 工作 活动 精神 报告 提案 专题 培训班 代表 委员 成员 干部 群众 企业 乡村 振兴 教育
    文化 科技 经济 发展 民营 人士 侨胞 台胞 民族 团结 宗教 共识 议政 监督 社情民意 主题 研修 基地 支部 总支 换届
    书画 展览 论坛 医疗 环保 法治 创新 人才 青年 妇女 老年 社区 街道 园区 项目 资金 政策 方案 机制 成果 经验 问题
    意见 建议 课题 合作""")
SOURCES = (
    "新华社",
    "人民网",
    "中国新闻网",
    "团结报",
    "人民政协报",
    "中国统一战线",
    "各地日报",
    "本网",
    "群言杂志",
    "联谊报",
)
# Articles are spread over so many sites.
SITES = 200
# So many words beside the named ones; the rarest comes once in some tens of thousands of articles.
_RARE_WORDS = 24_000
_NEWEST = datetime(2026, 11, 1, 9, 0, tzinfo=SHANGHAI)
_LITTLE = tuple("的在和了是为对与等中将并以于也就从向")
# Slots in the table of words: enough for the rarest to have some.
_TABLE = 1 << 20
_COMMA, _STOP, _END = "，", "。", "。\n"


@dataclass(frozen=True, slots=True)
class Stock:
    """The words, and a table of their numbers in which each stands as often as it is frequent."""

    words: NDArray[Any]
    table: NDArray[np.int32]


@cache
def stock() -> Stock:
    rng = np.random.default_rng(20261101)
    # Rows 16 to 55 of GB2312 are its 3,755 common characters, in no order of frequency: ours is drawn.
    common = [bytes((row, col)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for col in range(0xA1, 0xFF)]
    characters = np.array([c for c in common if c], dtype=object)
    rng.shuffle(characters)
    lengths = rng.choice([1, 2, 3, 4], size=_RARE_WORDS, p=[0.04, 0.72, 0.14, 0.10])
    drawn = iter(characters[np.searchsorted(_zipf(len(characters), 1.0), rng.random(int(lengths.sum())))].tolist())
    rare = ["".join(next(drawn) for _ in range(length)) for length in lengths]
    named = [*VERBS, *NOUNS, *ORGANISATIONS, *PLACES, *_LITTLE]
    rng.shuffle(named)
    words = list(dict.fromkeys([*named, *rare]))
    steps = (np.arange(_TABLE) + 0.5) / _TABLE
    table = np.searchsorted(_zipf(len(words), 0.95), steps).astype(np.int32)
    return Stock(np.array(words, dtype=object), table)


def _zipf(count: int, exponent: float) -> NDArray[np.float64]:
    # Shifted, so that no single word is in every text.
    weights = 1.0 / np.power(np.arange(count) + 25.0, exponent)
    shares: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return shares


def draw(rng: Random, count: int) -> list[str]:
    """Return `count` words, each as often as it is frequent."""
    known = stock()
    places = np.frombuffer(rng.randbytes(4 * count), dtype=np.uint32) % _TABLE
    found: list[str] = known.words[known.table[places]].tolist()
    return found


def rng_of(seed: int, number: int) -> Random:
    """Return the source of chance of one article."""
    return Random(seed * 1_000_000_007 + number)


def person(rng: Random) -> str:
    """An invented name of two or three characters."""
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.randint(1, 2)))


def prose(rng: Random, length: int) -> str:
    """About `length` characters of text, one paragraph a line, each ending in a full stop."""
    tokens = draw(rng, max(4, length * 10 // 22))
    # A clause of four to nine words, a sentence of some clauses, a paragraph of some sentences.
    end, last = -1, len(tokens) - 2
    for chance in rng.randbytes(len(tokens) // 4 + 1):
        end += 4 + chance % 6
        if end >= last:
            break
        tokens[end] += _COMMA if chance < 150 else _STOP if chance < 225 else _END
    return "".join(tokens) + _STOP


def title(rng: Random) -> str:
    head = f"{rng.choice(ORGANISATIONS)}{rng.choice(PLACES)}{rng.choice(VERBS)}"
    return f"{head}{''.join(draw(rng, 3))}{rng.choice(NOUNS)}"


def length_of(rng: Random) -> int:
    """Characters of a body: log-normal around 900."""
    return int(min(max(rng.lognormvariate(6.75, 0.55), 80), 12_000))


def host(site: int) -> str:
    return f"site{site:03d}.example.cn"


def news(seed: int, number: int) -> Article:
    """Return article `number` of the world `seed`, dated the older the lower its number."""
    rng = rng_of(seed, number)
    site = rng.randrange(SITES)
    url = f"https://www.{host(site)}/n{seed}/{number}.html"
    at = _NEWEST - timedelta(minutes=7) * (10_000_000 - number) / 10
    text = prose(rng, length_of(rng))
    lead = f"本网{rng.choice(PLACES)}{at.month}月{at.day}日电 {person(rng)}在{rng.choice(PLACES)}{rng.choice(VERBS)}"
    return Article(
        url=url,
        title=title(rng),
        body_text=lead + text,
        body_html="".join(f"<p>{line}</p>" for line in (lead + text).split("\n")),
        published=Moment(at, "minute"),
        source=rng.choice(SOURCES),
        author=person(rng),
        editor=person(rng),
        breadcrumb=("首页", rng.choice(NOUNS)),
        keywords=(rng.choice(NOUNS), rng.choice(ORGANISATIONS)),
        provenance={"title": "generic", "body_text": "generic", "source": "label", "published": "label"},
    )


def page_of(article: Article) -> bytes:
    """A plain page that holds the article: what the raw page's file gets."""
    return (
        f'<html><head><meta charset="utf-8"><title>{article.title}</title></head><body><h1>{article.title}</h1>'
        f"<p>来源：{article.source}</p>{article.body_html}</body></html>"
    ).encode()

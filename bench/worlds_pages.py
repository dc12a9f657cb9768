"""A site over some days with known truth: pages whose furniture changes at each visit, honest edits, withdrawals,
returns, hours in which the whole site fails, and pages that never rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from bench.worlds import NOUNS, ORGANISATIONS, PLACES, SOURCES, VERBS, person, prose, rng_of, title
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "change.example.cn"
HOME = f"https://www.{HOST}/"
LIST = f"{HOME}yw/index.html"
ROUNDS = 20
# Rounds in which the whole site fails, each in a way of its own. No article is edited or withdrawn in them.
ALL_MISSING, LISTS_ANSWER, MAINTENANCE, SILENT = (7, 8), (11, 12), (13,), (14,)
QUIET = (*ALL_MISSING, *LISTS_ANSWER, *MAINTENANCE, *SILENT)
ABSENCES = ("404", "410", "home", "soft", "emptied")
_DAY = datetime(2026, 10, 20, 9, 30, tzinfo=SHANGHAI)


class Silence(Exception):
    """Raised instead of an answer: the site does not speak."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site sends; `url` is where a redirect led."""

    status: int
    url: str
    body: bytes = b""


@dataclass
class Post:
    """One article. edits: round to what is edited; absent: (first round, round of its return, form)."""

    number: int
    title: str
    paragraphs: list[str]
    source: str
    editor: str
    edits: dict[int, str] = field(default_factory=dict)
    absent: tuple[int, int, str] | None = None
    restless: bool = False

    @property
    def url(self) -> str:
        return f"{HOME}yw/202610/{70_000 + self.number}.html"


def posts(seed: int, count: int) -> list[Post]:
    return [_post(seed, number) for number in range(count)]


def _post(seed: int, number: int) -> Post:
    rng = rng_of(seed, number)
    paragraphs = [_fact(rng), *prose(rng, rng.randint(150, 700)).strip().split("\n"), _fact(rng)]
    post = Post(number, title(rng), paragraphs, rng.choice(SOURCES), person(rng))
    # The third look that a return needs lies before the end, and no second look in silence is waited for in vain.
    loud = [r for r in range(2, ROUNDS - 3) if r not in QUIET]
    match number % 10:
        case 0 | 1 | 2:
            post.edits = {rng.choice(loud): rng.choice(list(_EDITS))}
        case 3:
            first, second = sorted(rng.sample(loud, 2))
            post.edits = {first: "figure", second: "added"}
        case 4:
            begin = rng.choice([r for r in loud if r < 10])
            back = rng.choice((ROUNDS, ROUNDS - 2))
            post.absent = (begin, back, ABSENCES[number // 10 % len(ABSENCES)])
        case 5 if number % 30 == 5:
            post.restless = True
            post.edits = {10: "removed"} if number % 60 == 5 else {}
        case _:
            pass
    return post


def _fact(rng: Random) -> str:
    who = f"{rng.choice(ORGANISATIONS)}主委{person(rng)}"
    what = f"{rng.choice(VERBS)}{rng.choice(NOUNS)}，{rng.randint(12, 980)}人参加"
    growth = f"同比增长{rng.randint(1, 9)}.{rng.randint(1, 9)}%。"
    return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日，{who}在{rng.choice(PLACES)}{what}，{growth}"


def _figure(post: Post, rng: Random) -> None:
    text = post.paragraphs[0]
    at = text.index("人参加")
    post.paragraphs[0] = text[: at - 1] + str((int(text[at - 1]) + rng.randint(1, 9)) % 10) + text[at:]


def _date(post: Post, rng: Random) -> None:
    _, _, rest = post.paragraphs[-1].partition("日，")
    post.paragraphs[-1] = f"{rng.randint(1, 12)}月{rng.randint(29, 30)}日，{rest}"


def _name(post: Post, rng: Random) -> None:
    head, _, rest = post.paragraphs[0].partition("主委")
    post.paragraphs[0] = f"{head}主委{'某' + person(rng)}{rest}"


def _added(post: Post, rng: Random) -> None:
    post.paragraphs.insert(2, "补充：" + _fact(rng))


def _removed(post: Post, _: Random) -> None:
    del post.paragraphs[1]


def _headline(post: Post, rng: Random) -> None:
    post.title = "（更正）" + title(rng)


def _typo(post: Post, _: Random) -> None:
    post.paragraphs[-1] = post.paragraphs[-1].replace("参加", "参与", 1)


def _source(post: Post, _: Random) -> None:
    post.source = "光明日报" if post.source != "光明日报" else "新华社"


_EDITS: dict[str, Callable[[Post, Random], None]] = {
    "figure": _figure,
    "date": _date,
    "name": _name,
    "added": _added,
    "removed": _removed,
    "headline": _headline,
    "typo": _typo,
    "source": _source,
}


class World:
    """The site at one round after the other: call `turn` once a round, then `answer`."""

    def __init__(self, seed: int, count: int) -> None:
        self.posts = {post.url: post for post in posts(seed, count)}
        self.round = 0
        self._seed = seed
        self._asked = 0

    def turn(self, number: int) -> None:
        self.round = number
        for post in self.posts.values():
            if number in post.edits:
                _EDITS[post.edits[number]](post, rng_of(self._seed, 1_000_000 + 100 * post.number + number))

    def answer(self, url: str) -> Answer:
        """Return what the site sends now. Raise Silence when it sends nothing."""
        self._asked += 1
        if self.round in SILENT:
            raise Silence
        if self.round in MAINTENANCE:
            return Answer(
                200, url, _notice("系统维护中", "网站正在进行系统升级维护，请稍后访问，给您带来不便敬请谅解。")
            )
        is_list = url in (LIST, HOME)
        if self.round in ALL_MISSING or (self.round in LISTS_ANSWER and not is_list):
            return Answer(404, url, b"<html><title>404</title><h1>404 Not Found</h1></html>")
        if is_list:
            return Answer(200, url, self._list())
        post = self.posts.get(url)
        if post is None:
            return Answer(404, url, b"<html><title>404</title><h1>404 Not Found</h1></html>")
        absent = post.absent and post.absent[0] <= self.round < post.absent[1]
        return self._absent(post) if absent else Answer(200, url, self._page(post))

    def _absent(self, post: Post) -> Answer:
        assert post.absent
        match post.absent[2]:
            case "home":
                return Answer(200, HOME, self._list())
            case "soft":
                return Answer(200, post.url, _notice("提示", "您访问的页面不存在或已被删除，3秒后返回首页。"))
            case "emptied":
                return Answer(200, post.url, self._page(post, emptied=True))
            case status:
                return Answer(int(status), post.url, b"<html><title>404</title><h1>404 Not Found</h1></html>")

    def _list(self) -> bytes:
        lines = [f'<li><a href="{p.url}">{p.title}</a><span>2026-10-20</span></li>' for p in self.posts.values()]
        return _framed("要闻", f'<ul class="list">{"".join(lines)}</ul>', self._asked).encode()

    def _page(self, post: Post, *, emptied: bool = False) -> bytes:
        """The page as this visit sees it: the furniture is drawn anew each time."""
        rng = Random(self._seed * 1_000_003 + self._asked)
        at = _DAY + timedelta(minutes=13 * post.number)
        hits = 100 + 37 * self._asked
        body = "" if emptied else _body(post, rng, hits)
        info = f"{at:%Y-%m-%d %H:%M}　来源：{post.source}　编辑：{post.editor}　{_counter(post.number, hits)}"
        related = "".join(f'<li><a href="{HOME}yw/{rng.randrange(9999)}.html">{title(rng)}</a></li>' for _ in range(4))
        inner = (
            f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/yw/">要闻</a></div><h1>{post.title}</h1>'
            f'<div class="info">{info}</div><div class="content" id="zoom">{body}</div>'
            f'<div class="related"><h3>相关链接</h3><ul>{related}</ul></div>'
        )
        return _framed(post.title, inner, self._asked).encode()


def _body(post: Post, rng: Random, hits: int) -> str:
    lines = [f"{rng.choice(_INDENTS)}{text}" for text in post.paragraphs if text]
    if post.restless:
        lines.insert(1, f"每日一语：{prose(rng, 40).strip()}")
    match post.number % 7:
        case 1:
            lines.append(f"（{_counter(post.number + 1, hits)}）")
        case 2:
            lines.append(f"今天是2026年11月{rng.randint(1, 28)}日 星期{rng.choice('一二三四五六日')}")
        case 3:
            lines.append(f"打印时间：2026-11-{rng.randint(10, 28)} {rng.randint(10, 23)}:{rng.randint(10, 59)}")
        case _:
            pass
    return "\n".join(f"<p>{line}</p>{rng.choice(_GAPS)}" for line in lines)


_INDENTS = ("　　", "&nbsp;&nbsp;&nbsp;&nbsp;", "", "\n  ")
_GAPS = ("", "<p>&nbsp;</p>", "\n\n", "<!-- ad -->", '<div class="ad"><script>var ad=1;</script></div>')
_COUNTERS = ("浏览次数：{}", "点击数：{}次", "阅读：{}", "访问量：{}", "人气：{}", "【浏览 {} 次】", "阅读量 {}")


def _counter(number: int, hits: int) -> str:
    return _COUNTERS[number % len(_COUNTERS)].format(hits)


def _framed(name: str, inner: str, asked: int) -> str:
    top = f"今天是2026年11月{asked % 28 + 1}日 在线{asked}人"
    links = '<a href="/">首页</a> <a href="/yw/">要闻</a> <a href="/tz/">通知</a>'
    foot = f"版权所有 变化网 访问量：{asked * 31}"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}_变化网</title></head><body>'
        f'<div class="top">{top}</div><div class="nav">{links}</div>{inner}<div class="foot">{foot}</div></body></html>'
    )


def _notice(name: str, said: str) -> bytes:
    return _framed(name, f'<div class="tip"><h2>{name}</h2><p>{said}</p></div>', 0).encode()

"""A world of reprints with known truth: what was copied from what, and notices that only look alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bench.worlds import ORGANISATIONS, PLACES, SOURCES, VERBS, host, news, person, prose, rng_of, title
from news.article import Article, Moment
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from random import Random

# The last digit of a reprint's number in `mixed`.
REPRINT = 3
_FIRST = datetime(2026, 9, 1, 8, 0, tzinfo=SHANGHAI)
_SITES = 60
_CUT = 0.25
_SENTENCE = re.compile(r"[^。\n]+[。\n]+")
# What an original and each of its reprints share stays above this: shorter texts are photo notices.
_SHORTEST, _LONGEST = 220, 2600

_NOTICES = (
    "{place}{org}任前公示\n根据干部选拔任用工作有关规定，现将{name}同志拟任职情况予以公示。\n{name}，{sex}，{year}年{month}月生，"
    "{place}人，大学学历，现任{place}{org}办公室副主任，拟任{place}{org}办公室主任。\n公示时间：{month}月{day}日至{month}月"
    "{day2}日。如有意见，请在公示期内以书面或电话形式向{place}{org}组织处反映，电话{phone}。反映情况应实事求是，署真实姓名。",
    "{place}{org}公开招聘工作人员公告\n因工作需要，{place}{org}面向社会公开招聘工作人员{n}名。\n应聘者须具有大学本科及以上学历，"
    "年龄在{age}周岁以下，身体健康，品行端正。\n报名时间为{year}年{month}月{day}日至{day2}日，报名者请携带身份证、学历证书"
    "原件及复印件到{place}{road}路{n2}号现场报名，联系人{name}，联系电话{phone}。",
    "关于召开{place}{org}第{n}次全体会议的通知\n各支部、各专门委员会：\n经研究，定于{month}月{day}日上午9时在{place}宾馆"
    "{n2}号会议室召开{place}{org}第{n}次全体会议，传达学习上级会议精神，部署下一阶段工作。\n请参会人员安排好工作，准时"
    "参加，因故不能参加的须向{name}同志书面请假。联系电话：{phone}。",
    "讣告\n{place}{org}原副主任委员{name}同志因病医治无效，于{year}年{month}月{day}日在{place}逝世，享年{age}岁。\n{name}同志"
    "的遗体告别仪式定于{month}月{day2}日上午在{place}殡仪馆举行。\n{name}同志一生热爱祖国，为人正直，作风朴实，为多党合作"
    "事业作出了积极贡献。特此讣告。",
    "{place}{org}爱心捐款名单\n为支持{place}受灾群众重建家园，{place}{org}向全体成员发出捐款倡议，截至{month}月{day}日，共收到"
    "捐款{money}元。\n现将捐款名单公布如下：{name}{n}00元，{name2}{n2}00元，{name3}{n}50元。\n对各位成员的爱心善举表示衷心"
    "感谢，所有款项将由{place}慈善总会统一拨付使用。",
    "{place}{org}召开{year}年第{n}次主席会议\n{month}月{day}日，{place}{org}召开{year}年第{n}次主席会议，学习贯彻上级有关会议"
    "精神，研究部署近期工作。主席{name}主持会议并讲话。\n会议审议通过了有关人事事项，听取了{n2}个专门委员会的工作汇报。"
    "副主席{name2}、{name3}出席会议，秘书长列席会议。",
    "{place}{org}举办骨干培训班\n{month}月{day}日至{day2}日，{place}{org}在{place2}社会主义学院举办{year}年骨干成员培训班，"
    "{n}名骨干成员参加学习。\n开班式上，{place}{org}主委{name}作动员讲话。培训期间，学员们聆听了专题辅导报告，开展了分组"
    "讨论和现场教学，副主委{name2}主持结业式。",
    "{place}{org}开展节前走访慰问\n{month}月{day}日，{place}{org}主任{name}一行走访慰问老同志，送去节日的问候和祝福。\n每到一处，"
    "{name}都与老同志亲切交谈，详细询问他们的身体和生活情况，感谢他们为事业发展作出的贡献，共走访慰问{n}人，发放慰问金"
    "{money}元。",
    "关于{name}等{n}名同志拟加入组织的公示\n经支部讨论、{place}{org}主委会议研究，拟接收{name}、{name2}、{name3}等{n}名同志为成员，"
    "现予以公示。\n公示期自{month}月{day}日起至{month}月{day2}日止。公示期间，如有异议，请向{place}{org}组织部反映，联系电话"
    "{phone}，来信请寄{place}{road}路{n2}号。",
    "{place}书画作品展征稿启事\n为展示广大成员的艺术风采，{place}{org}定于{year}年{month}月举办书画作品展，现面向全体成员征集"
    "作品。\n作品尺寸不超过{n2}尺，每人限投{n}件，体裁不限。征稿截止时间为{month}月{day}日，来稿请寄{place}{road}路{n2}号"
    "{name}收，电话{phone}。来稿一律不退，请作者自留底稿。",
    "{place}{org}{year}年部门预算公开说明\n根据{place}财政局批复，现将{place}{org}{year}年部门预算予以公开。\n本年度收入预算"
    "{money}万元，比上年增加{n}万元；支出预算{money}万元，其中基本支出{n2}万元。\n{place}{org}机关行政编制{n}名，实有在职"
    "人员{n}人，公务用车{n3}辆。联系人：{name}，电话{phone}。",
    "{place}{org}{month}月份值班安排表\n{month}月{day}日 {name} {phone}\n{month}月{day2}日 {name2} {phone}\n"
    "带班领导{name3}，值班地点为{place}{road}路{n2}号三楼。值班人员要坚守岗位，保持通信畅通，认真做好来电来访登记，遇有重要情况及时"
    "向带班领导报告，并做好交接班记录。",
)


@dataclass(frozen=True, slots=True)
class Told:
    """An article of the world; those with one `story` are one story."""

    story: int
    article: Article


def stories(seed: int, originals: int, notices: int) -> list[Told]:
    """Return originals with their reprints and look-alike notices, in the order of their dates."""
    found = [told for number in range(originals) for told in _told(seed, number)]
    found += [Told(originals + number, notice(seed, originals + number)) for number in range(notices)]
    return sorted(found, key=lambda told: _at(told.article))


def mixed(seed: int, number: int) -> Article:
    """Article `number` of a large world: of a hundred five are notices and ten reprints of the article before."""
    if number % 20 == 7:
        return notice(seed, number)
    if number % 10 != REPRINT:
        return news(seed, number)
    rng = rng_of(seed, number)
    original = news(seed, number - 1)
    url = original.url.replace("//www.", "//news.").replace(".html", "-.html")
    later = Moment(_at(original) + timedelta(hours=rng.randint(1, 40)), "minute")
    return rng.choice(_FORMS)(rng, replace(original, url=url, published=later))


def _at(article: Article) -> datetime:
    assert article.published
    return article.published.at


def _told(seed: int, number: int) -> list[Told]:
    rng = rng_of(seed, number)
    at = _FIRST + timedelta(minutes=rng.randrange(80_000))
    sites = rng.sample(range(_SITES), 6)
    original = _placed(title(rng), _report(rng), rng.choice(SOURCES), sites[0], f"{number}-0", at)
    told = [Told(number, original)]
    # Every third one is copied by nobody.
    for copy in range(1, rng.randint(1, 5) if number % 3 else 1):
        forms = rng.sample(_FORMS, 1 if rng.random() < 0.7 else 2)
        changed = original
        for form in sorted(forms, key=_FORMS.index):
            changed = form(rng, changed)
        later = at + timedelta(minutes=rng.randint(5, 3000))
        url = _url(sites[copy], f"{number}-{copy}")
        told.append(Told(number, replace(changed, url=url, published=Moment(later, "minute"))))
    return told


def _url(site: int, name: str) -> str:
    return f"https://www.{host(site)}/s/{name}.html"


def _placed(headline: str, body: str, source: str | None, site: int, name: str, at: datetime) -> Article:
    return Article(
        url=_url(site, name),
        title=headline,
        body_text=body,
        body_html=f"<p>{body}</p>",
        published=Moment(at, "minute"),
        source=source,
    )


def _report(rng: Random) -> str:
    length = int(min(max(rng.lognormvariate(6.6, 0.6), _SHORTEST), _LONGEST))
    parts = [f"{rng.choice(SOURCES)}{rng.choice(PLACES)}{rng.randint(1, 12)}月{rng.randint(1, 28)}日电 {_fact(rng)}"]
    while sum(map(len, parts)) < length:
        parts.append(prose(rng, rng.randint(60, 200)).replace("\n", "") + _fact(rng))
    return "\n".join(parts)


def _fact(rng: Random) -> str:
    who = f"{rng.choice(ORGANISATIONS)}{rng.choice(('主委', '副主席', '秘书长', '部长'))}{person(rng)}"
    return (
        f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日，{who}在{rng.choice(PLACES)}{rng.choice(VERBS)}，"
        f"{rng.randint(12, 980)}人参加，同比增长{rng.randint(1, 90) / 10}%。"
    )


def _exact(_: Random, article: Article) -> Article:
    return article


def _tail_cut(_: Random, article: Article) -> Article:
    return replace(article, body_text=_without(article.body_text, 1 - _CUT, 1.0))


def _middle_cut(rng: Random, article: Article) -> Article:
    begin = 0.2 + 0.3 * rng.random()
    return replace(article, body_text=_without(article.body_text, begin, begin + _CUT))


def _without(text: str, begin: float, end: float) -> str:
    """Leave out the sentences that begin between two shares of the text."""
    length = len(text)
    kept = [m[0] for m in _SENTENCE.finditer(text) if not begin * length <= m.start() < end * length]
    return "".join(kept).strip()


def _led_in(rng: Random, article: Article) -> Article:
    return replace(
        article, body_text=f"编者按：{prose(rng, rng.randint(40, 130))}\n{article.body_text}".replace("\n\n", "\n")
    )


def _retitled(rng: Random, article: Article) -> Article:
    return replace(article, title=title(rng), original_title=article.title)


def _with_tail(rng: Random, article: Article) -> Article:
    source = rng.choice(SOURCES)
    return replace(article, source=source, body_text=f"{article.body_text}\n（来源：{source} 记者 {person(rng)}）")


def _corrected(rng: Random, article: Article) -> Article:
    """One or two facts put right: a figure, a post."""
    text = article.body_text
    for _ in range(rng.randint(1, 2)):
        figures = list(re.finditer(r"(\d+)人参加", text))
        if figures:
            figure = rng.choice(figures)
            text = f"{text[: figure.start()]}{rng.randint(12, 980)}人参加{text[figure.end() :]}"
    return replace(article, body_text=text.replace("副主席", "副主委", 1))


def _respelled(_: Random, article: Article) -> Article:
    """Other spaces and punctuation, half-width for full-width."""
    text = article.body_text.replace("，", ",").replace("。", "。 ").replace("%", "％")
    return replace(article, body_text="\n".join(f"　　{line}" for line in text.split("\n")))


def _other_dateline(rng: Random, article: Article) -> Article:
    _, _, rest = article.body_text.partition("电 ")
    return replace(article, body_text=f"本报{rng.choice(PLACES)}讯（记者 {person(rng)}）{rest}")


# A cut comes first: it is a quarter of the original.
_FORMS = (
    _exact,
    _tail_cut,
    _middle_cut,
    _led_in,
    _retitled,
    _with_tail,
    _corrected,
    _respelled,
    _other_dateline,
)


def notice(seed: int, number: int) -> Article:
    """One of many that are made from the same forms and are no reprints of each other."""
    rng = rng_of(seed, number)
    at = _FIRST + timedelta(minutes=rng.randrange(80_000))
    day = rng.randint(1, 20)
    slots = {
        "place": rng.choice(PLACES),
        "place2": rng.choice(PLACES),
        "road": rng.choice(PLACES),
        "org": rng.choice(ORGANISATIONS),
        "name": person(rng),
        "name2": person(rng),
        "name3": person(rng),
        "sex": rng.choice("男女"),
        "year": rng.randint(2015, 2026),
        "month": rng.randint(1, 12),
        "day": day,
        "day2": day + rng.randint(1, 8),
        "n": rng.randint(2, 40),
        "n2": rng.randint(2, 300),
        "n3": rng.randint(1, 9),
        "age": rng.randint(28, 96),
        "money": rng.randint(1000, 99_999),
        "phone": f"{rng.randint(20_000_000, 89_999_999)}",
    }
    headline, _, body = _NOTICES[number % len(_NOTICES)].format(**slots).partition("\n")
    return _placed(headline, body, None, rng.randrange(_SITES), f"n{seed}-{number}", at)

"""A small world with known truth: stories with their reprints, and notices made from one form that are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from news.article import Article, Moment
from news.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACES = _words(
    """
    吉林 长春 四平 辽源 通化 白山 松原 白城 延边 沈阳 大连 鞍山 抚顺 丹东 锦州 营口 阜新
    铁岭 朝阳 济南 青岛 烟台
    """
)
_PARTIES = _words(
    """
    民盟 民革 民建 民进 农工党 致公党 九三学社 台盟 工商联 侨联
    """
)
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范"
_GIVEN = _words(
    """
    建国 志强 丽华 晓明 文博 海燕 春生 玉兰 德福 雪梅 永平 国栋 秀英 少华 立新 向东 婉清
    思远 家俊 明哲
    """
)
_WHO = _words(
    """
    调研组 与会代表 企业负责人 专家学者 社区居民 青年教师 返乡创业者 医疗队员 基层干部 外来务工人员
    老年大学学员 志愿者 非遗传承人 合作社社员 园区管理者 归国留学生 乡村医生 法律工作者 文艺工作者
    科研团队 博物馆讲解员 茶农 渔民 牧民 护林员
    """
)
_HOW = _words(
    """
    仔细询问了 当场演示了 逐项核对了 反复讨论了 详细记录了 耐心讲解了 共同起草了 联合评估了
    重新梳理了 公开展示了 首次试用了 实地测量了 如实反映了 提前准备了 全程参与了 连夜修改了
    集中翻阅了 分头走访了 认真比对了 主动承担了 多次呼吁改进 坦率指出了 充分肯定了 热烈议论了
    """
)
_WHAT = _words(
    """
    冷链仓库的用电成本 河道两岸的补种方案 老旧小区加装电梯的难处 山区小学的营养午餐 跨省医保结算的堵点
    丝绸纹样的数字档案 养老驿站的夜间值守 高铁站前的接驳车次 农机具的共享租赁 古村落的消防水源
    盐碱地里的耐旱稻种 残疾人就业的岗位清单 地方戏曲的排练场地 网约配送员的休息点 湿地候鸟的监测数据
    中药材的产地加工 口岸通关的等候时间 民营书店的租金压力 少年宫的航模课程 电商直播的选品规则
    台商子女的入学手续 侨乡家书的整理出版 矿坑公园的边坡治理 蔬菜大棚的保温被 康复器械的校准记录
    社区食堂的菜价 方言广播的听众来信 老兵口述的录音资料 苗木基地的滴灌管线 码头泊位的夜航灯
    """
)
_THEN = _words(
    """
    并约定下个季度再看一次结果 大家的看法起初并不一致 这在过去几年里还是头一回 有人当场提出了不同意见
    随后把材料交给了有关部门 现场的气氛一直很热闹 不少细节此前从未公开 这一做法已在邻近的镇里试过
    资金缺口仍然有待解决 预计入冬之前可以完工 听的人一边点头一边记 问题的根子在于没有人牵头
    具体办法还要再商量 这让来访的人印象很深 第二天一早就有了回音 设备的折旧也要一并算进去
    年轻人的想法让老人们觉得新鲜 图纸前后改了好几稿
    """
)
_TEMPERS = _words(
    """
    清晨 午后 傍晚 雨后 会前 会后 途中 席间 当天 次日 此前 随后 其间 入夜 开春以来 秋收之后
    汛期里 农闲时
    """
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the world, where it stands, when it was seen, and the story that it belongs to."""

    key: str
    at: datetime
    article: Article
    story: int


def person(rng: Random) -> str:
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def _sentence(rng: Random) -> str:
    parts = [f"{rng.choice(_TEMPERS)}，{person(rng)}和{rng.choice(_WHO)}{rng.choice(_HOW)}{rng.choice(_WHAT)}"]
    if rng.random() < 0.6:
        parts.append(rng.choice(_THEN))
    if rng.random() < 0.4:
        parts.append(f"涉及{rng.choice(_PLACES)}的{rng.randint(2, 980)}户")
    return "，".join(parts) + "。"


def _paragraph(rng: Random) -> str:
    return "".join(_sentence(rng) for _ in range(rng.randint(1, 4)))


def original(rng: Random, number: int) -> Article:
    """A news story of four to twelve paragraphs."""
    at = _FIRST + timedelta(hours=7 * number, minutes=rng.randint(0, 300))
    place, party = rng.choice(_PLACES), rng.choice(_PARTIES)
    lead = f"新华社{place}{at.month}月{at.day}日电（记者 {person(rng)}）{_sentence(rng)}"
    return Article(
        url="",
        title=f"{party}{place}{rng.choice(_WHO)}{rng.choice(_HOW)}{rng.choice(_WHAT)}",
        body_text="\n".join([lead, *(_paragraph(rng) for _ in range(rng.randint(3, 11)))]),
        published=Moment(at, "minute"),
        source="新华社",
    )


def _exact(article: Article, _: Random) -> Article:
    return article


def _tail_cut(article: Article, _: Random) -> Article:
    return replace(article, body_text=article.body_text[: len(article.body_text) * 3 // 4])


def _middle_cut(article: Article, rng: Random) -> Article:
    lines, dropped = article.body_text.split("\n"), 0
    for line in rng.sample(lines[1:-1], len(lines) - 2):
        if dropped + len(line) <= len(article.body_text) // 4:
            lines.remove(line)
            dropped += len(line)
    return replace(article, body_text="\n".join(lines))


def _lead_added(article: Article, rng: Random) -> Article:
    note = f"编者按：{_sentence(rng)}本网特予转载，以飨读者。\n"
    return replace(article, body_text=note + article.body_text)


def _headline_changed(article: Article, rng: Random) -> Article:
    return replace(article, title=f"{rng.choice(_WHO)}关心{rng.choice(_WHAT)}", original_title=None)


def _tail_added(article: Article, rng: Random) -> Article:
    tail = f"（来源：新华社 责任编辑：{person(rng)}）\n来源：新华社\n分享到：\n责任编辑：{person(rng)}"
    return replace(article, body_text=article.body_text + tail)


def _dateline_changed(article: Article, rng: Random) -> Article:
    lead, _, rest = article.body_text.partition("\n")
    _, _, said = lead.rpartition("）")
    return replace(article, body_text=f"本报讯（通讯员 {person(rng)}）{said}\n{rest}")


def _reset(article: Article, _: Random) -> Article:
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    text = article.body_text.translate(full_width).replace("，", ", ").replace("。", "．").replace("\n", "\n　　")
    return replace(article, body_text=text.replace("．", "。\n"))


def _put_right(article: Article, rng: Random) -> Article:
    text = article.body_text
    for _ in range(rng.randint(1, 2)):
        place = rng.randrange(len(text))
        digits = [at for at in range(place, len(text)) if text[at].isdigit()]
        if digits:
            text = text[: digits[0]] + str(rng.randint(0, 9)) + text[digits[0] + 1 :]
    return replace(article, body_text=text.replace("有人当场", "有代表当场"))


FORMS: tuple[Callable[[Article, Random], Article], ...] = (
    _exact,
    _tail_cut,
    _middle_cut,
    _lead_added,
    _headline_changed,
    _tail_added,
    _dateline_changed,
    _reset,
    _put_right,
)


def reprint(article: Article, rng: Random) -> Article:
    """The article as another site has it: one to three things were done to it."""
    for form in rng.sample(FORMS, rng.randint(1, 3)):
        article = form(article, rng)
    assert article.published
    later = article.published.at + timedelta(hours=rng.randint(0, 30))
    return replace(article, published=Moment(later, "minute"))


def notice(rng: Random, number: int) -> Article:
    """One of the many made from a form: names, dates, places and numbers are drawn anew each time."""
    at = _FIRST + timedelta(hours=rng.randint(0, 24 * 40))
    who, place, count = person(rng), rng.choice(_PLACES), rng.randint(1, 30)
    party, day, other = rng.choice(_PARTIES), at.day, person(rng)
    title, text = _NOTICES[number % len(_NOTICES)]
    blanks = {
        "who": who,
        "other": other,
        "third": person(rng),
        "place": place,
        "party": party,
        "n": count,
        "year": rng.randint(1955, 1990),
        "month": at.month,
        "day": day,
        "later": day % 28 + 1,
        "sum": rng.randint(2, 90) * 100,
        "phone": rng.randint(1000000, 9999999),
    }
    return Article(
        url="", title=title.format(**blanks), body_text=text.format(**blanks), published=Moment(at, "minute")
    )


_NOTICES = (
    (
        "关于{who}同志任前公示的通知",
        "为进一步扩大干部工作中的民主，现将拟任职干部有关情况公示如下。\n{who}，{year}年{month}月生，{place}人，研究生学历，"
        "现任{place}市委统战部副部长，拟任市级机关正职领导职务。\n公示期为五个工作日，自{month}月{day}日至{month}月{later}日。"
        "如对公示对象有不同意见，请以书面或者电话形式向市委组织部反映，反映问题要实事求是，并署真实姓名和联系方式。"
        "受理电话：0431-{phone}。",
    ),
    (
        "{party}{place}市委会召开第{n}次主委会议",
        "{month}月{day}日，{party}{place}市委会召开第{n}次主委会议，主委{who}主持会议并讲话，副主委{other}等出席会议。\n"
        "会议传达学习了上级有关会议精神，听取了上半年工作情况的汇报，研究了下一阶段的重点任务，审议通过了有关人事事项。\n"
        "会议强调，要提高政治站位，把思想和行动统一到决策部署上来；要立足自身特色，围绕中心、服务大局，积极建言献策；"
        "要加强自身建设，不断提升履职能力和水平，以实际行动展现新面貌、新作为。\n机关各处室负责人列席会议。",
    ),
    (
        "讣告",
        "{party}{place}市委会原主委{who}同志因病医治无效，于{month}月{day}日在{place}逝世，享年{n}岁。\n"
        "{who}同志一生热爱祖国，拥护中国共产党的领导，为多党合作事业作出了积极贡献。\n"
        "遗体告别仪式定于{month}月{later}日上午在殡仪馆举行。家属遵照其生前遗愿，丧事从简，不收花圈和礼金。特此讣告。",
    ),
    (
        "{place}市{party}公开招聘工作人员公告",
        "因工作需要，{place}市{party}机关面向社会公开招聘工作人员{n}名，现将有关事项公告如下。\n"
        "一、报名条件：具有中华人民共和国国籍，遵守宪法和法律，品行端正，身体健康，具有大学本科及以上学历。\n"
        "二、报名时间：{month}月{day}日至{month}月{later}日，逾期不再受理。\n三、报名方式：现场报名，携带身份证、学历证书原件及复印件。\n"
        "四、考试采取笔试和面试相结合的办法，按照综合成绩从高到低确定人选。\n联系人：{who}，电话：{phone}。",
    ),
    (
        "爱心捐款名单公布",
        "为支援受灾地区重建家园，{place}市{party}发起募捐倡议，得到广大成员的积极响应，现将捐款情况公布如下。\n"
        "{who}{sum}元，{other}{n}00元，{third}{n}0元。\n以上款项已全部交由慈善机构统一使用，"
        "接受社会各界监督，衷心感谢每一位奉献爱心的朋友。",
    ),
    (
        "关于召开{party}{place}市委会全体会议的通知",
        "各基层组织、机关各处室：\n经研究，定于{month}月{day}日召开{party}{place}市委会第{n}次全体会议，现将有关事项通知如下。\n"
        "一、会议内容：听取和审议常委会工作报告，研究部署下一阶段工作，通报有关事项。\n"
        "二、参会人员：市委会全体委员，因故不能参加的须履行书面请假手续。\n"
        "三、有关要求：请参会人员提前十分钟入场，会议期间将手机调至静音状态，严格遵守会议纪律。\n联系人：{who}。",
    ),
    (
        "{party}{place}支部开展志愿服务活动",
        "{month}月{day}日，{party}{place}支部组织成员走进社区，开展志愿服务活动，{who}等{n}人参加。\n"
        "活动现场，大家分工合作，清理楼道杂物，宣讲惠民政策，为老人量血压、测血糖，受到居民一致好评。\n"
        "支部负责人{other}表示，今后将把志愿服务常态化，努力打造特色品牌，用心用情为群众办实事、解难题。",
    ),
    (
        "图片新闻",
        "{month}月{day}日，{place}，{party}成员{who}在活动现场为群众书写春联。",
    ),
)


def world(rng: Random, *, stories: int, notices: int) -> list[Piece]:
    """All articles in the order in which they are seen: originals with none to four reprints, and the notices."""
    pieces = []
    for story in range(stories):
        article = original(rng, story)
        copies = [article] + [reprint(article, rng) for _ in range(rng.choice((0, 1, 1, 2, 4)))]
        pieces += [_placed(copy, story, site, rng) for site, copy in enumerate(copies)]
    pieces += [_placed(notice(rng, n), stories + n, n % 40, rng) for n in range(notices)]
    return sorted(pieces, key=lambda piece: piece.at)


def _placed(article: Article, story: int, site: int, rng: Random) -> Piece:
    assert article.published
    key = f"site{site}.example.cn/{story}/{rng.randrange(10**6)}.html"
    seen = article.published.at + timedelta(minutes=rng.randint(1, 600))
    return Piece(key, seen, replace(article, url=f"http://{key}"), story)

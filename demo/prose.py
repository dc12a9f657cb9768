"""Sentences, titles and names of the replica: all invented, the same for the same number, far apart otherwise."""

from __future__ import annotations

from random import Random

_SURNAMES = "沈周陶季温柏岑庄路邢闵祁卫谷汤骆"
_GIVEN = ("喆", "镕", "怀瑾", "若川", "一鸣", "知远", "书宁", "景行", "望舒", "明漪", "立夏", "砚秋", "承泽", "静姝")
_PLACES = [
    "吉林省",
    "榕江市",
    "云岭州",
    "青禾县",
    "临川区",
    "白鹭湾新区",
    "安澜市",
    "松原市",
    "望海镇",
    "平湖县",
    "石桥街道",
    "长乐乡",
    "滨江区",
    "龙泉市",
    "河西区",
    "江北县",
]
_BODIES = [
    "民盟市委会",
    "民建委员会",
    "九三学社支社",
    "农工党总支",
    "致公党支部",
    "台盟总支",
    "民进市委会",
    "民革省委会",
    "工商联",
    "新联会",
    "归侨联谊会",
    "党外知识分子联谊会",
    "光彩事业促进会",
    "宗教团体联席会",
]
_TOPICS = [
    "社区养老服务",
    "乡村小规模学校",
    "中小企业融资",
    "湿地保护",
    "古镇修缮",
    "职业教育",
    "数字政务",
    "营商环境",
    "食品安全",
    "科技成果转化",
    "非遗传承",
    "易地搬迁后续帮扶",
    "基层医疗",
    "青年人才引进",
    "跨境电商",
    "老旧小区改造",
    "河湖治理",
    "新业态就业",
    "农产品冷链",
    "公共图书馆建设",
]
_ACTS = [
    "召开{topic}专题座谈会",
    "赴{place}调研{topic}",
    "举办{topic}同心讲堂",
    "就{topic}开展民主监督",
    "围绕{topic}举行协商议政会",
    "启动{topic}参政议政重点课题",
    "在{place}开展{topic}社会服务",
    "举办{topic}骨干成员培训班",
    "发布{topic}工作交流材料",
    "与{place}共建{topic}实践基地",
    "交流{topic}提案办理情况",
    "组织成员考察{place}{topic}项目",
]
_SENTENCES = (
    "{day}日上午，{person}带队走进{place}，在两处项目现场听取{topic}进展，并同一线人员逐项核对台账。",
    "与会者认为，{topic}牵涉部门多、链条长，单靠一家推动容易走样，需要把责任写进清单、把进度晒在明处。",
    "{person}介绍，{body}近三年先后提交相关建议{count}件，其中过半被列入督办，群众评价也随之回升。",
    "来自{place}的{person}举了一个例子：去年雨季之后，村里用旧仓库改出{count}个工位，三十多户人家就近上了班。",
    "讨论中不同意见并不少，有人主张先易后难，有人坚持从最难的{topic}入手，最后形成的是一份分三步走的方案。",
    "{body}把征集来的{count}条意见按轻重缓急排序，能当场答复的当场答复，需要会商的注明牵头单位和完成时限。",
    "座谈会没有安排通稿发言，{person}开门见山，先说问题再谈成绩，会场的记录本翻得很勤。",
    "为摸清底数，调研组分成{count}个小组，白天入户、夜里汇总，形成的数据表随后交给{place}有关单位比对。",
    "谈到下一步，{person}表示要继续发扬优良传统，把大家凝聚在同一个目标之下，用一件件小事积累信任。",
    "记者在现场看到，墙上挂着手绘的路线图，{topic}的每一个节点都标着姓名和电话，谁家有事一问便知。",
    "活动最后一个环节是自由提问，{place}的几位青年接连举手，问得最多的是{topic}怎样才能留得住人。",
    "据了解，这项工作始于{count}年前的一次回乡走访，当时只有七名志愿者，如今报名的人排到了明年春天。",
    "{body}还邀请了外地同行讲述经验，对方直言，光有热情不够，制度跟不上，{topic}迟早要打折扣。",
    "{person}说，自己做了半辈子{topic}，越到基层越明白，办法多半不在文件里，而在老百姓的院子里。",
    "当天签订的备忘录共{count}款，明确了信息互通、人员互派、成果共享，并约定每季度碰头一次。",
    "夜色渐深，礼堂里的灯仍然亮着，{body}的成员围着一张旧地图，商量怎样把{place}的线路再缩短一段。",
    "会议指出，要在坚持大团结大联合中增进一致、包容多样，让不同岗位上的同志都有施展本领的舞台。",
    "有委员建议，{topic}的补贴标准应随物价调整，并把评估权交给第三方，避免自己给自己打分。",
    "这份报告只有六页，却附了{count}张表格，{person}笑称，宁可正文写短些，也不能让数字含糊。",
    "在{place}的一间教室里，孩子们第一次用上了捐赠的显微镜，{body}的志愿者蹲在一旁帮着调焦。",
    "培训采取小班制，上午讲政策，下午走现场，学员须在结业前交出一份{topic}的改进设想。",
    "{person}提醒，协商不是走过场，意见采纳与否都要有回音，否则下一次就没有人愿意讲真话。",
    "从{place}返程的路上，同行者算了一笔账：若{topic}的手续再减两道，企业一年能省下{count}个工作日。",
    "截至目前，同类站点已铺开{count}处，{body}计划年底前完成一次全面回访，回访结果向社会公布。",
    "一位老盟员带来了泛黄的笔记，里面记着四十年前关于{topic}的讨论，许多话今天读来仍不过时。",
    "论坛设三个分会场，其中以{topic}为题的一场座无虚席，过道里也站着人。",
    "{body}主要负责人在小结时用了三个词：沉下去、坐得住、跟到底，并要求两周内拿出任务分解表。",
    "相关单位当场认领了{count}项任务，其余事项由{place}牵头研究，月底统一反馈。",
    "不少成员坦言，以前总觉得{topic}离本职很远，走了这一趟才知道，自己的专业恰好补上了缺口。",
    "为方便行动不便的老人，{place}把窗口搬到了院门口，{person}每周三带着印章和打印机上门。",
    "交流环节，{person}以《从一份提案到一条街》为题，讲述了{topic}由纸面落到地面的全过程。",
    "联席会议机制建立以来，各方沟通由过去的每年一次增加到每月一次，积压的{count}个难题陆续销号。",
    "参观结束后，大家在签名墙前合影，又自发留下来，把{topic}的后续分工谈妥才散去。",
    "新修订的办法删去了两处重复审批，增加了容错条款，{body}认为这正是调研建议被吸收的体现。",
)


def name(number: int) -> str:
    """Return an invented person's name."""
    dice = Random(f"name {number}")
    return dice.choice(_SURNAMES) + dice.choice(_GIVEN)


def title(number: int) -> str:
    dice = Random(f"title {number}")
    act = dice.choice(_ACTS).format(topic=dice.choice(_TOPICS), place=dice.choice(_PLACES))
    return dice.choice(_PLACES) + dice.choice(_BODIES) + act


def body(number: int) -> tuple[str, ...]:
    """Return three to six paragraphs; no two in one article begin alike, and few are shared between articles."""
    dice = Random(f"body {number}")
    patterns = dice.sample(_SENTENCES, dice.randint(6, 10))
    sentences = [_filled(pattern, dice) for pattern in patterns]
    paragraphs = []
    while sentences:
        size = dice.randint(2, 3)
        paragraphs.append("".join(sentences[:size]))
        sentences = sentences[size:]
    return tuple(paragraphs)


def topic_words(number: int) -> tuple[str, ...]:
    """Return keywords as an editor would set them."""
    dice = Random(f"words {number}")
    return ("民盟", dice.choice(_PLACES), dice.choice(_TOPICS))


def _filled(pattern: str, dice: Random) -> str:
    return pattern.format(
        day=dice.randint(1, 28),
        person=dice.choice(_SURNAMES) + dice.choice(_GIVEN),
        place=dice.choice(_PLACES),
        topic=dice.choice(_TOPICS),
        body=dice.choice(_BODIES),
        count=dice.randint(3, 96),
    )

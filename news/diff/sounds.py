"""Characters that are written for one another by mistake: of one sound, or of nearly one shape. Pure."""

from __future__ import annotations

from bisect import bisect_right

# The first level of GB 2312, 3,755 characters that make up nearly all of a text, is sorted by sound. Here is the first
# character of each syllable: two characters between the same two of these sound alike, but for the tone.
_FIRST_OF_SYLLABLE = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德"
    "蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒"
    "灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡萝"
    "妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女暖虐挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑"
    "期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙"
    "蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱"
    "赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
# The first level ends with 座; the second is sorted by radical and says nothing of sounds.
_LAST_SORTED = "座"
# Nearly one shape, or another sound of the same character's uses. In each group any stands for any other.
_ALIKE = (
    "己已巳 未末 士土 人入八 侯候 辩辨辫 祟崇 戌戍戊 拔拨 作做 象像 即既 决绝 度渡 带戴 复覆 再在 他她它 的地得 了啦 "
    "那哪 日曰 干千 大太犬 天夭 今令 免兔 鸟乌 晴睛 暑署 部陪 析折 茶荼 治冶 博搏 栗粟 竞竟 延廷 师帅 采釆 刺剌 赢羸 "
    "壁璧 籍藉 蓝篮 杨扬 材村 密蜜 具县 住往 特持 待侍 拆折 傅付 帐账 贷货 活话 措错 怅胀 哀衷 券卷 弛驰 矛予"
)


def _groups() -> dict[str, set[str]]:
    alike: dict[str, set[str]] = {}
    for group in _ALIKE.split():
        for character in group:
            alike.setdefault(character, set()).update(group)
    return alike


_ALIKE_TO = _groups()
_BOUNDS = [character.encode("gb2312") for character in _FIRST_OF_SYLLABLE]


def sound(character: str) -> int | None:
    """Return the number of a character's syllable, without its tone; None when it is not known."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return None
    if len(code) != 2 or not _BOUNDS[0] <= code <= _LAST_SORTED.encode("gb2312"):
        return None
    return bisect_right(_BOUNDS, code)


def confusable(one: str, other: str) -> bool:
    """Tell whether one character is easily written for the other."""
    if one == other or other in _ALIKE_TO.get(one, ()):
        return True
    known = sound(one)
    return known is not None and known == sound(other)


def is_slip(old: str, new: str) -> bool:
    """Tell two texts of one length in which one or two characters are written for others that look or sound alike."""
    if len(old) != len(new):
        return False
    differing = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    return 0 < len(differing) <= 2 and all(confusable(a, b) for a, b in differing)

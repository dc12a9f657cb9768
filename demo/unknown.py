"""Sites that no definition knows: what `sites add` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo import feeds, homemade, portals
from demo.families import STYLES
from demo.replica import Replica
from demo.style import Column

if TYPE_CHECKING:
    from datetime import date

    from demo.style import Style

# Of no CMS that has a family.
HOMEMADE: dict[str, tuple[str, Style]] = {
    "rows": ("云岭州委统战部", homemade.ROWS),
    "soup": ("青禾县同心网", homemade.SOUP),
    "undated": ("安澜市社会主义学院", homemade.UNDATED),
    "island": ("榕江市新的社会阶层人士联谊会", homemade.ISLAND),
    "definitions": ("望海镇统战之窗", homemade.DEFINITIONS),
    "cards": ("白鹭湾新区统战部", homemade.CARDS),
    "asp": ("平湖县工商业联合会", homemade.ASP),
    "query": ("龙泉市归侨联合会", homemade.QUERY),
    "feed": ("松原市党外知识分子联谊会", feeds.RSS),
    "sitemap": ("滨江区光彩事业促进会", feeds.SITEMAP),
    "portal": ("龙泉市统一战线", portals.PORTAL),
    "department": ("白鹭湾大学党委统战部", portals.DEPARTMENT),
    "front": ("海归同学小站", portals.FRONT),
}
# Of a family, but nobody has told which.
UNDECLARED: dict[str, tuple[str, Style]] = {
    "college": ("河西学院党委统战部", STYLES["vsb"]),
    "institute": ("榕江理工大学党委统战部", STYLES["webplus"]),
    "federation": ("临川区工商业联合会", STYLES["trs"]),
    "prefecture": ("安澜市委统战部", STYLES["jcms"]),
    "branch": ("民盟江北县委员会", STYLES["dede"]),
    "society": ("长乐乡欧美同学会", STYLES["wordpress"]),
    "league": ("石桥街道侨联", STYLES["empire"]),
}
_COLUMNS = (Column("统战要闻", "tzyw", 1201, 40), Column("基层动态", "jcdt", 1202, 12))


def unknown(today: date) -> tuple[Replica, ...]:
    """Return every site without a definition, as they stand on `today`."""
    return tuple(
        Replica(name, organisation, style, _COLUMNS[:1] if style.first == "/" else _COLUMNS, today)
        for name, (organisation, style) in (HOMEMADE | UNDECLARED).items()
    )

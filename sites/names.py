"""What people call a site: the words by which it is found, and what they may have meant by one that is no id."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from news.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from news.site import Site

_MOST_NAMED = 5
_ALL = "tzwatch sites list 查看全部 lists them all"
# What stands in the name of a site → what people type for it.
_SHORT_NAMES = {
    "中国国民党革命委员会": "民革",
    "中国民主同盟": "民盟",
    "中国民主建国会": "民建",
    "中国民主促进会": "民进",
    "中国农工民主党": "农工党",
    "台湾民主自治同盟": "台盟",
    "中国政协网": "全国政协",
    "工商业联合会": "工商联",
    "中华全国工商业联合会": "全国工商联",
    "归国华侨联合会": "中国侨联",
    "台湾同胞联谊会": "全国台联",
    "统一战线": "统战部",
    "中共中央统一战线工作部": "中央统战部",
    "中共中央台办、国务院台办": "中台办 国台办",
    "国务院侨务办公室": "国侨办",
    "国务院港澳事务办公室": "国务院港澳办",
    "国家民族事务委员会": "国家民委",
    "国家宗教事务局": "国宗局",
    "社会主义学院": "社院",
    "和平统一促进会": "统促会",
}


def is_named(site: Site, words: Iterable[str]) -> bool:
    """Tell whether every word is found in the site's id, name (short ones too), address, region or kind of body."""
    short = (said for name, said in _SHORT_NAMES.items() if name in site.name)
    text = fold(" ".join((site.id, site.name, *short, site.home, site.region, site.org_type)))
    return all(fold(word) in text for word in words)


def meant(word: str, sites: Mapping[str, Site], broken: Iterable[str]) -> str:
    """Return what a person is told who typed a word that is no id; `broken`: ids of definitions with a fault."""
    near = difflib.get_close_matches(word, [*sites, *broken], 1)
    if near:
        return f"是不是 did you mean {near[0]}？{_ALL}"
    named = [site for site in sites.values() if is_named(site, word.split())] if word.strip() else []
    if not named:
        return _ALL
    if len(named) <= _MOST_NAMED:
        return f"是否指 did you mean {'、'.join(site.id for site in named)}？{_ALL}"
    # Of the many branches of a party the one that bears the name alone is its head.
    head = [site.id for site in named if word in _SHORT_NAMES.get(site.name, "").split()]
    asked = f"是否指 did you mean {'、'.join(head)}？" if head else ""
    return f"{asked}“{word}”共 {len(named)} 个站点 sites: tzwatch sites list {word}"

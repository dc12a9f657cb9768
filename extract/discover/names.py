"""What a page of an unknown site calls things: the site, a column; and which system made it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from news.text import clean_text, cut
from news.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

_SEPARATOR = re.compile(r"\s*(?:--+|——|[-_|—–－｜·]|>>?|»|<<|::)\s*")
_FRONT = re.compile(r"^(?:网站)?(?:首\s*页|主页|Home)$|^欢迎(?:您)?(?:访问|光临|来到)", re.IGNORECASE)
_WELCOME = re.compile(r"^欢迎(?:您)?(?:访问|光临|来到)\s*|(?:网站)?首页$|[!！]+$")
_ORGANISATION = re.compile(
    r"统战|统一战线|政协|民革|民盟|民建|民进|农工|致公|九三|台盟|台联|侨联|工商联|社会主义学院|委员会|联合会|协会|学会|党|部$|网$|局$"
)
_OWNER = re.compile(r"(?:版权所有|主办单位|主办)\s*+[:：©]?\s*+([\u4e00-\u9fff（）()]{4,30})")
_FEWEST_TITLES, _MOSTLY = 3, 0.6
_LONGEST_NAME = 60
_SAMPLE = 3_000_000
# Parts of a host that many sites share.
_SHARED = frozenset(
    ("com", "org", "gov", "net", "edu", "ac", "mil", "cn", "hk", "tw", "mo", "info", "top", "site", "www")
)

# Family → what only its pages say. The names are those of sites/families/ (facts of 2026-11).
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("jcms", r"jpage/dataproxy\.jsp|<datastore>|/col/col\d+/|jpaas-publish-server"),
        ("gp", r"\bgp-article|\bgp-ellipsis"),
        ("vsb", r"_newscontent_fromname|\bvsb_content|v_news_content|_sitegray|wbtreeid"),
        ("webplus", r"wp_articlecontent|wp_article_list|/_upload/tpl/|\bsudy"),
        ("ucap", r"UCAPCONTENT|UCAPTITLE|ucap-content"),
        ("zcms", r"App=ZCMS"),
        ("cctv", r"new title_array"),
        ("people", r"\brm_txt|\brwb_zw|\brwb_navpath|href=['\"]?/GB/\d+/"),
        ("trs", r"createPageHTML\(|\bTRS_Editor|\bTRS_UEDITOR|\btrs_web"),
        ("wordpress", r"/wp-content/|/wp-includes/|content=['\"]WordPress"),
        ("dede", r"dede_pages|DedeCMS|/plus/(?:list|view)\.php"),
        ("empire", r"EmpireCMS|/e/action/|/e/public/"),
        ("founder", r"\bnode_\d+\.html?|content_\d+_?\d*\.html?"),
        ("gmw", r"u-mainText|m-con-info"),
        ("xinhua", r"\bxinhuanet|id=['\"]?p-detail|id=['\"]?detailContent"),
        ("chinanews", r"cont_1_1_2|\bleft_zw\b"),
    )
)


def families_in(text: str, known: Container[str]) -> list[str]:
    """Return the known families whose marks a page's source holds, the surest first."""
    head = text[:_SAMPLE]
    return [name for name, sign in _SIGNS if name in known and sign.search(head)]


def site_name(title: str, text: str) -> str:
    """Return what a front page's title calls its site, else who owns it; '' when nothing says it."""
    parts = [_WELCOME.sub("", part).strip() for part in _SEPARATOR.split(clean_text(title)) if not _FRONT.match(part)]
    if _FRONT.match(title) and not parts:
        parts = [_WELCOME.sub("", title).strip()]
    parts = [part for part in parts if part]
    best = next((part for part in parts if _ORGANISATION.search(part)), "")
    owner = _OWNER.search(text)
    return cut(best or (parts[0] if parts else "") or (owner[1] if owner else ""), _LONGEST_NAME)


def shared_name(titles: Sequence[str]) -> str:
    """Return the part that most of several pages' titles have in common, '' for none: it names the site."""
    counts = Counter(part for title in titles for part in {*_SEPARATOR.split(clean_text(title))} if len(part) > 1)
    best, count = max(counts.items(), key=lambda held: (held[1], len(held[0])), default=("", 0))
    return cut(best, _LONGEST_NAME) if count >= _FEWEST_TITLES and count >= _MOSTLY * len(titles) else ""


def column_name(link_text: str, title: str, site: str) -> str:
    """Return a column's name: what the link to it says, else the first part of its title that is not the site."""
    if link_text:
        return cut(clean_text(link_text), _LONGEST_NAME)
    parts = [part for part in _SEPARATOR.split(clean_text(title)) if part and not _FRONT.match(part)]
    return cut(next((part for part in parts if part != site), site or "列表"), _LONGEST_NAME)


def site_id(url: str, taken: Container[str]) -> str:
    """Return an id from a host: without www., top-level domain and what is not a-z, 0-9, '-'; free among `taken`."""
    labels = host_of(url).removeprefix("www.").split(".")
    kept = [label for label in labels[:-1] if label not in _SHARED] or labels
    short, whole = (
        "-".join(re.sub(r"[^a-z0-9-]+", "-", label).strip("-") for label in some) for some in (kept, labels)
    )
    for candidate in (short, whole, *(f"{whole}-{n}" for n in range(2, 100))):
        if candidate and candidate not in taken:
            return candidate
    return whole


def most_frequent(names: Iterable[str]) -> str:
    """Return the name that comes most often, the first of several; '' for none."""
    listed = list(names)
    return max(dict.fromkeys(listed), key=listed.count, default="")


def charset_of(body: bytes) -> str:
    """Return the encoding that explains all bytes of a page: UTF-8, GB18030, or what nobody knows."""
    for name in ("utf-8", "gb18030"):
        try:
            body.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "未知 unknown"

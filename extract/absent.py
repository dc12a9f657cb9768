"""Pages that are no article: challenges, soft 404s, empty shells, galleries and videos, told by their signs."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from extract.decode import decode
from extract.page import text_of
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from extract.articles.body import Body
    from extract.lines import Line
    from extract.page import Page
    from news.article import NoArticleKind

_LONGEST_NOTICE, _LONGEST_NOTICE_TITLE = 400, 12
_LONGEST_SCRIPT = 20_000
_SHORTEST_ALONE = 30
# A challenge is a small page: even the largest script of one fits (2026-11).
_LARGEST_CHALLENGE = 256 * 1024
# A wall says so at once; further down in more text than that, an article speaks of one.
_LONGEST_WALL, _WALL_BEGINS, _LONGEST_PAGE = 200, 60, 600
_CHALLENGE_SCRIPT = re.compile(
    r"__jsl_clearance|__jsluid|;go\(\{\"bts\"|\$_ts\b|_bot_sbu|FSSBBIl1|4hP44ZykCTt5|_Incapsula_Resource|acw_sc__v2|"
    r"/cdn-cgi/challenge|yunsuo_session|security_verify_data|security_session_verify|/\.safeline/|"
    r"document\.cookie\s*=\s*\(.{0,200}location\.(?:href|pathname)",
    re.DOTALL,
)
_CHALLENGE_TEXT = re.compile(
    r"^\s*(?:403\s*)?Forbidden|网站防火墙|安全验证|访问被(?:阻断|拦截|拒绝)|请求被拦截|您的(?:请求|访问).{0,12}(?:拦截|阻断|拒绝|异常)|"
    r"人机(?:验证|识别)|验证码后继续|"
    r"正在进行安全检查|Web应用防火墙|浏览器安全检查|访问过于频繁|denied by http_custom|安全狗|创宇盾|云锁"
)
# Who stands in the way, by what is written in a challenge's script or page.
_SHIELDS = (
    ("加速乐", re.compile(r"_jsl_clearance|__jsluid|;go\(\{\"bts\"")),
    ("瑞数", re.compile(r"\$_ts\b|FSSBBIl1|4hP44ZykCTt5")),
    ("云锁", re.compile(r"yunsuo|security_verify_data|security_session_verify|云锁")),
    ("安全狗", re.compile(r"safedog|安全狗")),
    ("创宇盾", re.compile(r"创宇盾|yunaq\.com")),
    ("阿里云", re.compile(r"acw_sc__v2|denied by http_custom|errors\.aliyun\.com")),
    ("雷池", re.compile(r"/\.safeline/|雷池")),
    ("_bot_sbu", re.compile(r"_bot_sbu")),
    ("防火墙", re.compile(r"防火墙|安全威胁|访问被(?:阻断|拦截|拒绝)|请求被拦截|拦截")),
    ("验证", re.compile(r"验证|安全检查|频繁")),
)
_THING = r"(?:页面|网页|文章|内容|信息|稿件|文件|文档|资源)"
_MISSING = re.compile(
    _THING + r"(?:已经?)?(?:不存在|已?被?(?:删除|撤销|撤回|撤稿)|已失效|找不到|未找到|已?下线|丢失|走丢|无法找到|出错)|"
    r"找不到(?:该|您|此|要)?.{0,10}(?:页面|网页|文章|内容)|没有找到.{0,6}(?:页面|文章|内容|信息)|"
    r"404\s*(?:Not Found|错误|页面|File)|错误(?:代码|码|号).{0,2}404|"
    r"该(?:文章|信息|内容|页面).{0,6}(?:不存在|删除|撤回|下线)|Page Not Found",
    re.IGNORECASE,
)
_CONTAINER = re.compile(
    r"(?:^|[\s_-])(?:trs_\w+|zoom|content|article|detail|nr|txt|text|vsb_content|ueditor)(?:$|[\s_-])", re.IGNORECASE
)
_FILLED_BY_SCRIPT = re.compile(r"ajax|XMLHttpRequest|fetch\s*\(|\.load\s*\(|\.html\s*\(|innerHTML", re.IGNORECASE)
_UNSEEN = re.compile(r"<(?:script|style|noscript)\b|<!--", re.IGNORECASE)
_UNSEEN_ENDS = {"<!--": re.compile("-->")} | {
    f"<{tag}": re.compile(f"</{tag}", re.IGNORECASE) for tag in ("script", "style", "noscript")
}
_TAG = re.compile(r"<[^<>]*>")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FEWEST_CHARACTERS = 4


def absence(page: Page, lines: Sequence[Line], title: str, body: Body) -> tuple[NoArticleKind, str] | None:
    """Return what a page is instead of an article and the sign, None when it is one."""
    text = "".join(body.paragraphs)
    if len(text) > _LONGEST_NOTICE:
        return None
    visible = " ".join(line.text for line in lines if line.text)
    if len(visible) < 1500:
        sign = _CHALLENGE_TEXT.search(visible if len(text) < _LONGEST_WALL else _beginning(title, text))
        if sign:
            return "blocked", f"拦截页 challenge page: {sign[0]}"
        script = _challenge_script(page) if len(text) < 80 else None
        if script:
            return "blocked", f"拦截页 challenge script: {script}"
    if len(visible) < 800 or len(text) < 120:
        said = f"{title} {text}" if len(text) < _LONGEST_WALL else _beginning(title, text)
        if len(text) < _SHORTEST_ALONE and len(visible) < 800:
            said = visible
        sign = _MISSING.search(said)
        if sign:
            return "missing", f"页面不存在 soft 404: {sign[0]}"
    if not text and not body.images and _is_emptied(page, title, visible):
        return "missing", "正文已清空 soft 404: the page was emptied"
    if not title and len(text) < _SHORTEST_ALONE:
        return "empty", f"没有标题，文字太少 no title and hardly any text: {text}"
    return _without_text(page, title, text, body)


def _beginning(title: str, text: str) -> str:
    return f"{title if len(title) <= _LONGEST_NOTICE_TITLE else ''} {text[:_WALL_BEGINS]}"


def _without_text(page: Page, title: str, text: str, body: Body) -> tuple[NoArticleKind, str] | None:
    if text:
        return None
    if next(page.tree.iter("video", "embed", "object"), None) is not None:
        return "video", "只有视频 a video without text"
    if body.images:
        # One or two pictures under a headline are a notice that was scanned; more are a gallery.
        return None if title and len(body.images) <= 2 else ("gallery", f"图集 {len(body.images)} pictures, no text")
    return "empty", "没有正文 no text was found"


def _is_emptied(page: Page, title: str, visible: str) -> bool:
    """Tell a page of which the text was taken out from one whose text a script brings, or a reader misses."""
    scripts = list(page.tree.iter("script"))
    if not visible.strip():
        return not scripts and next(page.tree.iter("img", "iframe", "video", "embed", "object"), None) is None
    if not title or any(_FILLED_BY_SCRIPT.search((node.text or "")[:_LONGEST_SCRIPT]) for node in scripts):
        return False
    return any(_is_bare(node) for node in page.tree.iter("div", "td", "article", "section"))


def _is_bare(node: Element) -> bool:
    """Tell an article's container that holds nothing."""
    if not _CONTAINER.search(node.get("id") or "") and not _CONTAINER.search(node.get("class") or ""):
        return False
    inside = next(node.iter("img", "iframe", "video", "embed", "object", "script", "a"), None)
    return inside is None and not clean_text(text_of(node))


def _challenge_script(page: Page) -> str | None:
    for node in page.tree.iter("script"):
        found = _CHALLENGE_SCRIPT.search(f"{node.get('src') or ''} {(node.text or '')[:_LONGEST_SCRIPT]}")
        if found:
            return clean_text(found[0])[:40]
    return None


def shield_of(body: bytes, content_type: str | None = None) -> str | None:
    """Return the name of the shield (加速乐, 瑞数 …) that sent this page instead of the site's, None for a page.

    Told without parsing: every answer passes here.
    """
    if not body or len(body) > _LARGEST_CHALLENGE:
        return None
    source = decode(body, content_type)
    visible = clean_text(_visible(source))
    if len(visible) >= _LONGEST_PAGE:
        return None
    by_text = _CHALLENGE_TEXT.search(visible if len(visible) < _LONGEST_WALL else visible[:_WALL_BEGINS])
    by_script = _CHALLENGE_SCRIPT.search(source) if len(visible) < 80 else None
    if not by_text and not by_script:
        return None
    return next((name for name, sign in _SHIELDS if sign.search(source)), "防火墙")


def text_digest(body: bytes, content_type: str | None = None) -> bytes | None:
    """Return a digest of a page's Chinese text: that of an error page is one, whatever address and time it prints.

    None for a page that has none: a script's empty shell is the same for every article.
    """
    characters = "".join(_CHINESE.findall(_visible(decode(body, content_type))))
    return hashlib.sha256(characters.encode()).digest() if len(characters) >= _FEWEST_CHARACTERS else None


def _visible(source: str) -> str:
    return _TAG.sub(" ", "".join(_outside_scripts(source)))


def _outside_scripts(source: str) -> Iterator[str]:
    at = 0
    while begin := _UNSEEN.search(source, at):
        yield source[at : begin.start()]
        end = _UNSEEN_ENDS[begin[0].lower()].search(source, begin.end())
        if end is None:
            return
        at = end.end()
    yield source[at:]

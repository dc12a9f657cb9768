"""Pages that are no article: challenges, soft 404s, empty shells, galleries and videos, told by their signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.body import Body
    from extract.lines import Line
    from extract.page import Page
    from news.article import NoArticleKind

_LONGEST_NOTICE = 400
_LONGEST_SCRIPT = 20_000
_SHORTEST_ALONE = 30
_CHALLENGE_SCRIPT = re.compile(
    r"__jsl_clearance|__jsluid|;go\(\{\"bts\"|\$_ts\b|_bot_sbu|FSSBBIl1|_Incapsula_Resource|acw_sc__v2|"
    r"/cdn-cgi/challenge|"
    r"document\.cookie\s*=\s*\(.{0,200}location\.(?:href|pathname)",
    re.DOTALL,
)
_CHALLENGE_TEXT = re.compile(
    r"^\s*(?:403\s*)?Forbidden|网站防火墙|安全验证|访问被(?:阻断|拦截|拒绝)|请求被拦截|您的(?:请求|访问).{0,12}(?:拦截|阻断|拒绝|异常)|"
    r"人机(?:验证|识别)|验证码后继续|"
    r"正在进行安全检查|Web应用防火墙|浏览器安全检查|访问过于频繁|denied by http_custom|安全狗|创宇盾"
)
_MISSING = re.compile(
    r"(?:您?(?:要|所)?(?:访问|查找|请求|浏览|查看)的)?(?:页面|网页|文章|内容|信息|稿件|"
    r"文件)(?:已经?)?(?:不存在|已?(?:被)?删除|已失效|找不到|未找到|已下线|丢失|走丢|无法找到)|"
    r"找不到(?:该|您|此|要)?.{0,10}(?:页面|网页|文章|内容)|404\s*(?:Not Found|错误|页面|File)|该(?:文章|信息|"
    r"内容|页面).{0,6}(?:不存在|删除|撤回|下线)|Page Not Found",
    re.IGNORECASE,
)


def absence(page: Page, lines: Sequence[Line], title: str, body: Body) -> tuple[NoArticleKind, str] | None:
    """Return what a page is instead of an article and the sign, None when it is one."""
    text = "".join(body.paragraphs)
    if len(text) > _LONGEST_NOTICE:
        return None
    visible = " ".join(line.text for line in lines if line.text)
    if len(visible) < 1500:
        sign = _CHALLENGE_TEXT.search(visible)
        if sign:
            return "blocked", f"拦截页 challenge page: {sign[0]}"
        script = _challenge_script(page) if len(text) < 80 else None
        if script:
            return "blocked", f"拦截页 challenge script: {script}"
    if len(visible) < 800 or len(text) < 120:
        sign = _MISSING.search(f"{title} {text}"[:_LONGEST_NOTICE])
        if sign:
            return "missing", f"页面不存在 soft 404: {sign[0]}"
    if not title and len(text) < _SHORTEST_ALONE:
        return "empty", f"没有标题，文字太少 no title and hardly any text: {text}"
    return _without_text(page, title, text, body)


def _without_text(page: Page, title: str, text: str, body: Body) -> tuple[NoArticleKind, str] | None:
    if text:
        return None
    if next(page.tree.iter("video", "embed", "object"), None) is not None:
        return "video", "只有视频 a video without text"
    if body.images:
        # One or two pictures under a headline are a notice that was scanned; more are a gallery.
        return None if title and len(body.images) <= 2 else ("gallery", f"图集 {len(body.images)} pictures, no text")
    return "empty", "没有正文 no text was found"


def _challenge_script(page: Page) -> str | None:
    for node in page.tree.iter("script"):
        found = _CHALLENGE_SCRIPT.search((node.text or "")[:_LONGEST_SCRIPT])
        if found:
            return clean_text(found[0])[:40]
    return None

"""Pages that stand where an article stood, or instead of it: told by their signs, and never by a word in an article."""

from __future__ import annotations

import pytest

from extract.absent import shield_of, text_digest
from extract.reader import read_article
from news.article import Article, NoArticle

_URL = "http://www.a.gov.cn/c/2026/1.html"
_NAV = "<div class='nav'><a href='/'>首页</a><a href='/yw/'>统战要闻</a></div>"
_FOOT = "<div class='foot'>主办：某市委统战部　京ICP备00000001号</div>"
_PROSE = "全市统一战线工作座谈会昨天召开，各民主党派、工商联负责人和无党派人士代表参加，围绕乡村产业提出建议。"


def _page(inner: str, title: str = "某市统一战线") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{_NAV}{inner}{_FOOT}</body></html>".encode()


def _read(body: bytes) -> Article | NoArticle:
    return read_article(body, _URL)


@pytest.mark.parametrize(
    "notice",
    [
        "您访问的页面不存在或已删除",
        "对不起，您要访问的页面不存在或已被删除！",
        "抱歉，您所访问的文章已被删除",
        "该信息已被撤销",
        "您要查看的信息不存在或者还未通过审批！",
        "此内容已下线",
        "您请求的文件不存在！",
        "页面找不到了",
        "很抱歉，您访问的页面出错了",
        "没有找到相关文章",
        "文章不存在或未发布",
        "Sorry, 404 Not Found",
        "错误代码：404",
        "该稿件已撤回",
        "参数错误，该文档不存在",
        "对不起，该栏目或文章已经不存在",
    ],
)
def test_a_notice_instead_of_an_article_says_that_it_is_missing(notice: str) -> None:
    read = _read(_page(f"<div class='msg'><h3>提示信息</h3><p>{notice}</p><p><a href='/'>返回首页</a></p></div>"))
    assert isinstance(read, NoArticle)
    assert read.kind == "missing"
    assert "soft 404" in read.reason


@pytest.mark.parametrize(
    "emptied",
    [
        b"<html><head></head><body></body></html>",
        _page("<h1>某市召开座谈会听取党外人士意见</h1><div class='TRS_Editor'></div>"),
        _page("<h1>某市召开座谈会听取党外人士意见</h1><div id='zoom'><p>&nbsp;</p><p></p></div>"),
        _page(
            "<div class='title'>某市召开座谈会听取党外人士意见</div><div class='article-content'> </div>",
            "某市召开座谈会听取党外人士意见",
        ),
    ],
)
def test_an_emptied_page_is_missing(emptied: bytes) -> None:
    read = _read(emptied)
    assert isinstance(read, NoArticle)
    assert (read.kind, "empt" in read.reason) == ("missing", True)


def test_a_page_that_a_script_fills_is_empty_and_not_missing() -> None:
    shell = (
        b"<html><head><title>a</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>"
    )
    read = _read(shell)
    assert isinstance(read, NoArticle)
    assert read.kind == "empty"


def test_an_article_about_missing_pages_is_an_article() -> None:
    said = "有群众反映，有的网站页面不存在，有的文章已被删除，有的验证码后继续也打不开。"
    text = "".join(f"<p>{_PROSE}第{n}场会上{said}</p>" for n in "一二三四")
    read = _read(_page(f"<h1>整治网站页面不存在问题座谈会召开</h1><div class='content'>{text}</div>"))
    assert isinstance(read, Article)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<script>document.cookie=('_')+('_jsl_clearance_s=1');location.href=location.pathname</script>", "加速乐"),
        ('<html><script>var a=1;;go({"bts":["1","2"],"tn":"__jsl_clearance_s"})</script></html>', "加速乐"),
        (
            "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1</script></head><body></body></html>",
            "瑞数",
        ),
        ("<script>var u='?security_verify_data='+w;document.cookie='srcurl=1';self.location=u</script>", "云锁"),
        (
            "<html><body><h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><a>safedog.cn</a></body></html>",
            "安全狗",
        ),
        ("<html><title>创宇盾</title><body>当前访问疑似黑客攻击，已被创宇盾拦截。</body></html>", "创宇盾"),
        ("<html><script>var arg1='1';function setCookie(){}; reload('acw_sc__v2')</script></html>", "阿里云"),
        ("<html><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</body></html>", "防火墙"),
        ("<html><script src='/_bot_sbu/sbu_fpcm.js'></script></html>", "_bot_sbu"),
        ("<html><body>您的访问过于频繁，请输入验证码后继续访问</body></html>", "验证"),
    ],
)
def test_a_challenge_is_told_with_the_shields_name(body: str, name: str) -> None:
    assert shield_of(body.encode()) == name
    assert shield_of(body.encode("gb18030"), "text/html; charset=gbk") == name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        _page("<h1>题</h1>" + f"<p>{_PROSE}</p>" * 20 + "<script>var a='__jsl_clearance'</script>"),
        _page(f"<p>{_PROSE}</p><p>防范网络安全风险，登录时先做安全验证，人机验证通过后再办理。</p>" * 12),
        _page(f"<h1>题</h1><p>{_PROSE}</p><script>document.cookie='a=1'</script>"),
        b"<script" * 9000,
        b"<!--" * 9000,
        b"\x00\xff" * 500,
    ],
)
def test_a_page_of_the_site_is_no_challenge(body: bytes) -> None:
    assert shield_of(body) is None


def test_two_addresses_error_page_has_one_digest_whatever_numbers_it_prints() -> None:
    one = text_digest(_page("<p>系统提示：操作有误，请与管理员联系（/c/1.html 10:01）</p>"))
    assert one is not None
    assert one == text_digest(_page("<p>系统提示：操作有误，请与管理员联系（/c/987.html 10:02）</p>"))
    assert one != text_digest(_page("<p>另一则短讯：座谈会改期</p>"))
    assert text_digest(b"<html><body><div id='app'></div><script>var t='\xe7\xbb\x9f'</script></body></html>") is None

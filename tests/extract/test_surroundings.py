"""What stands around a text, on pages that nobody described: none of it is text, source or title."""

from __future__ import annotations

import pytest

from news.dates import isoformat
from tests.extract.replica import BODY, DATE, TITLE, read_around, read_text


@pytest.mark.parametrize(
    "line",
    [
        "扫一扫在手机打开当前页",
        "用微信“扫一扫”，点击右上角分享按钮，",
        "即可将网页分享给您的微信好友或朋友圈。",
        "听全文",
        "内容纠错",
        "全文下载",
        "微信 微博 QQ空间",
        "分享：微信 新浪微博",
        "【打印本页】 【关闭窗口】",
        "【纠错】 【责任编辑:卓然】",
        "相关附件：",
        "附件下载：",
        "文件下载：",
        "▪ 下一篇：",
        "【信息发布：县河长办】 【内容纠错】　【打印文章】　【关闭窗口】",
        "长按识别下方二维码，关注“河口统战”微信公众号",
        "扫描下方二维码解锁更多技能",
        "文章关键词： 河长 民主党派",
        "县委统战部 主办 豫ICP备05000000号",
        "点击上方蓝字关注我们",
        "展开剩余62%",
        "打开河口云端APP，阅读体验更佳",
        "新闻投稿：a@hk.example 新闻热线：0371-1234",
        "未经允许不得转载：河口统战 » 河长办里来了民主党派人士",
        "+1分享到：",
        "责编/李丹妮 美编/杨玲玲",
        "校对 李海慧",
        "声明：本文为河口杂志社原创内容，任何单位或个人转载请注明",
        "打开河口头条App，查看更多精彩内容",
        "听新闻00:00 / 02:31",
        "AI摘要内容由AI生成，仅供参考",
        "● 扫描二维码下载",
        "下載「河口新聞網APP」",
        "我要評論",
        "放大缩小默认朗读",
        "（責任編輯：何敏）",
        "附件：",
        "您访问的链接即将离开“本县”门户网站 是否继续？",
    ],
)
def test_a_line_of_buttons_and_hints_below_the_text_is_no_paragraph(line: str) -> None:
    assert read_around(DATE, f"<p>{line}</p>").body_text == "\n".join(BODY)


def test_an_attachment_that_is_announced_with_its_name_stays() -> None:
    assert read_around(DATE, "<p>附件：河段分工表</p>").body_text.endswith("附件：河段分工表")


def test_the_headline_repeated_beside_the_date_is_no_source() -> None:
    article = read_around(f"<span>发布时间：2026-11-02</span><table><tr><td><p>{TITLE}</p></td></tr></table>")
    assert (article.source, article.body_text) == (None, "\n".join(BODY))


def test_share_buttons_beside_the_date_are_no_source() -> None:
    share = "<div class='share'><a>微信</a>\n<a>微博</a>\n<a>QQ空间</a></div>"
    assert read_around(f"<span>时间：2026-11-02 13:15</span>{share}").source is None


def test_a_source_beside_the_date_wins_over_the_office_of_the_information_table() -> None:
    table = "<table><tr><td>索引号: 01-2</td><td>发布机构: 县教育局</td></tr></table>"
    assert read_around(f"{table}<p>发布日期：2026-11-02 来源：县新闻办</p>").source == "县新闻办"


def test_the_office_of_the_information_table_stands_in_for_a_source() -> None:
    table = "<table><tr><td>索引号: 01-2</td><td>发布机构: 县教育局</td></tr></table>"
    assert read_around(f"{table}<p>发布日期：2026-11-02</p>").source == "县教育局"


def test_a_date_in_the_headlines_own_element_is_no_part_of_it() -> None:
    page = f"<title>{TITLE}</title><body><h2>{TITLE}\n<small>( 2026-11-02)</small></h2><div class='xl'>" + "".join(
        f"<p>{paragraph}</p>" for paragraph in BODY
    )
    article = read_text(page)
    assert (article.title, article.body_text) == (TITLE, "\n".join(BODY))
    assert article.published
    assert isoformat(article.published) == "2026-11-02T00:00:00+08:00"


def test_a_table_of_filing_data_at_the_texts_head_is_no_text() -> None:
    table = (
        "<table><tr><th>索取号</th><th>发布时间</th><th>发布机构</th><th>文件编号</th><th>备注</th></tr>"
        "<tr><td>0764-00112</td><td>2026-11-02</td><td>县河长办</td><td>河办〔2026〕5号</td><td></td></tr></table>"
    )
    page = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><div class='xl'>{table}" + "".join(
        f"<p>{paragraph}</p>" for paragraph in BODY
    )
    article = read_text(page)
    assert article.body_text == "\n".join(BODY)


def test_an_article_of_pictures_alone_does_not_get_the_pages_foot_for_its_text() -> None:
    foot = (
        "<div class='bot'><p><a href='/map'>站点地图</a> <a href='/znwd'>智能问答</a></p>"
        "<p>版权所有：县人民政府 主办单位：县政府办公室</p>"
        "<p>县政府各机构联系电话，网站技术支持：某某公司，建议使用高版本浏览器访问。</p></div>"
        "<div id='modal'><p>您访问的链接即将离开“本县”门户网站 是否继续？</p></div>"
    )
    page = (
        f"<title>{TITLE}</title><body><div class='tit1'>{TITLE}</div><div class='tit2'>日期：2026-11-02</div>"
        f"<div class='con1'><p><img src='w02.png'></p></div><div><a>打印</a> <a>关闭</a></div>{foot}"
    )
    article = read_text(page)
    assert (article.title, article.body_text) == (TITLE, "")
    assert [image.url for image in article.images] == ["http://www.xtz.example/a/w02.png"]

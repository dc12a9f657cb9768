"""Styles of the systems that governments, universities and small offices use. Markup after the real ones."""

from __future__ import annotations

from demo.feeds import feed
from demo.hanweb import JCMS, JPAAS
from demo.style import MODERN, Bar, Style

GOVERNMENT = """<meta name="SiteName" content="统战部网站">
<meta name="SiteIDCode" content="bm00000000">
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{at:%Y-%m-%d %H:%M}">
<meta name="ContentSource" content="{source}">
"""
# TRS: the pages are known to a script only, the source is printed by one.
TRS = Style(
    article="/{column.folder}/{at:%Y%m}/t{at:%Y%m%d}_{number}.html",
    first="/{column.folder}/",
    further="/{column.folder}/index_{before}.html",
    row='<li class="clearfix"><a href="{href}" title="{title}" target="_blank">{mark}{title}</a>'
    '<span class="time">{at:%Y-%m-%d}</span></li>',
    listed='<ul class="cm-news-list">\n{rows}\n</ul>\n{bar}',
    bar=Bar(
        around='<div class="page"><script>createPageHTML({total}, {before}, "index", "html");</script></div>',
        numbers=False,
    ),
    meta=GOVERNMENT,
    story='{trail}<div class="xilan-title"><h2>{title}</h2></div><div class="info"><span>{at:%Y-%m-%d %H:%M}</span>\n'
    '<script>if("{source}"!=""){{document.write(\'<span>来源：{source}</span>\')}}</script></div>\n'
    '<div class="view TRS_UEDITOR trs_paper_default trs_web">\n{paragraphs}\n</div>',
    relative=True,
)
# Pages are numbered downwards; the column beside the list has the list's own markup.
VSB = Style(
    article="/info/{column.id}/{number}.htm",
    first="/{column.folder}.htm",
    further="/{column.folder}/{rest}.htm",
    row='<li id="line_u8_{number}"><span>{at:%Y-%m-%d}</span>'
    '<a href="{href}" title="{title}"><em>{mark}{title}</em></a></li>',
    listed='<div class="list"><ul>\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(
        around='<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_t">共{count}条</span>\n'
        '<span class="p_pages">{links}</span></div>',
        link='<span class="p_no"><a href="{href}">{label}</a></span>',
        here='<span class="p_no_d">{label}</span>',
        words=("首页", "上页", "下页", "尾页"),
    ),
    story='<form name="_newscontent_fromname"><h1>{title}</h1>\n<div class="nr-info">作者：{author} '
    '时间：{at:%Y-%m-%d} 点击数：<script>_showDynClicks("wbnews", 1390, {number})</script></div>\n'
    '<div id="vsb_content"><div class="v_news_content">\n{paragraphs}\n</div></div><div id="div_vote_id"></div>\n'
    '<div class="prenext"><p>上一条：没有了</p></div></form>',
    paragraph='<p style="text-indent: 2em">{text}</p>',
    relative=True,
)
WEBPLUS = Style(
    article="/{at:%Y}/{at:%m%d}/c{column.id}a{number}/page.htm",
    first="/{column.folder}/list.htm",
    further="/{column.folder}/list{page}.htm",
    row='<li class="news n{number} clearfix"><span class="news_title">'
    '<a href="{href}" title="{title}" target="_blank">{mark}{title}</a></span>'
    '<span class="news_meta">{at:%Y-%m-%d}</span></li>',
    listed='<div id="wp_news_w6"><ul class="news_list list2">\n{rows}\n</ul></div>\n{bar}',
    bar=Bar(
        around='<div id="wp_paging_w6"><ul class="wp_paging clearfix"><li class="pages_count">'
        '<span class="all_count">总共<em>{count}</em>记录</span></li><li class="page_nav">{links}</li>'
        '<li class="page_jump">页码<em class="curr_page">{page}</em>/<em class="all_pages">{total}</em>'
        "</li></ul></div>",
        link='<a class="page" href="{href}"><span>{label}</span></a>',
        words=("第一页", "&lt;&lt;上一页", "下一页&gt;&gt;", "尾页"),
        numbers=False,
    ),
    story='<div class="article"><h1 class="arti_title">{title}</h1><p class="arti_metas">'
    '<span class="arti_publisher">发布者：{author}</span><span class="arti_update">发布时间：{at:%Y-%m-%d}</span>'
    '<span class="arti_views">浏览次数：<span class="WP_VisitCount">1{number}</span></span></p>\n<div class="entry">'
    '<div class="read"><div class="wp_articlecontent">\n{paragraphs}\n</div></div></div></div>',
    paragraph='<p class="p_text_indent_2" style="text-align:justify">{text}</p>',
)
UCAP = Style(
    article="/{column.folder}/c{column.id}/{at:%Y%m}/{code}.shtml",
    first="/{column.folder}/c{column.id}/common_list.shtml",
    further="/{column.folder}/c{column.id}/common_list_{page}.shtml",
    row='<li><a href="{href}" target="_blank" title="{title}">{mark}{title}</a>'
    '<span class="date">{at:%Y-%m-%d}</span></li>',
    listed='<ul class="list_ul" id="list">\n{rows}\n</ul>\n{bar}',
    bar=Bar(
        around='<div id="page_div" class="pagination"></div>\n'
        "<script>createPageHTML('page_div',{total}, {page},'common_list','shtml',{count});</script>",
        numbers=False,
    ),
    meta=GOVERNMENT,
    story='<div class="detail"><h1><UCAPTITLE>{title}</UCAPTITLE></h1><div class="laiyuan">'
    "发布时间：{at:%Y-%m-%d %H:%M} 信息来源：{source}</div>\n"
    '<div id="zoomcon"><UCAPCONTENT>\n{paragraphs}\n</UCAPCONTENT></div></div>',
    paragraph='<p style="text-align: justify; text-indent: 2em;">{text}</p>',
)
# 织梦: GBK; every row links its column too.
DEDE = Style(
    article="/a/{column.folder}/{at:%Y}/{at:%m%d}/{number}.html",
    first="/a/{column.folder}/",
    further="/a/{column.folder}/list_{column.id}_{page}.html",
    row="<li>[<b><a href='/a/{column.folder}/'>{column.name}</a></b>]"
    '<a href="{href}" class="title">{mark}{title}</a>\n'
    '<span class="info"><small>日期：</small>{at:%Y-%m-%d %H:%M:%S}<small> 点击：</small>1{number}</span>\n'
    '<p class="intro">{summary}</p></li>',
    listed='<div class="listbox"><ul class="e2">\n{rows}\n</ul></div>\n{bar}',
    side_row='<li><a href="{href}">{title}</a></li>',
    side='<dl class="tbox"><dd><ul class="c1 ico2">\n{rows}\n</ul></dd></dl>',
    bar=Bar(
        around='<div class="dede_pages"><ul class="pagelist"><li><span class="pageinfo">共 <strong>{total}</strong>页'
        "<strong>{count}</strong>条</span></li>{links}</ul></div>",
        link="<li><a href='{href}'>{label}</a></li>",
        here='<li class="thisclass">{label}</li>',
        words=("首页", "上一页", "下一页", "末页"),
    ),
    story='<div class="viewbox"><div class="title"><h2>{title}</h2></div><div class="info"><small>时间:</small>'
    "{at:%Y-%m-%d %H:%M}<small>来源:</small>{source}<small>作者:</small>{author}<small>点击:</small>"
    '<script src="/plus/count.php?view=yes&aid={number}"></script>次</div>\n<div class="content"><table width="100%">'
    '<tr><td>\n{paragraphs}\n</td></tr></table></div><div class="dede_pages"></div></div>',
    charset="gbk",
)
EMPIRE = Style(
    article="/{column.folder}/{at:%Y-%m-%d}/{number}.html",
    first="/{column.folder}/",
    further="/{column.folder}/index_{page}.html",
    row='<li><a href="{href}" title="{title}">{mark}{title}</a><span>{at:%Y-%m-%d}</span></li>',
    listed='<ul class="newsList">\n{rows}\n</ul>\n{bar}',
    bar=Bar(
        around='<div class="epages"><a title="Total record">&nbsp;<b>{count}</b> </a>&nbsp;&nbsp;{links}</div>',
        link='&nbsp;<a href="{href}">{label}</a>',
        here="&nbsp;<b>{label}</b>",
    ),
    story='<div class="title"><h1>{title}</h1></div><div class="info_text">时间：{at:%Y-%m-%d %H:%M:%S}&nbsp;&nbsp;'
    '来源：{source}&nbsp;&nbsp;作者：{author}</div>\n<div id="text">\n{paragraphs}\n</div>',
    frame=MODERN.replace("</body>", "<!-- Powered by EmpireCMS -->\n</body>"),
)
# The list shows the day in the attribute of <time> and in words.
WORDPRESS = Style(
    article="/archives/{number}",
    first="/archives/category/{column.folder}",
    further="/archives/category/{column.folder}/page/{page}",
    row='<article id="post-{number}" class="post type-post hentry"><header class="entry-header">'
    '<h2 class="entry-title"><a href="{url}" rel="bookmark">{mark}{title}</a></h2><div class="entry-meta">'
    '<time class="entry-date published" '
    'datetime="{at:%Y-%m-%dT%H:%M:%S+08:00}">{at.year}年{at.month}月{at.day}日</time></div></header>\n'
    '<div class="entry-summary"><p>{summary} <a href="{url}" class="more-link">继续阅读</a></p></div></article>',
    listed='<main id="main" class="site-main">\n{rows}\n{bar}\n</main>',
    side_row='<li><a href="{url}">{title}</a></li>',
    side='<aside class="widget widget_recent_entries"><ul>\n{rows}\n</ul></aside>',
    bar=Bar(
        around='<nav class="navigation pagination"><div class="nav-links">{links}</div></nav>',
        link='<a class="page-numbers" href="{href}">{label}</a>',
        here='<span aria-current="page" class="page-numbers current">{label}</span>',
        words=("", "上一页", "下一页", ""),
    ),
    story='<article id="post-{number}" class="post hentry"><header class="entry-header">'
    '<h1 class="entry-title">{title}</h1><div class="entry-meta">'
    '<time class="entry-date published" datetime="{at:%Y-%m-%dT%H:%M:%S+08:00}">'
    "{at.year}年{at.month}月{at.day}日</time><span class='byline'>作者：{author}</span></div></header>\n"
    '<div class="entry-content">\n{paragraphs}\n</div></article>',
    paragraph="<p>{text}</p>",
    frame=MODERN.replace(
        "{meta}", '<link rel="alternate" type="application/rss+xml" title="订阅" href="/feed">\n{meta}'
    ),
    pinned="",
    service=feed,
)
GP = Style(
    article="/{column.folder}/{code}.htm",
    first="/{column.folder}/index.htm",
    further="/{column.folder}/index{before}.htm",
    row='<li class="gp-clearfix"><a class="gp-ellipsis gp-f16" href="{href}" title="{title}">{mark}{title}</a>'
    '<span class="gp-f14">{at:%Y-%m-%d}</span></li>',
    listed='<ul class="gp-list-ul">\n{rows}\n</ul>\n{bar}',
    story='<div class="gp-article-box"><h1 class="gp-f30">{title}</h1><div class="articleAuthor">来源：{source}'
    '<span class="gp-line">|</span>作者：{author}<span class="gp-line">|</span>发布时间：{at:%Y-%m-%d %H:%M}</div>\n'
    '<div class="gp-article">\n{paragraphs}\n</div></div>',
    paragraph='<p style="text-indent:2em">{text}</p>',
)
STYLES: dict[str, Style] = {
    "trs": TRS,
    "vsb": VSB,
    "webplus": WEBPLUS,
    "ucap": UCAP,
    "dede": DEDE,
    "empire": EMPIRE,
    "wordpress": WORDPRESS,
    "gp": GP,
    "jcms": JCMS,
    "jpaas": JPAAS,
}

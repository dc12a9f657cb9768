"""The general list reader on lists of every build: which links are entries, their dates, their headlines."""

from __future__ import annotations

import pytest

from tests.extract.lists import DAYS, HREFS, TITLES, days, files, kind_of, page, read, rows, titles

_DATED = '<li><a href="{h}">{t}</a><span>{d}</span></li>'

_CELLS = rows("<td>·<a href={h}>{t}</a></td><td>{d}</td>").split("\n")
_PAIRS = "".join(f"<tr>{left}{right}</tr>" for left, right in zip(_CELLS[::2], _CELLS[1::2], strict=True))
_BESIDE = {
    "term-and-definition": f"<dl>{rows('<dt>{d}</dt><dd><a href={h}>{t}</a></dd>')}</dl>",
    "definition-behind": f"<dl>{rows('<dt><a href={h}>{t}</a></dt><dd>{d}</dd>')}</dl>",
    "row-below": f"<table>{rows('<tr><td><a href={h}>{t}</a></td></tr><tr><td>发布日期：{d}</td></tr>')}</table>",
    "text-behind": f"<table><tr><td>{rows('·<a href={h}>{t}</a>&nbsp;({d})<br>')}</td></tr></table>",
    "paragraphs": f"<div>{rows('<p class=t><a href={h}>{t}</a></p><p class=time>{d}</p>')}</div>",
    "before": f"<div>{rows('<div class=d>{d}</div><div class=t><a href={h}>{t}</a></div>')}</div>",
    "two-a-row": f"<table>{_PAIRS}</table>",
    "label-before": f"<ul>{rows('<li><a href=/c/>[要闻]</a><a href={h}>{t}</a><span>{d}</span></li>')}</ul>",
}


@pytest.mark.parametrize("body", _BESIDE.values(), ids=_BESIDE)
def test_a_date_that_stands_beside_the_item_is_the_items(body: str) -> None:
    listing = read(body)
    assert files(listing) == list(HREFS)
    assert days(listing) == list(DAYS)


def test_items_under_the_heading_of_a_day_have_that_day() -> None:
    items = rows('<li><a href="{h}">{t}</a></li>').split("\n")
    body = (
        "<h4>2026年6月30日</h4><ul>"
        + "".join(items[:2])
        + "</ul><h4>2026年6月28日</h4><ul>"
        + "".join(items[2:])
        + "</ul>"
    )
    assert days(read(f"<div>{body}</div>")) == ["2026-06-30"] * 2 + ["2026-06-28"] * 4


def test_a_second_part_in_the_same_item_has_the_items_date() -> None:
    item = '<li><a href="{h}">{t}</a> <a href="x{h}">（下）</a><span>{d}</span></li>'
    assert days(read(f"<ul>{rows(item, 1)}{rows(_DATED)}</ul>"))[:2] == [DAYS[0]] * 2


_FORMS = {
    "day-month-year": ("<b>30</b><i>6月</i><i>2026年</i>", "2026-06-30"),
    "english": ("<b>30</b> <i>Jun, 2026</i>", "2026-06-30"),
    "short": ("26/06/30", "2026-06-30"),
    "compact": ("20260630", "2026-06-30"),
    "month-first": ("6月 30, 2026", "2026-06-30"),
    "attribute": ('<time datetime="2026-06-30T09:00:00+08:00">06-30</time>', "2026-06-30"),
}


@pytest.mark.parametrize(("printed", "day"), _FORMS.values(), ids=_FORMS)
def test_a_date_of_every_form_is_read(printed: str, day: str) -> None:
    body = f"<ul>{rows('<li><a href={h}>{t}</a> <span>DAY</span></li>').replace('DAY', printed)}</ul>"
    assert days(read(body)) == [day] * 6


def test_the_year_of_a_month_and_day_stands_in_the_folder_of_the_address() -> None:
    body = f"<ul>{rows('<li><a href=202606/{h}>{t}</a><span>[{md}]</span></li>', 5)}</ul>"
    assert days(read(body)) == list(DAYS[:5])


def test_the_year_of_a_month_and_day_stands_in_the_heading_above() -> None:
    items = rows('<li><a href="{h}">{t}</a><span>{md}</span></li>').split("\n")
    body = "<h4>2026年</h4><ul>" + "".join(items[:3]) + "</ul><h4>2025年</h4><ul>" + "".join(items[3:]) + "</ul>"
    assert days(read(f"<div>{body}</div>")) == [*DAYS[:3], "2025-06-11", "2025-06-02", "2025-05-29"]


def test_of_several_dates_the_one_that_stands_alone_is_the_entrys() -> None:
    excerpt = "2025年09月10日15:30，会议在县城召开，有关部门负责人参加。"
    body = f"<ul>{rows('<li><h4><a href={h}>{t}</a></h4><p>EXCERPT</p><span>{d}</span></li>')}</ul>"
    assert days(read(body.replace("EXCERPT", excerpt))) == list(DAYS)


def test_a_day_that_the_headline_names_is_not_the_entrys() -> None:
    card = "<li><a href={h}><div><b>30</b><i>6月</i><i>2026年</i></div><p>{t}</p></a></li>"
    assert days(read(f"<ul>{rows(card)}</ul>")) == ["2026-06-30"] * 6


def test_of_two_dated_cells_the_last_is_the_day_of_publication() -> None:
    body = f"<table>{rows('<tr><td><a href={h}>{t}</a></td><td>2025-11-0{n}</td><td>{d}</td></tr>')}</table>"
    assert days(read(body)) == list(DAYS)


def test_months_within_a_headline_are_no_day() -> None:
    items = "".join(f"<li><a href='2026/{h}'>本县1-{n}月非公经济运行情况通报</a></li>" for n, h in enumerate(HREFS, 3))
    assert days(read(f"<ul>{items}</ul>")) == [""] * 6


_HOT = rows('<li><a href="hot_{h}">热点{t}</a><span>{d}</span></li>')


def test_a_side_list_of_the_same_class_is_not_joined() -> None:
    side = f'<div class="col-md-3"><h3>热点推荐</h3><ul class="list">{_HOT}</ul></div>'
    body = f'<div class="row"><div class="col-md-9"><ul class="list">{rows(_DATED, 4)}</ul></div>{side}</div>'
    assert files(read(body)) == list(HREFS[:4])


def test_a_short_list_wins_over_a_longer_one_under_a_side_heading() -> None:
    body = f'<ul class="con">{rows(_DATED, 2)}</ul><div class="zx"><h3>最新文章</h3><ul>{_HOT}</ul></div>'
    assert files(read(body)) == list(HREFS[:2])


def test_words_of_a_side_within_other_words_are_none() -> None:
    body = f'<div class="headlines-right"><ul class="linklist">{rows(_DATED)}</ul></div>'
    side = f'<div class="jc"><h3>精彩图文</h3><ul>{_HOT.replace("<span>", "<i>")}</ul></div>'
    assert files(read(body + side)) == list(HREFS)


def test_a_menu_of_the_same_bare_tags_is_not_joined() -> None:
    menu = "".join(f"<tr><td><a href='list.asp?id={n}'>栏目名称{n}</a></td></tr>" for n in range(5))
    cells = rows("<tr><td><a href={h}>{t}</a></td><td>{d}</td></tr>")
    body = f"<table><tr><td><table>{menu}</table></td><td><table>{cells}</table></td></tr></table>"
    assert files(read(body)) == list(HREFS)


def test_rows_of_alternating_classes_are_one_list() -> None:
    lines = rows("<tr><td class='CLASS'><a href={h}>{t}</a></td></tr>").split("\n")
    body = "".join(line.replace("CLASS", "odd" if n % 2 else "even") for n, line in enumerate(lines))
    assert files(read(f"<table>{body}</table>")) == list(HREFS)


def test_a_pinned_item_is_no_part_of_a_page_head() -> None:
    lines = rows(_DATED).split("\n")
    assert files(read(f"<ul>{lines[0].replace('<li>', '<li class=top>')}{''.join(lines[1:])}</ul>")) == list(HREFS)


def test_two_columns_are_one_list() -> None:
    lines = rows(_DATED).split("\n")
    body = f'<div class="l"><ul>{"".join(lines[:3])}</ul></div><div class="r"><ul>{"".join(lines[3:])}</ul></div>'
    assert files(read(body)) == list(HREFS)


def test_a_list_under_a_heading_of_its_own_is_no_second_column() -> None:
    other = rows('<li><a href="{h}">附{t}</a><span>{d}</span></li>').replace("content_", "content_9")
    body = f'<div class="l"><ul>{rows(_DATED)}</ul></div><div class="r"><h3>基层动态</h3><ul>{other}</ul></div>'
    assert files(read(body)) == list(HREFS)


_FIRST = {
    "lead": '<div class="lead"><h2><a href="{h}">{t}</a></h2><p>2026年6月30日，会议召开。</p></div><ul>',
    "card": "<ul><li class=first><a href={h}><img src=a.jpg></a><div><h3><a href={h}>{t}</a></h3><i>{d}</i></div></li>",
}


@pytest.mark.parametrize("first", _FIRST.values(), ids=_FIRST)
def test_a_first_entry_of_another_shape_belongs_to_the_list(first: str) -> None:
    rest = rows(_DATED).split("\n")[1:]
    listing = read(f"<div class='box'>{rows(first, 1)}{''.join(rest)}</ul></div>")
    assert files(listing) == list(HREFS)
    assert days(listing) == list(DAYS)


_MENUS = {
    "columns": "".join(
        f"<li><a href='/col/col159954{n}/index.html'>行政规范性文件与政策解读{n}</a></li>" for n in range(9)
    ),
    "folders": "".join(f"<li><a href='/zt/{n}/'>学习贯彻会议精神专题报道{n}</a></li>" for n in range(6)),
    "friends": "".join(f"<li><a href='http://{n}.example/'>中国统一战线新闻网{n}</a></li>" for n in range(6)),
}


@pytest.mark.parametrize("menu", _MENUS.values(), ids=_MENUS)
def test_a_menu_is_no_list_and_the_page_is_an_empty_listing(menu: str) -> None:
    body = f"<div class='zt'><ul>{menu}</ul></div><ul><li>暂无内容</li></ul>"
    assert read(body).entries == ()
    assert kind_of(body) == "Listing"


def test_an_empty_page_without_a_frame_is_no_listing() -> None:
    body = "<html><body><p>系统繁忙</p></body></html>".encode()
    assert read(body).entries == ()


@pytest.mark.parametrize("count", [1, 2])
def test_a_list_of_one_or_two_entries_is_a_list(count: int) -> None:
    body = f"<ul>{rows(_DATED, count)}</ul>"
    assert files(read(body)) == list(HREFS[:count])
    assert kind_of(body) == "Listing"


def test_names_of_two_characters_are_entries_when_their_addresses_are_numbered() -> None:
    names = ("张澜", "陈叔通", "黄炎培", "马叙伦")
    body = "".join(
        f"<li><a href='rw/{200 + n}.html'><img src='p.jpg'><i>{name}</i></a></li>" for n, name in enumerate(names)
    )
    assert titles(read(f"<ul>{body}</ul>")) == list(names)


_MUTE = {
    "empty-link-over-a-card": "<div class=card><a href={h}></a><h5>{t}</h5><p>摘要文字。</p><small>{d}</small></div>",
    "read-more": "<div class=x><h2>{t}</h2><p>{d} | 办公室</p><p>摘要。</p><a class=more href={h}>查看全文</a></div>",
    "picture": '<li><a href={h}><img src=p.jpg alt="{t}"></a><span>{d}</span></li>',
    "caption": "<li><a href={h}><img src=p.jpg></a><p>{t}</p><span>{d}</span></li>",
}


@pytest.mark.parametrize("form", _MUTE.values(), ids=_MUTE)
def test_a_link_without_words_has_the_headline_beside_it(form: str) -> None:
    body = f"<div>{rows(form)}</div>"
    listing = read(body)
    assert titles(listing) == list(TITLES)
    assert days(listing) == list(DAYS)
    assert kind_of(body) == "Listing"


_DRESSED = {
    "day-before": "<a href={h} title='{t}'><em>{d}</em><span>{t}</span></a>",
    "day-behind": "<a href={h}>{t}<i>{md}</i></a> {d}",
    "number-before": "<a href={h}><em>{n}</em>{t}</a> {d}",
    "pinned": "<a href={h}>[置顶]{t}NEW</a> {d}",
}


@pytest.mark.parametrize("form", _DRESSED.values(), ids=_DRESSED)
def test_a_headline_is_read_without_its_dress(form: str) -> None:
    assert titles(read(f"<ul>{rows('<li>' + form + '</li>')}</ul>")) == list(TITLES)


_HINTS = {
    "item": '<li title="{t}"><a href={h}>CUT</a> {d}</li>',
    "span": '<li><a href={h}><span title="{t}">CUT</span></a> {d}</li>',
    "labelled": '<li><a href={h} title="标题：{t}&#10;作者：办公室">CUT</a> {d}</li>',
}


@pytest.mark.parametrize("form", _HINTS.values(), ids=_HINTS)
def test_a_cut_headline_is_completed_from_the_title_attribute_near_it(form: str) -> None:
    lines = rows(form).split("\n")
    body = "".join(line.replace("CUT", title[:9] + "...") for line, title in zip(lines, TITLES, strict=True))
    assert titles(read(f"<ul>{body}</ul>")) == list(TITLES)


_CLICKED = {
    "call": "<li><a onclick=\"isDownLoad(this,'{h}')\" title='{t}'>{t}</a><span>{d}</span></li>",
    "attribute": "<li><a href='javascript:void(0)' data-href='{h}'>{t}</a><span>{d}</span></li>",
    "item": "<li onclick=\"window.open('{h}')\"><a href='javascript:;'>{t}</a><span>{d}</span></li>",
    "script-address": "<li><a href=\"javascript:show('{h}')\">{t}</a><span>{d}</span></li>",
}


@pytest.mark.parametrize("form", _CLICKED.values(), ids=_CLICKED)
def test_an_address_that_a_script_follows_is_the_links(form: str) -> None:
    assert files(read(f"<ul>{rows(form)}</ul>")) == list(HREFS)


def test_a_picture_that_a_script_shows_is_no_address() -> None:
    body = rows("<li><a href='#' onclick=\"show('/p/{n}.jpg')\">图{n}</a><a href={h}>{t}</a><span>{d}</span></li>")
    assert files(read(f"<ul>{body}</ul>")) == list(HREFS)


def test_an_article_with_dated_links_below_it_stays_an_article() -> None:
    prose = "统战部门的同志挨家挨户走访，把问题记在本子上，把答复写在问题后面。" * 9
    body = f"<h1>{TITLES[0]}</h1><p>2026-06-30 来源：本站</p><p>{prose}</p><ul>{rows(_DATED, 3)}</ul>"
    assert kind_of(body, "http://www.xtz.example/tzyw/content_1.html") == "Article"


def test_a_page_of_one_entry_reads_the_same_twice() -> None:
    once = read(page(f"<ul>{rows(_DATED, 1)}</ul>"))
    assert once == read(page(f"<ul>{rows(_DATED, 1)}</ul>"))

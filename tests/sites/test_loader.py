"""Loading: what a definition becomes, who replaces whom, which site a page belongs to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from news.errors import SiteDefinitionError, UsageError
from news.site import Expect, ListRule, Pace, Pager
from sites.loader import BUILT_IN, load_catalogue
from tests.sites.conftest import SOUND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAMILY = """name = "cms"
[listing]
item = "ul.list li"
[pager]
kind = "trs"
[[layouts]]
name = "cms"
marker = "div.TRS_Editor"
body = "div.TRS_Editor"
"""
WITHOUT_PAGER = SOUND.replace('[pager]\nkind = "query"\nparam = "page"\n', "")
IN_FAMILY = WITHOUT_PAGER.replace('id = "branch"', 'id = "branch"\nfamily = "cms"')


def test_a_sound_file_becomes_a_site_value(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND)
    site = load_catalogue([tmp_path]).get("branch")
    assert (site.name, site.home) == ("某支部", "https://www.branch.example.cn/")
    assert [(c.name, c.url) for c in site.channels] == [
        ("要闻", "https://www.branch.example.cn/yw/"),
        ("通知", "https://www.branch.example.cn/tz/"),
    ]
    assert site.article_url.search("http://branch.example.cn/yw/12.html?from=timeline")
    assert site.pager == Pager("query", "page")
    assert site.pace == Pace(interval=60, delay=0.5, baseline_pages=10)
    assert site.layouts[1].until == date(2020, 12, 31)
    assert site.layouts[0].drop == (".share",)
    assert site.enabled


def test_what_a_file_leaves_out_has_its_default(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND.partition("[pager]")[0] + 'region = ""\ncolumn_url = ""\n')
    site = load_catalogue([tmp_path]).get("branch")
    assert (site.pager, site.listing, site.pace) == (Pager(), ListRule(), Pace())
    assert (site.layouts, site.column_url, site.family, site.region) == ((), None, "", "")


def test_what_a_site_promises_and_where_it_moved_from(write: Callable[..., Path], tmp_path: Path) -> None:
    text = SOUND.replace('hosts = ["www.branch.example.cn"]', 'hosts = ["www.branch.example.cn", "old.cn"]')
    text = text.replace('name = "通知", url', 'name = "通知", kind = "feed", url')
    text = text.replace(
        'id = "branch"',
        'id = "branch"\nbrowser = true\nproof = "页脚写着某支部"\n'
        'redirects = [{ from = "old.cn", to = "www.branch.example.cn" }]',
    )
    write(f'{text}[expect]\nentries = 10\nposts_a_week = 1\nfields = ["title", "source"]\n')
    site = load_catalogue([tmp_path]).get("branch")
    assert [channel.kind for channel in site.channels] == ["list", "feed"]
    assert site.expect == Expect(entries=10, posts_a_week=1.0, fields=("title", "source"))
    assert (site.browser, site.proof) == (True, "页脚写着某支部")
    assert site.redirects == (("old.cn", "www.branch.example.cn"), ("www.old.cn", "www.branch.example.cn"))


@pytest.mark.parametrize("kind", ["vsb", "jcms", "none", "next"])
def test_a_pager_is_one_of_the_known_kinds(write: Callable[..., Path], tmp_path: Path, kind: str) -> None:
    write(WITHOUT_PAGER + f'[pager]\nkind = "{kind}"\n')
    assert load_catalogue([tmp_path]).get("branch").pager.kind == kind


def test_a_pager_by_path_names_what_stands_before_the_number(write: Callable[..., Path], tmp_path: Path) -> None:
    write(WITHOUT_PAGER + '[pager]\nkind = "path"\nparam = "index_"\n')
    assert load_catalogue([tmp_path]).get("branch").pager == Pager("path", "index_")


def test_a_host_is_known_with_and_without_www(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND)
    assert set(load_catalogue([tmp_path]).get("branch").hosts) == {"www.branch.example.cn", "branch.example.cn"}


def test_layouts_in_use_come_before_those_that_ended(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND)
    assert [layout.name for layout in load_catalogue([tmp_path]).get("branch").layouts] == ["new", "old"]


def test_dated_layouts_come_youngest_first_and_undated_ones_in_the_order_of_the_file(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    def layout(name: str, dates: str = "") -> str:
        return f'[[layouts]]\nname = "{name}"\nmarker = "p"\nbody = "p"\n{dates}\n'

    write(
        SOUND.partition("[pager]")[0]
        + layout("first")
        + layout("older", "since = 2015-01-01\nuntil = 2018-01-01")
        + layout("younger", "since = 2018-01-02\nuntil = 2020-01-01")
        + layout("second")
        + layout("latest", "since = 2020-01-02")
    )
    names = [layout.name for layout in load_catalogue([tmp_path]).get("branch").layouts]
    assert names == ["latest", "first", "second", "younger", "older"]


def test_a_family_lends_its_pager_list_rule_and_layouts(write: Callable[..., Path], tmp_path: Path) -> None:
    write(FAMILY, "families/cms.toml")
    write(IN_FAMILY)
    catalogue = load_catalogue([tmp_path])
    site = catalogue.get("branch")
    assert [family.name for family in catalogue.families] == ["cms"]
    assert (site.pager, site.listing) == (Pager("trs"), ListRule(item="ul.list li"))
    layouts = catalogue.layouts_for("http://branch.example.cn/yw/1.html")
    assert [layout.name for layout in layouts] == ["new", "old", "cms"]
    assert layouts == catalogue.layouts_of(site)


def test_a_sites_own_pager_and_list_rule_win_over_its_familys(write: Callable[..., Path], tmp_path: Path) -> None:
    write(FAMILY, "families/cms.toml")
    write(IN_FAMILY + '[pager]\nkind = "none"\n[listing]\nitem = "tr"\ndate = "td::text"\n')
    site = load_catalogue([tmp_path]).get("branch")
    assert (site.pager, site.listing) == (Pager("none"), ListRule(item="tr", date="td::text"))


def test_a_broken_family_is_a_problem_and_so_is_every_site_that_names_it(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    family = write(FAMILY.replace('"trs"', '"turn"'), "families/cms.toml")
    site = write(IN_FAMILY)
    catalogue = load_catalogue([tmp_path])
    assert [(p.file, p.line) for p in catalogue.problems] == [(str(family), 5), (str(site), 2)]
    assert catalogue.families == ()
    assert list(catalogue.sites) == []


def test_one_broken_file_leaves_all_others_on(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND)
    write(SOUND.replace('"branch"', '"second"'), "second.toml")
    write("id = ", "third.toml")
    catalogue = load_catalogue([tmp_path])
    assert list(catalogue.sites) == ["branch", "second"]
    assert [p.file for p in catalogue.problems] == [str(tmp_path / "third.toml")]


def test_an_operators_file_replaces_the_built_in_one(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND.replace('id = "branch"', 'id = "acfic"'), "acfic.toml")
    catalogue = load_catalogue([BUILT_IN, tmp_path])
    assert catalogue.get("acfic").name == "某支部"
    assert catalogue.problems == ()
    assert "minmeng" in catalogue.sites


def test_an_operators_broken_file_turns_the_built_in_one_off(write: Callable[..., Path], tmp_path: Path) -> None:
    write('id = "acfic"\n', "acfic.toml")
    catalogue = load_catalogue([BUILT_IN, tmp_path])
    assert "acfic" not in catalogue.sites
    assert [p.file for p in catalogue.problems] == [str(tmp_path / "acfic.toml")]


def test_an_operators_family_replaces_the_built_in_one(write: Callable[..., Path], tmp_path: Path) -> None:
    write(FAMILY.replace('name = "cms"\n[listing]', 'name = "trs"\n[listing]'), "families/trs.toml")
    catalogue = load_catalogue([BUILT_IN, tmp_path])
    assert [layout.name for layout in catalogue.layouts_of(catalogue.get("acfic"))] == ["cms"]


def test_editors_own_files_and_empty_folders_are_passed_over(write: Callable[..., Path], tmp_path: Path) -> None:
    write("rubbish", ".branch.toml")
    write("rubbish", "branch.toml~")
    write("rubbish", "notes.md")
    catalogue = load_catalogue([tmp_path, tmp_path / "absent"])
    assert (dict(catalogue.sites), catalogue.problems) == ({}, ())


def test_sites_are_sorted_by_id(write: Callable[..., Path], tmp_path: Path) -> None:
    for name in ("zulu", "alpha", "mike"):
        write(SOUND.replace('"branch"', f'"{name}"'), f"{name}.toml")
    assert list(load_catalogue([tmp_path]).sites) == ["alpha", "mike", "zulu"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Callable[..., Path], tmp_path: Path) -> None:
    write(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load_catalogue([tmp_path]).problems == ()


def test_a_near_miss_is_told_the_right_id() -> None:
    with pytest.raises(UsageError, match="minmeng") as caught:
        load_catalogue([BUILT_IN]).get("minmen")
    assert caught.value.exit_code == 2
    assert "tzwatch sites list" in str(caught.value)


def test_an_id_like_no_other_is_told_where_to_look() -> None:
    with pytest.raises(UsageError, match="tzwatch sites list") as caught:
        load_catalogue([BUILT_IN]).get("qqqq")
    assert "did you mean" not in str(caught.value)


def test_asking_for_a_broken_site_tells_what_is_wrong_with_its_file(write: Callable[..., Path], tmp_path: Path) -> None:
    file = write(SOUND.replace("某支部", ""))
    with pytest.raises(SiteDefinitionError) as caught:
        load_catalogue([tmp_path]).get("branch")
    assert str(caught.value).startswith(f"{file}:2: ")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.acfic.org.cn/qlyw/202508/t20250827_319997.html", "acfic"),
        ("http://acfic.org.cn/", "acfic"),
        ("http://www.acfic.com.cn:80/a", "acfic"),
        ("https://WWW.ACFIC.ORG.CN/", "acfic"),
        ("https://tyzx.people.cn/GB/1/index.html", "tyzx-people"),
        ("https://cpc.people.com.cn/", "cpc-people"),
        ("https://paper.people.com.cn/", None),
        ("https://evil.example/www.acfic.org.cn/", None),
        ("https://acfic.org.cn.evil.example/", None),
        ("not a url", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_a_page_belongs_to_the_site_that_names_its_host(url: str, site: str | None) -> None:
    found = load_catalogue([BUILT_IN]).site_of(url)
    assert (found.id if found else None) == site


def test_no_layouts_are_known_for_an_unknown_site() -> None:
    assert load_catalogue([BUILT_IN]).layouts_for("https://unknown.example/") == ()


def test_sites_on_one_host_are_told_apart_by_article_then_by_channel(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    for name, folder in (("one", "yw"), ("two", "tz"), ("three", "tz/deep")):
        text = SOUND.replace('"branch"', f'"{name}"').replace("/[a-z]+/", f"/{folder.partition('/')[0]}/")
        channels = f'channels = [{{ name = "栏", url = "https://branch.example.cn/{folder}/" }}]'
        head, _, rest = text.partition("channels = [")
        write(head + channels + rest.partition("\n]")[2], f"{name}.toml")
    catalogue = load_catalogue([tmp_path])
    assert catalogue.problems == ()

    def owner(path: str) -> str | None:
        found = catalogue.site_of(f"https://www.branch.example.cn{path}")
        return found.id if found else None

    assert owner("/yw/1.html") == "one"
    assert owner("/tz/1.html") == "two"
    assert owner("/tz/deep/index.html") == "three"
    assert owner("/yw/about.html") == "one"


def test_an_intranet_site_loads_when_its_host_is_allowed(write: Callable[..., Path], tmp_path: Path) -> None:
    write(SOUND.replace("www.branch.example.cn", "127.0.0.1"))
    assert "branch" not in load_catalogue([tmp_path]).sites
    assert "branch" in load_catalogue([tmp_path], allow_hosts=frozenset({"127.0.0.1"})).sites

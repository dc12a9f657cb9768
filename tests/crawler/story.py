"""Some days in the life of the replica, crawled step by step once; the tests only read what was found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.archive.snapshots import Shelf
from crawler.rereading import reread
from db.connection import connect
from db.rereading import Wanted
from news.urls import url_key
from sites.loader import BUILT_IN, load_catalogue
from tests.crawler import plain
from tests.crawler.rig import REPLICA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.rereading import Reread
    from db.events import Event
    from demo.post import Post
    from demo.record import Record
    from tests.crawler.rig import Done, Rig

# A site that answers 404 to everything from the third crawl on.
OUTAGE = "outage"
NEW_TITLE = "民盟中央召开新任盟员座谈会"
EDITED_TITLE = "（更正）民盟省委会召开专题会议"
EDITED_BODY = ("改写之后的第一段，说明会议改期举行。", "改写之后的第二段，附上新的议程和联系人。")


@dataclass(frozen=True, slots=True)
class Step:
    """One crawl: how it ended, what it asked for, and what the store held afterwards."""

    done: Done
    log: Sequence[Record]
    stored: dict[str, dict[str, Any]]
    events: Sequence[Event]

    def asked(self, site_host: str) -> list[Record]:
        return [record for record in self.log if record.host.removeprefix("www.") == site_host.removeprefix("www.")]


@dataclass(frozen=True, slots=True)
class Story:
    """first: the baseline. second: nothing happened. third: a post, two edits, a withdrawal, a redirect to the front
    page, and OUTAGE begins. fourth: the same again. fifth: what was withdrawn is back. down: tyzx-people hangs up.
    reread: what `reextract` then makes of the raw pages.
    """

    posts: Sequence[Post]
    first: Step
    second: Step
    published: Post
    retitled: Post
    rewritten: Post
    withdrawn: Post
    sent_home: Post
    third: Step
    listed_as_new: Sequence[dict[str, Any]]
    fourth: Step
    fifth: Step
    down: Step
    reread: Sequence[Reread]


def _taken(rig: Rig, done: Done, rows: Sequence[dict[str, Any]] | None = None) -> Step:
    stored = {url_key(row["url"]): row for row in rows or rig.rows()}
    log = rig.server.log
    rig.server.forget_log()
    return Step(done, log, stored, rig.events())


def _reread(rig: Rig) -> list[Reread]:
    """Read every stored raw page again, with the rules that the crawls had."""
    known = load_catalogue([BUILT_IN, rig.sites])
    with connect(rig.url) as conn:
        steps = reread(conn, Shelf(rig.home), known, Wanted(), dry_run=True)
        return [done for _, versions in steps for done in versions]


def _quiet(rig: Rig, site: str, position: int) -> Post:
    """A post that stands in one channel only and is not on top of it."""
    return [post for post in rig.world.posts(site) if len(post.channels) == 1 and not post.pinned][position]


def lived(rig: Rig) -> Story:
    world = rig.world
    links = [plain.Link(n) for n in range(1, 4)]
    plain.put(rig, OUTAGE, plain.paged(links, size=10))
    posts = world.posts()
    first = _taken(rig, rig.crawl(*REPLICA, OUTAGE), rig.export())
    second = _taken(rig, rig.crawl(*REPLICA, OUTAGE))

    published = world.publish("minmeng", NEW_TITLE)
    retitled = world.edit(_quiet(rig, "minmeng", 3), title=EDITED_TITLE)
    rewritten = world.edit(_quiet(rig, "zytzb", 2), body=EDITED_BODY)
    withdrawn = world.withdraw(_quiet(rig, "acfic", 4))
    sent_home = _quiet(rig, "acfic", 6)
    world.override(sent_home.url, 302, {"Location": "https://www.acfic.org.cn/"})
    away = (404, {"Content-Type": "text/html"}, b"<h1>404 Not Found</h1>")
    world.mount(plain.host(OUTAGE), {path: away for path in ("/list.html", *(link.path for link in links))})
    third = _taken(rig, rig.crawl(*REPLICA, OUTAGE, "--revisit"))
    listed_as_new = json.loads(rig.run("articles", "--new", "--json").out)
    fourth = _taken(rig, rig.crawl("acfic", OUTAGE, "--revisit"))

    world.restore(withdrawn)
    world.lift(sent_home.url)
    fifth = _taken(rig, rig.crawl("acfic", "--revisit"))
    rig.server.down.add("tyzx.people.cn")
    down = _taken(rig, rig.crawl("tyzx-people", "--revisit"))
    return Story(
        posts=posts,
        first=first,
        second=second,
        published=published,
        retitled=retitled,
        rewritten=rewritten,
        withdrawn=withdrawn,
        sent_home=sent_home,
        third=third,
        listed_as_new=listed_as_new,
        fourth=fourth,
        fifth=fifth,
        down=down,
        reread=_reread(rig),
    )

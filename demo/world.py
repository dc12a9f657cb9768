"""The replica web: four sites with their editors, answering requests without any network. Thread-safe."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from demo import acfic, minmeng, newsroom, people, zytzb
from demo.post import BEIJING, Post, Template
from demo.press import Edition, Page

if TYPE_CHECKING:
    from demo.replica import Replica

Answer = tuple[int, Mapping[str, str], bytes]

_TEMPLATES: tuple[Template, ...] = (people, minmeng, zytzb, acfic)
_NUMBERS_A_SITE = 10_000
_VALIDATORS = ("ETag", "Last-Modified")
_ROBOTS = b"User-agent: *\nDisallow: /search/\nAllow: /\n"
_MISSING = "<html><head><title>404</title></head><body><h1>您访问的页面不存在或已删除</h1></body></html>".encode()


def beijing_now() -> datetime:
    return datetime.now(BEIJING)


def build_world(today: date, clock: Callable[[], datetime] = beijing_now) -> World:
    """Return the four sites as they stood at the beginning of `today`; what happens later happens at `clock()`."""
    posts = {
        template.SITE: newsroom.backlog(template, _NUMBERS_A_SITE * k + 1, today)
        for k, template in enumerate(_TEMPLATES)
    }
    return World(posts, clock)


class World:
    """The posts, and the web server that shows them.

    A post handed in stands for the article at its address: `edit`, `withdraw` and `restore` take the newest or an
    earlier state of it and return the newest.
    """

    def __init__(self, posts: Mapping[str, Sequence[Post]], clock: Callable[[], datetime]) -> None:
        self._lock = threading.RLock()
        self._clock = clock
        self._live = {post.url: post for published in posts.values() for post in published}
        self._withdrawn: dict[str, Post] = {}
        self._next_number = {site: published[-1].number + 1 for site, published in posts.items()}
        self._changed = {site: max(p.modified for p in published) for site, published in posts.items()}
        self._visits: Counter[str] = Counter()
        self._overrides: dict[str, Answer] = {}
        self._mounted: dict[str, dict[str, Answer]] = {}
        self._served: dict[str, Replica] = {}

    # What the editors do

    def posts(self, site: str | None = None) -> list[Post]:
        """Return the live posts of one site, or of all, newest first."""
        with self._lock:
            found = [post for post in self._live.values() if site in (None, post.site)]
        return sorted(found, key=lambda post: (post.published, post.number), reverse=True)

    def publish(
        self, site: str, title: str, body: str | Sequence[str] | None = None, at: datetime | None = None
    ) -> Post:
        """Publish in the site's main channel. body: paragraphs, or text with one paragraph a line."""
        template = next(t for t in _TEMPLATES if site == t.SITE)
        with self._lock:
            number = self._next_number[site]
            self._next_number[site] += 1
            moment = (at or self._clock()).astimezone(BEIJING).replace(second=0, microsecond=0)
            post = newsroom.compose(
                template, template.CHANNELS[:1], number, moment, title=title, body=_paragraphs(body)
            )
            return self._put(replace(post, modified=self._stamp(site)))

    def edit(self, post: Post, title: str | None = None, body: str | Sequence[str] | None = None) -> Post:
        with self._lock:
            old = self._live[post.url]
            return self._put(
                replace(
                    old,
                    title=title or old.title,
                    body=_paragraphs(body) or old.body,
                    revision=old.revision + 1,
                    modified=self._stamp(old.site),
                )
            )

    def withdraw(self, post: Post) -> Post:
        """Take an article off its lists; its address answers 404."""
        with self._lock:
            gone = self._live.pop(post.url)
            self._withdrawn[gone.url] = gone
            self._stamp(gone.site)
            return gone

    def restore(self, post: Post) -> Post:
        with self._lock:
            return self._put(replace(self._withdrawn.pop(post.url), modified=self._stamp(post.site)))

    def _put(self, post: Post) -> Post:
        self._live[post.url] = post
        return post

    def _stamp(self, site: str) -> datetime:
        """Return the time of a change, always later in whole seconds than the last: HTTP dates are no finer."""
        now = max(self._clock().replace(microsecond=0), self._changed[site] + timedelta(seconds=1))
        self._changed[site] = now
        return now

    # What tests arrange

    def override(self, url: str, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """Answer so at this address, http or https, until `lift`: an outage, a challenge, a redirect, a loop."""
        with self._lock:
            self._overrides[_without_scheme(url)] = (status, dict(headers or {}), body)

    def lift(self, url: str) -> None:
        with self._lock:
            del self._overrides[_without_scheme(url)]

    def mount(self, host: str, pages: Mapping[str, Answer]) -> None:
        """Serve pages under a host name of their own; a key is a path with its query."""
        with self._lock:
            self._mounted.setdefault(host.lower(), {}).update(pages)

    def serve(self, replica: Replica) -> None:
        """Serve a replica of one site under its host name, in place of what was served there before."""
        with self._lock:
            self._served[replica.host] = replica

    # What the web server does

    def knows(self, host: str) -> bool:
        with self._lock:
            return host.lower() in {*self._mounted, *self._served} or _template_of(host) is not None

    def respond(self, method: str, url: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Answer one request: status, headers, body (the whole body for HEAD too, its reader cuts it)."""
        asked = {name.lower(): value for name, value in headers.items()}
        with self._lock:
            status, given, body = self._answer(method, url, asked)
        return status, dict(given), body

    def _answer(self, method: str, url: str, asked: Mapping[str, str]) -> Answer:
        if (answer := self._overrides.get(_without_scheme(url))) is not None:
            return answer
        parts = urlsplit(url)
        host = parts.hostname or ""
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if (mounted := self._mounted.get(host)) is not None:
            return mounted.get(path, _missing())
        if (replica := self._served.get(host)) is not None:
            return _conditional(replica.answer(path) or _missing(), asked)
        template = _template_of(host)
        if template is None:
            return _plain(502, f"仿真网络里没有这个站点 no such host in the replica: {host}")
        if method not in ("GET", "HEAD"):
            return _plain(405, "只接受 GET 和 HEAD only GET and HEAD")
        if template.BROWSERS_ONLY and not asked.get("user-agent", "").startswith("Mozilla/"):
            return _plain(403, "Forbidden")
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, _ROBOTS
        return self._show(template, path, asked)

    def _show(self, template: Template, path: str, asked: Mapping[str, str]) -> Answer:
        address = template.HOST + path
        self._visits[address] += 1
        edition = Edition(template, self.posts(template.SITE), self._visits[address], self._clock())
        page = edition.page(path)
        if page is None:
            return _missing()
        headers = {"Content-Type": page.content_type, **self._validators(template, page)}
        return _conditional((200, headers, page.body), asked)

    def _validators(self, template: Template, page: Page) -> dict[str, str]:
        found = {}
        if page.kind in template.ETAGGED:
            found["ETag"] = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if page.kind in template.DATED:
            modified = page.post.modified if page.post else self._changed[template.SITE]
            found["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
        return found


def _conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """Return 304 in place of an answer of which the asker's copy is still right."""
    status, headers, _ = answer
    if status != 200 or not _unchanged(headers, asked):
        return answer
    return 304, {name: headers[name] for name in _VALIDATORS if name in headers}, b""


def _unchanged(validators: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Tell whether the asker's copy is still right; an ETag outweighs a date (RFC 9110, 13.2.2)."""
    tags, since = asked.get("if-none-match"), asked.get("if-modified-since")
    if tags is not None:
        return "ETag" in validators and validators["ETag"] in [
            tag.strip().removeprefix("W/") for tag in tags.split(",")
        ]
    if since is None or "Last-Modified" not in validators:
        return False
    return parsedate_to_datetime(validators["Last-Modified"]) <= parsedate_to_datetime(since)


def _paragraphs(body: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if body is None:
        return None
    return tuple(body.splitlines()) if isinstance(body, str) else tuple(body)


def _template_of(host: str) -> Template | None:
    bare = host.lower().removeprefix("www.")
    return next((t for t in _TEMPLATES if t.HOST.removeprefix("www.") == bare), None)


def _without_scheme(url: str) -> str:
    return url.partition("://")[2].partition("#")[0]


def _plain(status: int, text: str) -> Answer:
    return status, {"Content-Type": "text/plain; charset=utf-8"}, text.encode()


def _missing() -> Answer:
    return 404, {"Content-Type": "text/html; charset=utf-8"}, _MISSING

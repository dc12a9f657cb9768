"""The editors: what a site has published over the years, and how a new post comes to be."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from demo import prose
from demo.post import BEIJING, Post

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from demo.post import Channel, Template

# Which of the main channel's recent posts the next channel lists too, and which one stays on top of every page.
_SHARED, _PINNED = 1, 5


def backlog(template: Template, first_number: int, today: date) -> list[Post]:
    """Return what the site had published by the end of yesterday, numbered upwards by time."""
    plan = sorted(_plan(template, today), key=lambda planned: planned[0])
    return [
        compose(template, channels, first_number + n, at, pinned=pinned)
        for n, (at, channels, pinned) in enumerate(plan)
    ]


def compose(
    template: Template,
    channels: tuple[Channel, ...],
    number: int,
    at: datetime,
    *,
    title: str | None = None,
    body: tuple[str, ...] | None = None,
    pinned: bool = False,
) -> Post:
    """Write one post; the title and the body are invented from the number when they are not given."""
    title = title or prose.title(number)
    path = template.article_path(channels[0], number, at)
    extra = template.details(number, title, path, at)
    return Post(
        site=template.SITE,
        number=number,
        url=f"{template.SCHEME}://{template.HOST}{path}",
        title=title,
        body=body or prose.body(number),
        published=at,
        channels=tuple(channel.path for channel in channels),
        modified=at,
        original_title=extra.original_title,
        overline=extra.overline,
        subtitle=extra.subtitle,
        source=extra.source,
        source_url=extra.source_url,
        author=extra.author,
        editor=extra.editor,
        keywords=extra.keywords,
        breadcrumb=("首页", *channels[0].trail),
        images=extra.images,
        attachments=extra.attachments,
        pinned=pinned,
    )


def _plan(template: Template, today: date) -> Iterator[tuple[datetime, tuple[Channel, ...], bool]]:
    """Yield when, where, and whether on top, for every post of the past."""
    main, second = template.CHANNELS[:2]
    for c, channel in enumerate(template.CHANNELS):
        for i in range(channel.recent):
            day = today - timedelta(days=1 + 2 * i + c % 2)
            at = datetime.combine(day, time(9 + (i + c) % 9, (17 * i + 7 * c) % 60), BEIJING)
            shared = channel is main and i == _SHARED
            yield at, (main, second) if shared else (channel,), channel is main and i == _PINNED
        for at in channel.old:
            yield at, (channel,), False

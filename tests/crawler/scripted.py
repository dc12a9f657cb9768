"""A site whose list is made by a script, and what a test sees of the browser that makes it."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crawler import plain
from tests.crawler.plain import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

    from demo.world import Answer
    from tests.crawler.rig import Rig

BROWSER = "browser = true\n"
LINKS = (Link(1), Link(2), Link(3))
_MADE = """
const asked = await fetch('/list.json');
for (const [path, title, day] of await asked.json()) {
  const line = document.createElement('li');
  line.innerHTML = `<a href="${path}">${title}</a><span>${day}</span>`;
  document.querySelector('ul').append(line);
}
"""
_HEAD = "<link rel='stylesheet' href='/s.css'><link rel='icon' href='/f.ico'><script src='/shared.js'></script>"
_PICTURES = "document.body.insertAdjacentHTML('beforeend', '<img src=/p.png><video src=/v.mp4></video>');"
_TRIES = """
let refused = 0;
await fetch('http://PRIVATE/fetched', {mode: 'no-cors'}).catch(() => refused++);
await fetch('/led.json').catch(() => refused++);
await fetch('http://PRIVATE/named'.replace('127.0.0.1', 'localhost'), {mode: 'no-cors'}).catch(() => refused++);
await new Promise(done => {
  const script = document.createElement('script');
  script.src = 'http://PRIVATE/s.js';
  script.onload = done;
  script.onerror = () => { refused++; done(); };
  document.head.append(script);
});
await new Promise(done => {
  const socket = new WebSocket('ws://PRIVATE/');
  socket.onopen = done;
  socket.onerror = () => { refused++; done(); };
});
new Image().src = 'http://PRIVATE/seen.png';
navigator.sendBeacon('http://PRIVATE/told');
const inner = document.createElement('iframe');
inner.src = 'http://PRIVATE/framed';
document.body.append(inner);
if (refused == 5) fetch('/all-refused.json');
"""
_OPENS = """
window.open('/pop.html');
window.open('/pop2.html', '_blank', 'noopener');
const file = document.createElement('a');
file.href = URL.createObjectURL(new Blob(['x']));
file.download = 'x.exe';
const packed = document.createElement('a');
packed.href = '/file.zip';
packed.target = '_blank';
const inner = document.createElement('iframe');
inner.src = '/frame.html';
document.body.append(file, packed, inner);
file.click();
packed.click();
alert('x');
"""


def frame(script: str = _MADE, head: str = "") -> Answer:
    """Return a list page without one entry in its source."""
    return plain.ok(
        f"<html><head><title>要闻</title>{head}</head><body><ul></ul>"
        f"<script type='module'>{script}</script></body></html>"
    )


def listed(links: Sequence[Link] = LINKS) -> Answer:
    rows = [[link.path, plain.title(link.n), link.day] for link in links]
    return 200, {"Content-Type": "application/json"}, json.dumps(rows).encode()


def pages(more: Mapping[str, Answer] | None = None, script: str = "", head: str = "") -> dict[str, Answer]:
    """Return a site's pages: a list made by script, after which `script` runs, its data, its articles."""
    own = {"/list.html": frame(_MADE + script, head), "/list.json": listed()}
    return own | plain.articles(LINKS) | dict(more or {})


def sites(private: str) -> dict[str, dict[str, Answer]]:
    """Return sites made by script; `private` is host and port that the page of one tries to reach."""
    shared = (200, {"Content-Type": "text/javascript"}, b"var shared = 1;")
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /list.json\n")
    led = (302, {"Location": f"http://{private}/led"}, b"")
    moved = plain.ok("<html><head><title>跳转</title><script>location.href = '/news.html'</script></head></html>")
    return {
        "made": pages(),
        "parts": pages({"/shared.js": shared}, _PICTURES, _HEAD),
        "forbidden": pages({"/robots.txt": robots}),
        "private": pages({"/led.json": led}, _TRIES.replace("PRIVATE", private)),
        "popups": pages(script=_OPENS),
        "moved": pages({"/list.html": moved, "/news.html": frame()}),
    }


def titles(rig: Rig) -> list[str]:
    return sorted(row["title"] for row in rig.rows())


def expected() -> list[str]:
    return sorted(plain.title(link.n) for link in LINKS)


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a private address: the port, and what anybody said who came."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(0.5)
                    heard.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            ended.set()
            thread.join()


def own_temporary(rig: Rig) -> Path:
    """Give the rig's commands a folder for temporary files: the browser's profile lies there, and names it."""
    folder = rig.home / "tmp"
    folder.mkdir(exist_ok=True)
    rig.environment["TMPDIR"] = str(folder)
    return folder


def browsers(folder: Path) -> list[int]:
    """Return the main processes of the browsers whose profile lies in `folder`, with the script that started them."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in words and b"--type=" not in words:
            found.append(int(entry.name))
    return found


def kill_when_asked(rig: Rig, folder: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Kill the browser the first time that `path` is asked for; return the list of what was killed."""
    killed: list[int] = []
    respond = rig.world.respond

    def kill_and_respond(method: str, url: str, headers: Mapping[str, str]) -> Answer:
        if url.endswith(path) and not killed:
            killed.extend(browsers(folder))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
        return respond(method, url, headers)

    monkeypatch.setattr(rig.world, "respond", kill_and_respond)
    return killed

"""`python -m demo`: the replica for trying commands by hand. Publishes a post a minute until Ctrl-C."""

from __future__ import annotations

import shlex
import tempfile
import time
from itertools import cycle
from pathlib import Path

from demo import prose
from demo.server import ReplicaServer
from demo.unknown import unknown
from demo.world import beijing_now, build_world

_PAUSE_SECONDS = 60.0
_FIRST_NUMBER = 90_001


def main() -> None:
    today = beijing_now().date()
    world = build_world(today)
    with tempfile.TemporaryDirectory(prefix="replica-") as folder, ReplicaServer(world, Path(folder)) as server:
        print("# 在另一个终端粘贴 paste in another terminal:")
        for name, value in server.environment.items():
            print(f"export {name}={shlex.quote(value)}")
        print("export TZWATCH_DELAY=0")
        print("# 仿真的文章不进真的库 a home of its own: these articles are invented")
        print(
            f"# 结束时（Ctrl-C）会删除，连同其中采集、导入的一切 is removed at the end, with everything in it: {folder}"
        )
        print(f"export TZWATCH_HOME={shlex.quote(str(Path(folder) / 'home'))}", flush=True)
        print("# 未收录的站点 sites to add: ./run sites add URL")
        for replica in unknown(today):
            world.serve(replica)
            print(f"# {replica.home} {replica.organisation}", flush=True)
        sites = cycle(dict.fromkeys(post.site for post in world.posts()))
        for number, site in enumerate(sites, _FIRST_NUMBER):
            time.sleep(_PAUSE_SECONDS)
            post = world.publish(site, prose.title(number))
            print(f"# {post.published:%H:%M} {site} {post.title} {post.url}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()

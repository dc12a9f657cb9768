"""The replica's story, lived once a test run, and a rig of its own for tests that arrange one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from demo.world import World, beijing_now, build_world
from tests.crawler.rig import Rig, rigged
from tests.crawler.starter import Starter
from tests.crawler.story import Story, lived

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    with Starter() as started:
        yield started


@pytest.fixture(scope="session")
def story(server_url: str, tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Story:
    with rigged(server_url, tmp_path_factory.mktemp("story"), build_world(beijing_now().date()), starter) as rig:
        return lived(rig)


@pytest.fixture
def rig(server_url: str, tmp_path: Path, starter: Starter) -> Iterator[Rig]:
    """A web without any site yet."""
    with rigged(server_url, tmp_path, World({}, beijing_now), starter) as made:
        yield made

"""The scheduler's view of the definitions: fresh within a minute, never worse than before."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from news.errors import ConfigError
from scheduler.definitions import RELOAD_SECONDS, Definitions
from tests.db.samples import site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news.site import Site

_A, _B = site("a", re.compile("x")), site("b", re.compile("x"))


class _Folder:
    """A folder of definitions that a person edits while the scheduler runs."""

    def __init__(self, *found: Site) -> None:
        self.found: tuple[Site, ...] | Exception = found
        self.readings = 0

    def __call__(self) -> Mapping[str, Site]:
        self.readings += 1
        if isinstance(self.found, Exception):
            raise self.found
        return {one.id: one for one in self.found}


def test_the_files_are_read_once_a_minute_only() -> None:
    folder = _Folder(_A)
    definitions = Definitions(folder, 0)
    for second in range(int(RELOAD_SECONDS)):
        assert not definitions.refresh(second)
    assert folder.readings == 1
    assert not definitions.refresh(RELOAD_SECONDS)
    assert folder.readings == 2


def test_a_new_definition_counts_from_the_next_minute_on() -> None:
    folder = _Folder(_A)
    definitions = Definitions(folder, 0)
    folder.found = (_A, _B)
    assert definitions.refresh(RELOAD_SECONDS)
    assert set(definitions.sites) == {"a", "b"}


@pytest.mark.parametrize("broken", [ConfigError("sites.d 不是文件夹"), PermissionError("sites.d")])
def test_a_broken_edit_leaves_the_last_good_definitions(broken: Exception, caplog: pytest.LogCaptureFixture) -> None:
    folder = _Folder(_A)
    definitions = Definitions(folder, 0)
    folder.found = broken
    with caplog.at_level(logging.WARNING):
        assert not definitions.refresh(RELOAD_SECONDS)
    assert "sites.d" in caplog.text
    assert set(definitions.sites) == {"a"}
    folder.found = (_B,)
    assert definitions.refresh(2 * RELOAD_SECONDS)
    assert set(definitions.sites) == {"b"}


def test_without_a_first_reading_there_is_no_scheduler() -> None:
    folder = _Folder()
    folder.found = ConfigError("broken")
    with pytest.raises(ConfigError):
        Definitions(folder, 0)

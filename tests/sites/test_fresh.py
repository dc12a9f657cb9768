"""The catalogue of programs that run for weeks: fresh within a minute, never worse than before."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from news.errors import ConfigError
from sites.catalogue import Catalogue
from sites.fresh import RELOAD_SECONDS, FreshCatalogue
from tests.db.samples import site

if TYPE_CHECKING:
    from news.site import Site

_A, _B = site("a", re.compile("x")), site("b", re.compile("x"))


class _Folder:
    """A folder of definitions that a person edits while a program runs."""

    def __init__(self, *found: Site) -> None:
        self.found: tuple[Site, ...] | Exception = found
        self.readings = 0

    def __call__(self) -> Catalogue:
        self.readings += 1
        if isinstance(self.found, Exception):
            raise self.found
        return Catalogue({one.id: one for one in self.found})


def test_the_files_are_read_once_a_minute_only() -> None:
    folder = _Folder(_A)
    fresh = FreshCatalogue(folder, 0)
    for second in range(int(RELOAD_SECONDS)):
        assert not fresh.refresh(second)
    assert folder.readings == 1
    assert not fresh.refresh(RELOAD_SECONDS)
    assert folder.readings == 2


def test_a_new_definition_counts_from_the_next_minute_on() -> None:
    folder = _Folder(_A)
    fresh = FreshCatalogue(folder, 0)
    folder.found = (_A, _B)
    assert fresh.refresh(RELOAD_SECONDS)
    assert set(fresh.catalogue.sites) == {"a", "b"}


@pytest.mark.parametrize("broken", [ConfigError("sites.d 不是文件夹"), PermissionError("sites.d")])
def test_a_broken_edit_leaves_the_last_good_definitions(broken: Exception, caplog: pytest.LogCaptureFixture) -> None:
    folder = _Folder(_A)
    fresh = FreshCatalogue(folder, 0)
    folder.found = broken
    with caplog.at_level(logging.WARNING):
        assert not fresh.refresh(RELOAD_SECONDS)
    assert "sites.d" in caplog.text
    assert set(fresh.catalogue.sites) == {"a"}
    folder.found = (_B,)
    assert fresh.refresh(2 * RELOAD_SECONDS)
    assert set(fresh.catalogue.sites) == {"b"}


def test_without_a_first_reading_there_is_no_catalogue() -> None:
    folder = _Folder()
    folder.found = ConfigError("broken")
    with pytest.raises(ConfigError):
        FreshCatalogue(folder, 0)


def test_a_site_that_was_added_a_moment_ago_is_known_when_it_is_asked_for() -> None:
    folder = _Folder(_A)
    fresh = FreshCatalogue(folder, 0)
    assert fresh.has("a", 1)
    assert folder.readings == 1
    folder.found = (_A, _B)
    assert fresh.has("b", 2)
    assert not fresh.has("c", 3)
    folder.found = (_A,)
    assert not fresh.has("b", 3 + RELOAD_SECONDS)

"""Commands load what they need: who looks at what is stored does not wait for the crawler's libraries."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT

_LOOKING = "articles story diff events export alerts doctor sites"


def _loaded(*modules: str) -> set[str]:
    """Return what is loaded once these modules are."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {', '.join(modules)}\nprint(*sys.modules)"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_no_other_command_loads_what_only_an_export_needs() -> None:
    loaded = _loaded("cli.main", "cli.export", "cli.articles")
    assert "cli.articles" in loaded
    assert not loaded & {"cli.export_xlsx", "cli.export_parquet"}


def test_looking_loads_neither_crawler_nor_reader_nor_numpy() -> None:
    loaded = _loaded("cli.main", *(f"cli.{name}" for name in _LOOKING.split()))
    assert "cli.story" in loaded
    assert not loaded & {"scrapy", "twisted", "numpy", "procrastinate", "apscheduler", "extract.reader"}


@pytest.mark.parametrize("module", ["cli.up", "cli.mailer", "cli.scheduler"])
def test_the_parts_that_do_not_crawl_load_no_crawler(module: str) -> None:
    loaded = _loaded("cli.main", module)
    assert module in loaded
    assert not loaded & {"scrapy", "twisted", "extract.reader"}

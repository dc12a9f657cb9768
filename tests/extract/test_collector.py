"""The collector rests while a page is read, and works again afterwards, however the reading ends."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from extract.collector import collector_at_rest
from extract.lists.listing import read_listing
from extract.reader import read_article, read_page
from news.errors import ReadError

_URL = "http://www.tz.example/tzyw/1.html"
_PAGE = "<html><head><title>统战</title></head><body><h1>统战要闻</h1><p>各民主党派中央负责人出席。</p></body></html>"


@pytest.mark.parametrize("read", [read_article, read_page, read_listing])
def test_the_collector_works_again_after_a_reading(read: object) -> None:
    assert callable(read)
    read(_PAGE.encode(), _URL)
    assert gc.isenabled()
    with pytest.raises(ReadError):
        read(b"%PDF-1.7", _URL)
    assert gc.isenabled()


def test_a_collector_that_rests_already_goes_on_resting() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_threads_read_alike() -> None:
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda _: read_article(_PAGE.encode(), _URL), range(40)))
    assert all(reading == readings[0] for reading in readings)

import json
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.utils.request import fingerprint

from crawler.frontier.codec import ROW, Unkeepable, decode, encode


class Walker(Spider):
    name = "walker"

    def parse_page(self, response: Any) -> None: ...

    def failed(self, failure: Any) -> None: ...


@pytest.fixture
def spider() -> Walker:
    return Walker()


def test_a_request_comes_back_as_it_was(spider: Walker) -> None:
    before = Request(
        "https://a.example.org/茶?q=1",
        callback=spider.parse_page,
        errback=spider.failed,
        method="POST",
        body="冷".encode("gbk"),
        headers={"Referer": "https://a.example.org/", "X-Two": ["1", "2"]},
        meta={"hints": {"title": "茶"}, "depth": 2},
        cb_kwargs={"page": 3},
        priority=-4,
    )
    after = decode(encode(before, spider), spider, row=9, priority=-4)
    assert after.meta.pop(ROW) == 9
    for name in ("url", "method", "body", "headers", "meta", "cb_kwargs", "priority", "callback", "errback"):
        assert getattr(after, name) == getattr(before, name), name
    assert fingerprint(after) == fingerprint(before)


def test_what_stands_at_its_default_takes_no_room(spider: Walker) -> None:
    assert json.loads(encode(Request("https://a.example.org/"), spider)) == {"url": "https://a.example.org/"}


def test_a_row_number_is_not_handed_down(spider: Walker) -> None:
    assert ROW not in encode(Request("https://a.example.org/", meta={ROW: 4, "x": 1}), spider)


@pytest.mark.parametrize(
    "request_",
    [
        Request("https://a.example.org/", callback=print),
        Request("https://a.example.org/", callback=Walker().parse_page),
        Request("https://a.example.org/", meta={"thing": object()}),
    ],
)
def test_what_a_later_process_could_not_read_is_refused(spider: Walker, request_: Request) -> None:
    with pytest.raises(Unkeepable):
        encode(request_, spider)


def test_a_spider_that_lost_a_method(spider: Walker) -> None:
    with pytest.raises(Unkeepable, match="no method 'gone'"):
        decode('{"url": "https://a.example.org/", "callback": "gone"}', spider, row=1, priority=0)

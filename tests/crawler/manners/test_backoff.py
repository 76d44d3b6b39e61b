from datetime import UTC, datetime

import pytest

from crawler.manners.backoff import asked_wait

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "body", "seconds"),
    [
        ("120", b"", 120.0),
        ("Sat, 01 Aug 2026 12:01:30 GMT", b"", 90.0),
        ("Sat, 01 Aug 2026 11:00:00 GMT", b"", 0.0),
        (None, b'{"error_type":"rate_limit","extras":{"wait_seconds":39}}', 39.0),
        ("soon", b"", None),
        (None, b"<html>busy</html>", None),
        (None, b'{"extras": 3}', None),
        (None, b"{" * 100_000, None),
    ],
)
def test_what_a_busy_host_asks_for(header: str | None, body: bytes, seconds: float | None) -> None:
    assert asked_wait(header, body, NOW) == seconds

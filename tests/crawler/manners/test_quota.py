from datetime import UTC, datetime

import pytest

from crawler.manners.quota import A_DAY, Asked, asked_by_body, asked_by_headers, seconds_until

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("2026-08-01T12:05:00.250Z", 300.25),
        ("2026-08-01T11:00:00Z", 0.0),
        (str(int(NOW.timestamp()) + 90), 90.0),
        ("45", 45.0),
        ("", None),
        ("soon", None),
    ],
)
def test_resets(reset: str, seconds: float | None) -> None:
    assert seconds_until(reset, NOW) == seconds


def test_headers_ask_only_when_nothing_remains() -> None:
    reset = "2026-08-01T12:00:20Z"
    assert asked_by_headers({"x-ratelimit-remaining": "1", "x-ratelimit-reset": reset}, NOW) == Asked()
    assert asked_by_headers({"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}, NOW) == Asked(20.0)
    assert asked_by_headers({"ratelimit-remaining": "0", "ratelimit-reset": "7"}, NOW) == Asked(7.0)
    assert asked_by_headers({"x-ratelimit-remaining": "0"}, NOW) == Asked(60.0)


def test_a_reset_far_away_is_an_end() -> None:
    asked = asked_by_headers({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-08-01T13:00:00Z"}, NOW)
    assert asked == Asked(over="the rate limit is used up, for another 3600 s", rest=3600.0)


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (b'{"items": [], "backoff": 12, "quota_remaining": 5}', Asked(12.0)),
        (
            b'{"items": [], "backoff": 9999}',
            Asked(over="the API asks for a pause, for another 9999 s", rest=9999.0),
        ),
        (
            b'{"items": [], "quota_remaining": 0}',
            Asked(over="the API's quota for today is used up", rest=A_DAY),
        ),
        (
            b'{"error_id": 502, "error_name": "throttle_violation", "error_message": "more in 70 seconds"}',
            Asked(over="the API asks us to wait 70 s (throttle_violation)", rest=70.0),
        ),
        (b'{"text": "they call it \\"backoff\\" here"}', Asked()),
        (b'{"backoff": 12}', Asked()),
        (b'{"items": [], "backoff": "x"}', Asked()),
        (b'["backoff"]', Asked()),
        (b'{"backoff"', Asked()),
    ],
)
def test_bodies(body: bytes, asked: Asked) -> None:
    assert asked_by_body(body) == asked

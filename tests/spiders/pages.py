"""Fixture pages as a server would have answered them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from crawler.pages import Fetched

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


def fetched(
    case: str, url: str, *, headers: Mapping[str, str] | None = None, hints: Mapping[str, str] | None = None
) -> Fetched:
    """The page of a case ("schema_org/forum/page.html") at an address."""
    return Fetched((FIXTURES / case).read_bytes(), url, headers or {}, NOW, hints or {})

"""Which addresses an output may show as links."""

from functools import lru_cache

from crawler.urls import checked_url

REMEMBERED = 200_000  # an export asks for the same address several times


@lru_cache(maxsize=REMEMBERED)
def safe_url(value: str | None) -> str | None:
    """The address when it is plain http(s), else None; see crawler.urls.checked_url."""
    return checked_url(value)

"""Addresses as identities: the same thing keeps its name whatever scheme or port it was read through."""

from urllib.parse import urldefrag, urljoin, urlsplit


def host_of(url: str) -> str:
    """Host name in lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def stable(url: str) -> str:
    """host/path?query#fragment, without scheme and port: an identity, not an address to fetch."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{(parts.hostname or '').lower()}{parts.path.rstrip('/')}{query}{fragment}"


def absolute(base: str, link: object) -> str | None:
    """The http(s) address that a link on page `base` leads to, or None."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        joined = urljoin(base, link.strip())
        return joined if urlsplit(joined).scheme in ("http", "https") and host_of(joined) else None
    except ValueError:
        return None


def same_host_link(base: str, link: object) -> str | None:
    """Like `absolute`, without the fragment, and only within the host (and port) of `base`."""
    joined = absolute(base, link)
    if joined is None or urlsplit(joined).netloc.lower() != urlsplit(base).netloc.lower():
        return None
    return urldefrag(joined).url

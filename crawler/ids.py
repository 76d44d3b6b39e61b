"""Stable identities: the same thing has the same id in every run and on every machine."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SEPARATOR = "\x1f"  # cannot occur in a url, a name or a number


def digest(*parts: str, size: int = 10) -> str:
    """Hex BLAKE2b of the parts, `size` bytes long; parts cannot run into each other."""
    joined = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=size).hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces, so that equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def native_post_id(source: str, native_id: str) -> str:
    """Id of a post that its source numbers itself."""
    return "p" + digest("native", source, native_id)


def content_post_id(
    source: str, text: str, posted_at: str | None, attributes: Mapping[str, Any], occurrence: int
) -> str:
    """Id of a post without a native id: what it says, when, and which of the identical ones it is."""
    return "p" + digest(
        "content", source, text, posted_at or "", canonical_json(dict(attributes)), str(occurrence)
    )


def clause_id(post_id: str, post_version: int, start: int, end: int) -> str:
    """Id of the span [start, end) of one version of a post."""
    return "c" + digest(post_id, str(post_version), str(start), str(end))


def content_hash(*parts: str | None) -> str:
    """Hash that changes when a post's words change; None and "" differ."""
    return digest(*("\x00" if part is None else part for part in parts), size=16)

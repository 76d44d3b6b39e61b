"""How caifeng introduces itself."""

from crawler.version import caifeng_version

ROBOTS_NAME = "caifeng"  # the product token that a robots.txt may name


def user_agent(contact: str = "") -> str:
    """`caifeng/<version> (+contact)`; characters that a header cannot hold are dropped."""
    version = caifeng_version().replace("+", ".")
    clean = "".join(c for c in contact if 32 <= ord(c) < 127 and c not in "()").strip()
    return f"{ROBOTS_NAME}/{version}" + (f" (+{clean})" if clean else "")

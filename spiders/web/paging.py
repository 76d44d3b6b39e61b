"""The next page of the same list, and the address that all pages of a list share."""

import re
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from spiders.common.places import same_host_link
from spiders.schema_org.links import next_page, without_number
from spiders.web.words import means

_PAGING = frozenset(
    [
        "page",
        "p",
        "pg",
        "paged",
        "pageno",
        "pagenum",
        "pn",
        "currentpage",
        "start",
        "offset",
        "from",
        "cursor",
        "after",
        "before",
        "skip",
        "begin",
        "cp",
        "cpage",
        "comment_page",
    ]
)
_PAGE_TEXT = re.compile(r"page|页|頁", re.IGNORECASE)
_OLDER = re.compile(
    r"(?:older|earlier|more|load more|show more|next \d+)\s"
    r"(?:entries|posts|comments|reviews|messages|replies|answers)\W*$|"
    r"(?:更早|更多|下)的?(?:留言|评论|評論|回复|回覆|评价|評價)\W*$", re.IGNORECASE
)  # fmt: skip
_NUMBER = re.compile(r"^\s*\d{1,5}\s*$")


def thread_address(url: str) -> tuple[str, int]:
    """The address without its page number, and that number (1 where there is none)."""
    rest, number = without_number(url)
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{rest}", number


def next_in_list(soup: BeautifulSoup, url: str) -> str | None:
    """The next page of this very list, on this host; "next article" is another list."""
    following = next_page(soup, url) or _older(soup, url)
    return following if following and _same_list(soup, url, following) else None


def _older(soup: BeautifulSoup, url: str) -> str | None:
    links = (link for link in soup.find_all("a", href=True) if _OLDER.match(link.get_text(" ", strip=True)))
    return next(filter(None, (same_host_link(url, link["href"]) for link in links)), None)


def _same_list(soup: BeautifulSoup, url: str, following: str) -> bool:
    here, there = urlsplit(url), urlsplit(following)
    if without_number(url)[0] == without_number(following)[0]:
        return True
    if here.path == there.path:
        old, new = set(parse_qsl(here.query)), set(parse_qsl(there.query))
        changed = {name.lower() for name, _ in old ^ new}
        return bool(changed) and changed <= _PAGING
    if there.path.startswith(here.path.rstrip("/") + "/"):
        return True
    return _in_pager(soup, url, following) and _alike(here.path, there.path)


def _alike(one: str, other: str) -> bool:
    """Whether two paths differ by numbers only."""
    return re.sub(r"\d+", "", one).rstrip("-_/.") == re.sub(r"\d+", "", other).rstrip("-_/.") or (
        re.sub(r"[-_/]?(?:page|p)?[-_]?\d+(?=\.\w+$|$)", "", one)
        == re.sub(r"[-_/]?(?:page|p)?[-_]?\d+(?=\.\w+$|$)", "", other)
    )


def _in_pager(soup: BeautifulSoup, url: str, following: str) -> bool:
    for link in soup.find_all("a", href=True):
        if same_host_link(url, link["href"]) != following:
            continue
        if _PAGE_TEXT.search(link.get_text()) or any(
            isinstance(above, Tag) and means(above, "pager") for above in list(link.parents)[:3]
        ):
            return True
        parent = link.parent.parent if link.parent and link.parent.name == "li" else link.parent
        if (
            parent
            and sum(
                bool(_NUMBER.match(tag.get_text()))
                for tag in parent.find_all(["a", "b", "span", "strong", "em"])
            )
            >= 2
        ):
            return True
    return False

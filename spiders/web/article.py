"""The body of an article as one post, by trafilatura; it ends where the article ends."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import read_date
from spiders.common.places import host_of, stable
from spiders.web.marks import author_in, clean_name
from spiders.web.tree import weight_of
from spiders.web.words import words

_LEAST = 240  # weight of a body; shorter ones are notices
_LEAST_PARAGRAPH = 60
_SENTENCES = re.compile(r"[.!?。！？…](?:\s|$|[\"”’」』）)])|[。！？]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "div", "p", "span", "dt", "a", "em")
_DATES = (("property", "article:published_time"), ("name", "pubdate"), ("itemprop", "datePublished"))
_TRIM = " \t\n:：>»›|·▼↓【】[]《》—-～~"


def article_of(html: str, fetched: Fetched) -> RawPost | None:
    """The article of a page, or None where it is not sure that the page is one."""
    from trafilatura import bare_extraction

    soup = BeautifulSoup(html, "lxml")
    if not _looks_like_one(soup):
        return None
    _cut_tail(soup)
    found = bare_extraction(
        str(soup), url=fetched.url, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None or isinstance(found, dict):
        return None
    text = _to_its_end((found.text or "").split("\n"), found.title)
    if not _is_prose(text):
        return None
    posted = read_date(_stated_date(soup) or found.date, fetched.now)
    author = clean_name((found.author or "").split(";")[0]) or _stated_author(soup)
    return RawPost(
        source=f"web:{host_of(fetched.url)}",
        kind="post",
        body=text,
        native_id=stable(fetched.url),
        url=fetched.url,
        thread_id=stable(fetched.url),
        subject=found.title,
        title=found.title,
        author=author,
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
    )


def _looks_like_one(soup: BeautifulSoup) -> bool:
    """Whether a page says that it is one: by its type, its one <article>, or a heading with a date."""
    kind = soup.find("meta", attrs={"property": "og:type"})
    if isinstance(kind, Tag) and str(kind.get("content")).lower() in ("article", "blog", "news"):
        return True
    if len([tag for tag in soup.find_all("article") if not tag.find_parent("article")]) == 1:
        return True
    named = soup.find(
        "meta", attrs={"name": re.compile("^(author|date|pubdate|publishdate|dc.date)", re.IGNORECASE)}
    )
    dated = soup.find("meta", attrs={"property": "article:published_time"}) or soup.find("time")
    by = soup.find(
        class_=re.compile(r"author|byline|publish|pub-?time|source|post-?date|article", re.IGNORECASE)
    )
    return soup.find("h1") is not None and any((named, dated, by))


def _stated_date(soup: BeautifulSoup) -> str | None:
    for name, value in _DATES:
        tag = soup.select_one(f'[{name}="{value}"]')
        said = (tag.get("content") or tag.get("datetime")) if tag else None
        if isinstance(said, str) and said.strip():
            return said.strip()
    return None


def _stated_author(soup: BeautifulSoup) -> str | None:
    meta = soup.select_one('meta[name="author"]')
    said = clean_name(str(meta.get("content") or "")) if meta else None
    named = map(author_in, soup.select("[class*=author], [rel=author]"))
    return said or next(filter(None, named), None)


def _ends(text: str) -> bool:
    return text.strip(_TRIM).lower() in words("article", "end")


def _cut_tail(soup: BeautifulSoup) -> None:
    """Take out what follows a heading like "related articles" in the same part of the page."""
    for tag in soup.find_all(_HEADINGS):
        if tag.decomposed or len(tag.find_all(True, limit=4)) > 3 or not _ends(tag.get_text(" ", strip=True)):
            continue
        part: Tag = tag
        while (
            part.parent is not None
            and part.parent.name not in ("body", "main", "article", "html")
            and (_first_words(part.parent) == _first_words(tag))
        ):
            part = part.parent
        for sibling in list(part.next_siblings):
            if isinstance(sibling, Tag):
                sibling.decompose()
            else:
                sibling.extract()
        part.decompose()


def _first_words(tag: Tag) -> str:
    return tag.get_text(" ", strip=True)[:8]


def _to_its_end(lines: Sequence[str], title: str | None) -> str:
    kept: list[str] = []
    for line in (line.strip() for line in lines):
        if _ends(line) and kept:
            break
        if line and not (not kept and title and line == title):
            kept.append(line)
    return "\n".join(kept)


def _is_prose(text: str) -> bool:
    lines = [line for line in text.split("\n") if line]
    longest = max((weight_of(line) for line in lines), default=0)
    return weight_of(text) >= _LEAST and longest >= _LEAST_PARAGRAPH and len(_SENTENCES.findall(text)) >= 3

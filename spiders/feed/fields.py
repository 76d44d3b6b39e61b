"""The fields of an entry, whichever of RSS 0.9x, 1.0, 2.0 or Atom it is written in."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from spiders.common.dates import Stated, read_date
from spiders.common.html import html_to_text
from spiders.common.xml import local_name, xml_text

ATOM = "{http://www.w3.org/2005/Atom}"
RSS1 = "{http://purl.org/rss/1.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
WFW = "{http://wellformedweb.org/CommentAPI/}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OWN = ("", ATOM, RSS1)
_NAMED = re.compile(r"\(([^()]{1,200})\)\s*$")


def entries_of(root: etree._Element) -> list[etree._Element]:
    """The items or entries of a feed."""
    holders = [root, *(child for child in root if local_name(child) == "channel")]
    return [child for holder in holders for child in holder if local_name(child) in ("item", "entry")]


def head_of(root: etree._Element) -> etree._Element:
    """Where a feed speaks of itself: the channel of RSS, the root of Atom."""
    return next((child for child in root if local_name(child) == "channel"), root)


def child(element: etree._Element, *names: str) -> etree._Element | None:
    """The first child with one of these names; a plain name stands for RSS's and Atom's own."""
    for name in names:
        for full in (name,) if name.startswith("{") else tuple(own + name for own in _OWN):
            found = element.find(full)
            if found is not None:
                return found
    return None


def text(element: etree._Element, *names: str) -> str | None:
    """Text of the first child that has some."""
    return next((found for name in names if (found := xml_text(child(element, name)))), None)


def links(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """(rel, type, address) of the links of a feed or entry, also of Atom links within RSS."""
    for found in element:
        if local_name(found) == "link":
            address = found.get("href") or xml_text(found)
            if address:
                yield found.get("rel") or "alternate", found.get("type") or "", address.strip()


def link_of(element: etree._Element, rel: str, kind: str = "") -> str | None:
    """The first link of a relation whose type contains `kind`."""
    return next((a for found, type_, a in links(element) if found == rel and kind in type_), None)


def body_of(entry: etree._Element) -> str:
    """The fullest text of an entry."""
    for name in (f"{CONTENT}encoded", "content", "description", "summary"):
        found = child(entry, name)
        if found is None:
            continue
        kind = found.get("type") or "html"
        if kind == "xhtml":
            html = "".join(etree.tostring(part, encoding="unicode", method="html") for part in found)
            body = html_to_text(html)
        else:
            raw = xml_text(found) or ""
            body = raw if kind == "text" else html_to_text(raw)
        if body:
            return body
    return ""


def author_of(entry: etree._Element) -> str | None:
    """An address of the author's, else a name."""
    person = child(entry, "author")
    if person is not None and len(person):
        return text(person, "uri", "name", "email")
    stated = text(entry, f"{DC}creator", "author")
    named = _NAMED.search(stated) if stated else None
    return named.group(1) if named else stated


def date_of(entry: etree._Element, now: datetime, *names: str) -> Stated | None:
    """A date, in the form of e-mails (RSS) or of ISO 8601 (Atom, Dublin Core)."""
    stated = text(entry, *names)
    if stated is None:
        return None
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return read_date(stated, now)
    offset = moment.tzinfo is not None
    iso = (
        moment.astimezone(tz=None if not offset else now.tzinfo).isoformat() if offset else moment.isoformat()
    )
    return Stated(iso, stated, "second")

"""Is a page of no known engine the index of a forum? Then its rows lead to threads.

A row of such an index has a title that is a link, a number of replies and a date; the links of all rows
are built alike, and the rows are most of what the page says. Lists of news have no replies, lists of
goods have prices, and a list beside something else is not the page's own matter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from spiders.common.places import same_host_link
from spiders.web.groups import Candidate, Unit, candidates
from spiders.web.judge import Judge
from spiders.web.marks import leads_to_profile
from spiders.web.tree import PageTree, stripped, weight_of
from spiders.web.words import speaks_of, tag_parts, words

LEVEL = "index"  # hint: how many levels of lists may still lead on from this page
LEVELS = 2  # boards, and the threads of a board
_FEWEST = 5  # rows; fewer may be anything
_SHARE = 0.7  # of the rows that have what rows of an index have
_MATTER = 0.5  # of the page's text that stands in the rows
_LONGEST_REST = 160  # weight of a row beside its title: more is a teaser, and the page a list of articles
_SHORTEST_TITLE = 4
_SHORT_TEXT = 40
_NUMBER = re.compile(r"^\s*[\[(（]?\s*\d[\d,.]{0,8}\s*[kKwW万萬]?(?:\s*/\s*\d[\d,.]{0,8})?\s*[\])）]?\s*$")
_VARYING = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the address and words of its longest link, and what the row has beside."""

    url: str
    title: str
    dated: bool
    counted: bool
    priced: bool
    rest: int


def threads_on(soup: BeautifulSoup, url: str) -> list[str]:
    """The addresses of the threads that an index lists, in order; none where the page is no index.

    Changes `soup`: menus and the like are taken out.
    """
    heads = _heads(soup)
    tree = PageTree(stripped(soup))
    judge = Judge(tree)
    whole = max(1, tree.weight((0, tree.root.end)))
    best: list[str] = []
    for candidate in candidates(tree):
        if len(candidate.units) > len(best) and not judge.elsewhere(candidate.units[0]):
            found = _threads(candidate, tree, url, heads, whole)
            best = found if len(found) > len(best) else best
    return best


def _threads(
    candidate: Candidate, tree: PageTree, url: str, heads: dict[int, frozenset[int]], whole: int
) -> list[str]:
    pairs = [(unit, row) for unit in candidate.units if (row := _row(unit, tree, url, heads))]
    rows = _alike([row for _, row in pairs])
    if len(rows) < _FEWEST or len(rows) < _SHARE * len(candidate.units):
        return []
    enough = _SHARE * len(rows)
    if sum(row.dated for row in rows) < enough or sum(row.counted for row in rows) < enough:
        return []
    if any(row.priced for row in rows) or sorted(row.rest for row in rows)[len(rows) // 2] > _LONGEST_REST:
        return []
    if sum(tree.weight(unit.span) for unit, _ in pairs) < _MATTER * whole:
        return []
    return list(dict.fromkeys(row.url for row in rows if row.url != url))


def _row(unit: Unit, tree: PageTree, url: str, heads: dict[int, frozenset[int]]) -> Row | None:
    """What a block has of a row; None where no link of it could be a title."""
    links = [link for node in unit.nodes for link in _links(node.tag) if not leads_to_profile(link)]
    titled = [(weight_of(said), link, said) for link in links if (said := link.get_text(" ", strip=True))]
    titled = [one for one in titled if one[0] >= _SHORTEST_TITLE and not _NUMBER.match(one[2])]
    if not titled:
        return None
    weight, link, title = max(titled, key=lambda one: one[0])
    address = same_host_link(url, link.get("href"))
    if address is None:
        return None
    marks = tree.marks_in([unit.span])
    kinds = {mark.kind for mark in marks}
    rest = tree.weight(unit.span) - weight
    counted = any(_counts(node.tag, heads) for node in unit.nodes)
    return Row(address, title, "date" in kinds, counted, bool(kinds & {"price", "buy"}), rest)


def _links(tag: Tag) -> list[Tag]:
    return [tag] if tag.name == "a" and tag.get("href") else list(tag.find_all("a", href=True))


def _counts(tag: Tag, heads: dict[int, frozenset[int]]) -> bool:
    """Whether a row says how many replies there are: in words, by a class name, or under such a heading."""
    if any(speaks_of(text, "index", "replies") for text in _short_texts(tag)):
        return True
    for inner in tag.find_all(True):
        if _NUMBER.match(inner.get_text()) and any(
            tag_parts(near) & words("index", "classes") for near in (inner, inner.parent) if near
        ):
            return True
    columns = heads.get(id(tag.find_parent("table")), frozenset())
    cells = tag.find_all(["td", "th"], recursive=False)
    return any(place in columns and _NUMBER.match(cell.get_text()) for place, cell in enumerate(cells))


def _short_texts(tag: Tag) -> Iterator[str]:
    """Texts and parts of a row that hold a number and a few words ("12 replies", "回复：3"), no titles."""
    for part in tag.find_all(True):
        if part.name != "a" and not part.find(["a", "time"]) and part.parent and part.parent.name != "a":
            yield from _with_number(part.get_text(" ", strip=True))
    for text in tag.find_all(string=True):
        if text.parent and text.parent.name != "a":
            yield from _with_number(str(text))


def _with_number(said: str) -> Iterator[str]:
    if len(said) <= _SHORT_TEXT and any(map(str.isdigit, said)):
        yield said


def _heads(soup: BeautifulSoup) -> dict[int, frozenset[int]]:
    """For each table: the places of its columns whose heading speaks of replies."""
    found: dict[int, frozenset[int]] = {}
    for table in soup.find_all("table"):
        first = table.find("tr")
        cells = first.find_all(["td", "th"], recursive=False) if first else []
        said = [cell.get_text(" ", strip=True) for cell in cells]
        places = [n for n, text in enumerate(said) if len(text) <= 20 and speaks_of(text, "index", "heads")]
        found[id(table)] = frozenset(places)
    return found


def _alike(rows: Sequence[Row]) -> list[Row]:
    """The rows whose addresses are built like those of most, if these differ from one another."""
    if not rows:
        return []
    shapes = Counter(shape_of(row.url) for row in rows)
    usual, _ = shapes.most_common(1)[0]
    kept = [row for row in rows if shape_of(row.url) == usual]
    distinct = len({row.url for row in kept})
    return kept if len(kept) >= _SHARE * len(rows) and distinct >= _SHARE * len(kept) else []


def shape_of(url: str) -> tuple[object, ...]:
    """How an address is built: number of segments, the first one, what follows the last dot, query names.

    Numbers do not count: /t/12-tea.html and /t/9-cups.html are built alike, /tags/tea is not.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    first = _VARYING.sub("#", segments[0]) if len(segments) > 1 else ""
    script = segments[-1].rpartition(".")[2].lower() if segments and "." in segments[-1] else ""
    named = segments[-1] if parts.query and segments else ""
    return len(segments), first, script, named, frozenset(name for name, _ in parse_qsl(parts.query))

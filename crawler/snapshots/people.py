"""Stand-ins for people in a stored page: what takes the place of a name, and whose key it stands for."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.privacy import Pseudonymiser
from crawler.records import RawPost

ACCOUNT = "account "  # how parsers mark an author that is known by number
_DIGITS = 14
_SHORTEST, _LONGEST = 2, 60


@cache
def people_words() -> dict[str, frozenset[str]]:
    """The lists of people.toml."""
    data = tomllib.loads(files("crawler.snapshots").joinpath("people.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands in the page for a person: `needle` as the site writes it, `token` as we do."""

    needle: str
    token: str


class People:
    """The people of one page. `keys`: authors as a parser reads them from the scrubbed page -> author keys.

    A name becomes the author key itself; a number becomes a number of fifteen digits derived in the same
    way, since parsers look for digits there.
    """

    def __init__(self, authors: Pseudonymiser, source: str) -> None:
        self._authors = authors
        self._source = source
        self._stands: dict[str, Stand] = {}
        self._sorted: list[Stand] | None = None
        self.keys: dict[str, str] = {}
        self.protected: set[str] = set()

    def add_posts(self, posts: Iterable[RawPost], text: str) -> None:
        """Everybody whom the parser gave as an author; ids and addresses of posts that hold a name stay.

        `text` is the page: an author that it does not hold as a whole was joined from several words of it.
        """
        posts = list(posts)
        for author, source in dict.fromkeys((p.author, p.source) for p in posts if p.author):
            self._add_author(author or "", source, text)
        owns = {own for p in posts for own in (p.native_id, p.thread_id, p.parent_id, p.url) if own}
        together = "\n".join(owns)
        needles = [needle for needle in self._stands if not needle.isdigit() and needle in together]
        if needles:
            self.protected |= {own for own in owns if any(needle in own for needle in needles)}

    def _add_author(self, author: str, source: str, text: str) -> None:
        key = self._authors.author_key(source, author)
        if key is None:
            return
        core = author.removeprefix(ACCOUNT)
        joined = " " in core and core not in text
        parts = core.split(" ") if joined else [core]
        for part in parts:
            self._stand(part)
        read = " ".join(self.token(part) for part in parts)
        self.keys[author.replace(core, read) if core != author else read] = key

    def token(self, name: str) -> str:
        """What stands for a name or number, the same on every page of the source."""
        if name.isascii() and name.isdigit():
            found = self._authors.author_key(f"{self._source}\x1fnumber", name) or "a0"
            return "9" + str(int(found[1:], 16) % 10**_DIGITS).zfill(_DIGITS)
        return self._authors.author_key(self._source, name) or "nobody"

    def add_name(self, name: str) -> None:
        """A name that the page shows for somebody; words of the site's own are passed over."""
        name = " ".join(name.split())
        own = name.isdigit() or name.casefold() in people_words()["words"]
        if _SHORTEST <= len(name) <= _LONGEST and not own:
            self._stand(name)

    def add_number(self, number: str) -> None:
        """The number of an account, met in a link to a profile."""
        self._stand(number)

    def add_reference(self, name: str) -> None:
        """An identifier that stands for a person in linked data."""
        self._stand(name)

    def add_slug(self, slug: str) -> None:
        """The part of a profile's address that names the account ("bob", "bob.17")."""
        name, dot, number = slug.rpartition(".")
        if dot and number.isdigit():
            self._stand(number)
            self.add_name(name)
        elif slug.isdigit():
            self._stand(slug)
        else:
            self.add_name(slug)

    def _stand(self, needle: str) -> None:
        if needle and needle not in self._stands:
            self._stands[needle] = Stand(needle, self.token(needle))
            self._sorted = None

    @property
    def names(self) -> list[Stand]:
        """Stands for names, the longest first, so that none is taken for a part of another."""
        if self._sorted is None:
            named = (s for s in self._stands.values() if not s.needle.isdigit())
            self._sorted = sorted(named, key=lambda s: -len(s.needle))
        return self._sorted

    @property
    def numbers(self) -> dict[str, str]:
        """Numbers of accounts and what stands for them."""
        return {s.needle: s.token for s in self._stands.values() if s.needle.isdigit()}

    def within(self, address: str) -> str:
        """An address with the names in it replaced, where they are long enough to be meant."""
        for stand in self.names:
            if len(stand.needle) > _SHORTEST and stand.needle in address:
                address = address.replace(stand.needle, stand.token)
        return address

    def exact(self, text: str) -> str | None:
        """What stands for a string that is exactly a person's name or number, else None."""
        found = self._stands.get(text)
        return found.token if found else None


_KEY = re.compile(r"a[0-9a-f]{20}")


def is_author_key(text: Any) -> bool:
    """Whether a string has the form of an author key."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None

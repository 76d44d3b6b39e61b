"""The only writer of tombstones: what was forgotten and must not come back, known by its hash alone."""

from collections.abc import Iterable

from crawler.clock import now_iso
from crawler.ids import digest
from crawler.store.database import Store

AUTHOR, POST = "author", "post"


def bury(store: Store, kind: str, names: Iterable[str]) -> None:
    """Remember that an author or a post was forgotten; what is written down says nothing about either."""
    with store.writing() as conn:
        conn.executemany(
            "INSERT OR IGNORE INTO tombstones (kind, mark, at) VALUES (?, ?, ?)",
            [(kind, _mark(kind, name), now_iso()) for name in names],
        )


class Buried:
    """Looks names up; costs nothing where nothing was ever forgotten."""

    def __init__(self, store: Store) -> None:
        self._marks = {(row[0], row[1]) for row in store.conn.execute("SELECT kind, mark FROM tombstones")}

    def holds(self, post_id: str, author_key: str | None) -> bool:
        """Whether this post, or everything by this author, was forgotten."""
        if not self._marks:
            return False
        return (POST, _mark(POST, post_id)) in self._marks or (
            author_key is not None and (AUTHOR, _mark(AUTHOR, author_key)) in self._marks
        )


def _mark(kind: str, name: str) -> str:
    return digest("forgotten", kind, name, size=16)

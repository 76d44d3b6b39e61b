"""Small facts about the study itself (key fingerprint, format notes): the only writer of facts."""

from crawler.store.database import Store


def get_fact(store: Store, key: str) -> str | None:
    """The fact, or None where it was never set."""
    found = store.value("SELECT value FROM facts WHERE key = ?", (key,))
    return None if found is None else str(found)


def set_fact(store: Store, key: str, value: str) -> None:
    """Set or replace a fact."""
    with store.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", (key, value))

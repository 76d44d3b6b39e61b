"""Figures that take long to count: counted once for a state of the study, beside the other pages.

A small study is counted at once. A large one is counted in a process of its own, so that pages stay
quick; until then the last figures are shown, or none. What was counted lies in the study's folder
`cache/` as JSON, named after the state; it can be deleted at any time.
"""

import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from crawler.ids import canonical_json, digest
from crawler.store import Store
from crawler.study import Study

AT_ONCE = 2_500  # clauses up to which counting takes hardly longer than a page should
Compute = Callable[[Path], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """What was counted; `fresh` is False when the study has changed since and it is counted anew."""

    data: Any
    fresh: bool


class Derived:
    """Remembers figures by name and state."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._folder = study.folder / "cache"
        self._known: dict[str, tuple[str, Any]] = {}
        self._running: dict[str, tuple[str, Future[Any]]] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def get(self, store: Store, name: str, state: object, compute: Compute) -> Value | None:
        """The figures called `name` for a state of the study, or None while they are first counted.

        `compute(folder)` is a function of a module (another process must find it) and gives what JSON
        can hold. `state` is anything with a repr that changes when the figures do.
        """
        key = digest(repr(state))
        with self._lock:
            self._collect(name)
            known = self._known.get(name) or self._from_file(name, key)
            if known and known[0] == key:
                return Value(known[1], fresh=True)
            if name not in self._running:
                if self.small(store):
                    return Value(self._keep(name, key, compute(self._study.folder)), fresh=True)
                self._running[name] = key, self._workers().submit(compute, self._study.folder)
            return Value(known[1], fresh=False) if known else None

    def small(self, store: Store) -> bool:
        """Whether figures are counted at once, while the page waits."""
        return int(store.value("SELECT max(rowid) FROM clauses") or 0) <= AT_ONCE

    def close(self) -> None:
        """End the process that counts."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _collect(self, name: str) -> None:
        if name in self._running and self._running[name][1].done():
            key, future = self._running.pop(name)
            self._keep(name, key, future.result())

    def _keep(self, name: str, key: str, data: Any) -> Any:
        text = canonical_json(data)
        self._folder.mkdir(exist_ok=True)
        for old in self._folder.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        (self._folder / f"{name}-{key}.json").write_text(text, encoding="utf-8")
        self._known[name] = key, json.loads(text)
        return self._known[name][1]

    def _from_file(self, name: str, key: str) -> tuple[str, Any] | None:
        path = self._folder / f"{name}-{key}.json"
        try:
            self._known[name] = key, json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # not there, or half written when the machine stopped
            return None
        return self._known[name]

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return self._pool

"""The processes of one crawl: one for each job, several at a time, never two that ask the same host."""

import json
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.jobs.background import environment
from crawler.resume import Step
from crawler.stages import Progress
from crawler.store import Store
from crawler.store.leases import leases, take_lease, wish_of

AT_ONCE = 4
KEPT_LOG_LINES = 40
PATIENCE = 15.0  # seconds that an interrupted crawl gets to end by itself
LOOK_SECONDS = 0.5  # how often a waiting job looks whether its turn has come


@dataclass(slots=True)
class Ended:
    """How a step's process ended: its last event, or `code` and the end of its log."""

    step: Step
    last: Mapping[str, Any] | None = None
    code: int | None = None
    log: Sequence[str] = ()
    stopped: bool = False  # somebody asked it to stop before it began


@dataclass(slots=True)
class _Child:
    step: Step
    process: subprocess.Popen[str]
    log: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LOG_LINES))
    last: dict[str, Any] | None = None


def run_steps(store: Store, folder: Path, steps: Sequence[Step], progress: Progress) -> Iterator[Ended]:
    """Run the steps, at most `AT_ONCE` and one to a host; gives each as it ends.

    A host that another crawl of the study is asking is waited for. What interrupts this ends all of
    its processes first, each after the page that it has in hand.
    """
    crew = _Crew(store, folder, progress)
    waiting = list(steps)
    try:
        while waiting or crew.children:
            for step in list(waiting):
                wished = wish_of(store, step.job.id)
                if wished == "stop":
                    waiting.remove(step)
                    yield Ended(step, stopped=True)
                elif wished != "pause" and crew.claim(step):
                    waiting.remove(step)
                    crew.start(step)
            ended = crew.listen(LOOK_SECONDS if waiting else None)
            if ended is not None:
                yield ended
    except BaseException:
        crew.end()
        raise


class _Crew:
    def __init__(self, store: Store, folder: Path, progress: Progress) -> None:
        self._store, self._folder, self._progress = store, folder, progress
        self.children: dict[int, _Child] = {}
        self._events: queue.Queue[tuple[int, dict[str, Any] | None]] = queue.Queue()

    def claim(self, step: Step) -> bool:
        """Take the host of a step if it may start: seen and taken in one, as two may look at once."""
        with self._store.writing():
            free = self.may_start(step)
            if free:
                # until the process takes it: the host is ours
                take_lease(self._store, step.job.id, "running")
        return free

    def may_start(self, step: Step) -> bool:
        """Whether there is room, and nobody asks the host."""
        if len(self.children) >= AT_ONCE:
            return False
        host = host_of(step.source.url)
        if any(host_of(child.step.source.url) == host for child in self.children.values()):
            return False
        busy = [
            lease.job_id
            for lease in leases(self._store).values()
            if lease.job_id != step.job.id and lease.activity in ("running", "paused") and lease.alive
        ]
        marks = ",".join("?" * len(busy))
        rows = self._store.rows(f"SELECT url FROM crawl_jobs WHERE id IN ({marks})", busy)  # noqa: S608 - only marks
        return host not in {host_of(row["url"]) for row in rows}

    def start(self, step: Step) -> None:
        """Start the process of a step that was claimed, and listen to it."""
        self._progress(step.source.url, 0, None)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawler.job"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", env=environment(), **_own_group(),
        )  # fmt: skip
        child = self.children[step.job.id] = _Child(step, process)
        order = {
            "study": str(self._folder.resolve()),
            "job_id": step.job.id,
            "source": step.source.model_dump(),
        }
        threading.Thread(target=self._read, args=(child, order), daemon=True).start()

    def _read(self, child: _Child, order: Mapping[str, Any]) -> None:
        """In a thread of the child's own: pass its events on, then None."""
        number, process = child.step.job.id, child.process
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise RuntimeError("the crawl process has no pipes")
        errors = threading.Thread(target=child.log.extend, args=(process.stderr,), daemon=True)
        errors.start()
        try:
            with process.stdin as stdin:
                stdin.write(json.dumps(order, ensure_ascii=False))
            for line in process.stdout:
                self._events.put((number, json.loads(line)))
        except (OSError, ValueError):
            pass  # it died while it spoke: its exit code says the rest
        process.wait()
        errors.join(timeout=5)
        self._events.put((number, None))

    def listen(self, seconds: float | None) -> Ended | None:
        """Wait for one event, at most so long; the end of a process comes back."""
        try:
            number, event = self._events.get(timeout=seconds)
        except queue.Empty:
            return None
        child = self.children[number]
        if event is None:
            del self.children[number]
            return Ended(child.step, child.last, child.process.returncode, tuple(child.log))
        if event["event"] == "progress":
            self._progress(child.step.source.url, event["done"], event["expected"])
        else:
            child.last = event
        return None

    def end(self) -> None:
        """Let interrupted crawls finish their page, then end them."""
        for child in self.children.values():
            child.process.terminate()
        for child in self.children.values():
            try:
                child.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def host_of(url: str) -> str:
    """Host name of an address, "" where there is none."""
    return (urlsplit(url).hostname or "").lower()


def _own_group() -> dict[str, Any]:
    """A Ctrl-C at the terminal reaches the caller only, which ends its children once and in order."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}

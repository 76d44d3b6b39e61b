"""The log of a crawl job: a rotating file in the study's folder, one JSON object a line.

Each line has `at` (ISO 8601, UTC), `level`, `event` and `message`, and what belongs to the event (`url`,
`status`, `posts`, …). Texts are masked as posts are, and of an error only its kind and place are kept, for
its message may quote a page.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from typing import Any

from crawler.jobs.background import LOGS, logs_of
from crawler.pii import mask

FILE_BYTES = 1_000_000
OLD_FILES = 3
LONGEST_MESSAGE = 500
FOLLOW_SECONDS = 0.5
STATISTICS = "scrapy.statscollectors"  # a page of figures at the end, which the ledger has in words
_FIXED = ("at", "level", "event", "message")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a job's log; `facts` is what the event brought beside its message."""

    at: str
    level: str
    event: str
    message: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = " ".join(f"{name}={value}" for name, value in self.facts.items())
        return " ".join(filter(None, [self.at, self.level, self.event, self.message, facts]))


def log_path(study_folder: Path, job_id: int) -> Path:
    """Where the log of a job is; older parts end in .1, .2, …"""
    return study_folder / LOGS / f"job-{job_id}.log"


def log_handler(study_folder: Path, job_id: int) -> logging.Handler:
    """A handler that writes a job's log."""
    path = logs_of(study_folder) / log_path(study_folder, job_id).name
    handler = RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8")
    handler.setLevel(logging.INFO)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: record.name != STATISTICS)
    return handler


class JsonLines(logging.Formatter):
    """A record as one line of JSON. `extra={"event": …, "facts": {…}}` makes it structured."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message = mask(record.getMessage()[:LONGEST_MESSAGE]).text
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": getattr(record, "event", record.name),
            "message": message,
        }
        facts = getattr(record, "facts", {})
        line |= {name: mask(v).text if isinstance(v, str) else v for name, v in facts.items()}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = extract_tb(record.exc_info[2])[-4:]
            line["places"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def tail(study_folder: Path, job_id: int, lines: int = 50) -> list[LogLine]:
    """The last lines of a job's log, oldest first; none where there is no log (yet)."""
    path = log_path(study_folder, job_id)
    found: list[LogLine] = []
    for part in (path, *(path.with_name(f"{path.name}.{n}") for n in range(1, OLD_FILES + 1))):
        if len(found) >= lines or not part.exists():
            break
        text = part.read_text(encoding="utf-8", errors="replace")
        found = [line for row in text.splitlines() if (line := _read(row))] + found
    return found[-lines:]


def follow(study_folder: Path, job_id: int, going: Callable[[], bool]) -> Iterator[LogLine]:
    """Lines as they are written, until `going` says that no more will come. Rotation is noticed."""
    path, place, rest = log_path(study_folder, job_id), 0, b""
    if path.exists():
        place = path.stat().st_size
    last_look = False
    while True:
        if path.exists():
            size = path.stat().st_size
            place = 0 if size < place else place
            with path.open("rb") as file:
                file.seek(place)
                data = rest + file.read()
                place = file.tell()
            *whole, rest = data.split(b"\n")
            yield from (line for row in whole if (line := _read(row.decode("utf-8", "replace"))))
        if last_look:
            return
        last_look = not going()
        time.sleep(0 if last_look else FOLLOW_SECONDS)


def _read(row: str) -> LogLine | None:
    try:
        data = json.loads(row)
        fixed = {name: str(data.pop(name)) for name in _FIXED}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # half a line, written as the disk filled or the process died
    return LogLine(**fixed, facts=data)

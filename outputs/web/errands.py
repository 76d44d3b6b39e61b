"""Work that takes longer than a page may: one `caifeng` process at a time for each errand, in the background.

What an errand makes lies in the study's folder `cache/errands/NAME`; what it says, beside it. An errand
outlives the page that asked for it, not the server.
"""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crawler.jobs.background import environment
from crawler.study import Study

TOLD, SAID = "told", "said"  # endings of what it printed, and of what it said beside
MOST_SAID = 2_000  # characters of what it said that are shown
State = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Errand:
    """How an errand stands; `seconds` since it began or that it took.

    `told` is what it printed, `said` the last of what it said beside (progress, errors).
    """

    name: str
    state: State
    seconds: float
    told: str
    said: str
    folder: Path

    @property
    def files(self) -> list[Path]:
        """What it made, when it is done."""
        return sorted(p for p in self.folder.rglob("*") if p.is_file()) if self.state == "done" else []


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    began: float
    ended: float | None = None


class Errands:
    """The errands of one study, remembered while the server runs."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._home = study.folder / "cache" / "errands"
        self._running: dict[str, _Running] = {}
        self._lock = threading.Lock()

    def folder(self, name: str) -> Path:
        """Where an errand puts what it makes."""
        return self._home / name

    def begin(self, name: str, arguments: Sequence[str]) -> None:
        """Start `caifeng ARGUMENTS` unless that errand is under way; what it made before is replaced."""
        with self._lock:
            known = self._running.get(name)
            if known is not None and known.process.poll() is None:
                return
            folder = self.folder(name)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            with self._log(name, TOLD).open("wb") as told, self._log(name, SAID).open("wb") as said:
                process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "outputs.cli", *arguments],
                    stdin=subprocess.DEVNULL, stdout=told, stderr=said,
                    env={**environment(), "NO_COLOR": "1"},
                )  # fmt: skip
            running = self._running[name] = _Running(process, time.monotonic())
        threading.Thread(target=_wait, args=(running,), daemon=True).start()

    def get(self, name: str) -> Errand | None:
        """How an errand stands; None where it was never begun since the server started."""
        with self._lock:
            known = self._running.get(name)
        if known is None:
            return None
        code = known.process.poll()
        state: State = "running" if code is None else "done" if code == 0 else "failed"
        seconds = (known.ended or time.monotonic()) - known.began
        told = self._text(name, TOLD) if state == "done" else ""
        said = self._text(name, SAID)[-MOST_SAID:].strip()
        return Errand(name, state, seconds, told, said, self.folder(name))

    def close(self) -> None:
        """End what is under way."""
        for one in self._running.values():
            if one.process.poll() is None:
                one.process.terminate()

    def _log(self, name: str, ending: str) -> Path:
        return self._home / f"{name}.{ending}"

    def _text(self, name: str, ending: str) -> str:
        try:
            return self._log(name, ending).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def _wait(one: _Running) -> None:
    one.process.wait()
    one.ended = time.monotonic()

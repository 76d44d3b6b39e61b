"""Starting a crawl that outlives its caller: a supervisor process, with one process for each job."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crawler.errors import CrawlProblem
from crawler.study import Study

LOGS = "logs"
SUPERVISOR_LOG = "supervisor.log"
LARGEST_LOG = 1_000_000
PATIENCE = 60.0  # seconds until the supervisor must have planned its jobs


@dataclass(frozen=True, slots=True)
class JobHandle:
    """A crawl under way in the background: its run, its jobs, and the process that looks after them."""

    run_id: str
    jobs: tuple[int, ...]
    pid: int


def start(study: Study, *, only: str | None = None, anew: bool = False) -> JobHandle:
    """Start a crawl detached from the caller; returns as soon as its jobs are planned.

    `only` limits it to one source (its url, name or seed key), `anew` gives up what was interrupted.
    Raises CrawlProblem with the supervisor's own words when it could not begin.
    """
    with _supervisor_log(study).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawler.supervise"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            text=True, encoding="utf-8", env=environment(), **detached(),
        )  # fmt: skip
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the supervisor has no pipes")
    with process.stdin as stdin:
        stdin.write(json.dumps({"study": str(study.folder.resolve()), "only": only, "anew": anew}))
    answer = _first_line(process.stdout)
    if answer is None or "error" in answer:
        said = answer["error"] if answer else f"the supervisor said nothing; see {_supervisor_log(study)}"
        raise CrawlProblem(said, hint=answer.get("hint") if answer else None)
    return JobHandle(answer["run_id"], tuple(answer["jobs"]), process.pid)


def environment() -> dict[str, str]:
    """What a process of ours needs to find this package, wherever it starts."""
    root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, inherited])), "PYTHONUTF8": "1"}


def detached() -> dict[str, Any]:
    """Arguments of Popen for a process that no closed terminal and no Ctrl-C of the caller reaches."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def logs_of(study_folder: Path) -> Path:
    """Folder of the job logs, made when it is not there."""
    folder = study_folder / LOGS
    folder.mkdir(exist_ok=True)
    return folder


def _supervisor_log(study: Study) -> Path:
    path = logs_of(study.folder) / SUPERVISOR_LOG
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path


def _first_line(stream: IO[str]) -> dict[str, Any] | None:
    """The supervisor's answer; None when it ends, or says nothing within `PATIENCE`."""
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(PATIENCE)
    if not said or not said[0]:
        return None
    answer: dict[str, Any] = json.loads(said[0])
    return answer

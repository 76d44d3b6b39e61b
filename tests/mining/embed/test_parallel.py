"""Encoding in other processes: the same bits, a clear word when one dies, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from mining.embed.parallel import PORTION, PROCESSES, Worker, encoded_elsewhere, processes
from mining.embed.use import DIMENSIONS, one_by_one

TEXTS = [f"{word} {number}" for number in range(PORTION // 2 + 3) for word in ("毛巾还是湿的", "towels damp")]


def test_other_processes_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(TEXTS) > PORTION
    here = one_by_one(TEXTS)
    for count in ("1", "2"):
        monkeypatch.setenv(PROCESSES, count)
        assert np.array_equal(encoded_elsewhere(TEXTS, DIMENSIONS), here)


@pytest.mark.parametrize(("given", "wanted"), [("1", 1), ("3", 3), ("0", 1)])
def test_the_number_of_processes_can_be_set(given: str, wanted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCESSES, given)
    assert processes() == wanted


def test_unset_or_unreadable_it_is_the_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCESSES, "all")
    assert 1 <= processes() <= len(os.sched_getaffinity(0))


def test_a_worker_that_dies_is_told_and_does_not_hang() -> None:
    worker = Worker()
    worker.encode(TEXTS[:2], DIMENSIONS)
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()

    with pytest.raises(MiningProblem, match="ended before its work"):
        worker.encode(TEXTS[:2], DIMENSIONS)


def test_workers_end_when_their_program_is_killed(tmp_path: Path) -> None:
    code = (
        "import time\nfrom mining.embed.parallel import Worker\nfrom mining.embed.use import DIMENSIONS\n"
        "worker = Worker(); worker.encode(['a'], DIMENSIONS); print(worker._process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        assert _alive(worker)
        program.kill()
    deadline = time.monotonic() + 20
    while _alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(worker)


def _alive(process: int) -> bool:
    """Whether it runs; one that ended and that nobody waits for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

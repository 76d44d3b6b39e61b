"""Encoding many texts on all cores: the same bits as on one, since each text is encoded by itself.

The other processes are `python -m mining.embed.worker`: they import nothing of the program that is
running, and end when it ends, even if it is killed, since their input ends then.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from queue import SimpleQueue

import numpy as np

from crawler.errors import MiningProblem
from mining.embed.base import Vectors

PROCESSES = "CAIFENG_PROCESSES"  # environment variable: how many at most; 1 for none beside this one
MOST = 8
WORTH_IT = 2_000  # texts; fewer are encoded before other processes have started
PORTION = 250  # texts that a process takes at a time


def processes() -> int:
    """How many processes may encode: the cores that this one may use, at most 8, or what is set."""
    given = os.environ.get(PROCESSES, "")
    return max(1, int(given)) if given.isdecimal() else min(MOST, len(os.sched_getaffinity(0)))


def encoded_elsewhere(texts: Sequence[str], dimensions: int) -> Vectors:
    """Vectors of texts, shape (n, dimensions), made by other processes a portion at a time.

    Raises MiningProblem when one of them ends before its work is done.
    """
    portions = [texts[at : at + PORTION] for at in range(0, len(texts), PORTION)]
    idle, threads = _crew(processes())

    def encode(portion: Sequence[str]) -> Vectors:
        worker = idle.get()
        try:
            found = worker.encode(portion, dimensions)
        except MiningProblem:
            idle.put(Worker())
            raise
        idle.put(worker)
        return found

    return np.vstack(list(threads.map(encode, portions)))


class Worker:
    """Another process with a model of its own: a line of JSON in, rows of float32 out."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "mining.embed.worker"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the program that waits for us
        )

    def encode(self, texts: Sequence[str], dimensions: int) -> Vectors:
        """Vectors of a portion of texts."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(list(texts)).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            found = b""
        else:
            found = self._process.stdout.read(4 * dimensions * len(texts))
        if len(found) != 4 * dimensions * len(texts):
            raise MiningProblem(
                "a process that makes vectors ended before its work was done",
                where="mining.embed.worker",
                hint=f"mine again; with {PROCESSES}=1 everything runs in one process and needs less memory",
            )
        return np.frombuffer(found, dtype="<f4").reshape(-1, dimensions)


@cache
def _crew(count: int) -> tuple[SimpleQueue[Worker], ThreadPoolExecutor]:
    """Processes that stay until this one ends, so that each loads its model once."""
    idle: SimpleQueue[Worker] = SimpleQueue()
    for _ in range(count):
        idle.put(Worker())
    return idle, ThreadPoolExecutor(count, thread_name_prefix="encode")

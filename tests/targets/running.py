"""Real software on loopback, each from its own environment (`make targets`), and what was written into it."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PATIENCE = 60.0  # seconds until a server answers on a busy machine


def command_of(target: str, name: str = "python") -> str:
    """A command of a target's environment; without it the test fails: a skip would be taken for a proof."""
    found = ROOT / ".venv-targets" / target / "bin" / name
    if not found.exists():
        pytest.fail(f"{target} is not here: run `make targets`")
    return str(found)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str) -> None:
    """Return when something answers, whatever it says."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers at {url}")


@contextmanager
def running(command: list[str], url: str, **environment: str) -> Iterator[str]:
    """A server, from its first answer to its end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **environment}, **quiet) as server:
        try:
            wait_for(url)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def written(target: str, script: str, folder: Path) -> Mapping[str, Any]:
    """Let a target's script write its site into a folder; gives what stands in it, by native id."""
    command = [command_of(target), "-W", "ignore", str(HERE / script), str(folder), "seed"]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


@contextmanager
def served(target: str, script: str, folder: Path, language: str) -> Iterator[str]:
    """The site in a folder, on loopback, speaking a language."""
    port = free_port()
    command = [command_of(target), "-W", "ignore", str(HERE / script), str(folder), "serve", str(port)]
    with running(command, f"http://127.0.0.1:{port}/robots.txt", TARGET_LANGUAGE=language):
        yield f"http://127.0.0.1:{port}"

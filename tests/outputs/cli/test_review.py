"""`caifeng review` serves on loopback, says where, and ends cleanly on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from outputs.cli import run
from tests.project.tree import ROOT


def test_the_study_is_served_until_interrupted(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "s"), "--name", "Lantern Laundry"]) == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "outputs.cli", "review", "--study", str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    address = process.stdout.readline().decode().strip()

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(address, timeout=30) as answer:
        page = answer.read().decode()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert address.startswith("http://127.0.0.1:")
    assert "Lantern Laundry" in page
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_a_port_that_is_taken_is_a_known_failure(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "s")]) == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run(["review", "--study", str(tmp_path / "s"), "--port", str(taken.getsockname()[1])]) == 1

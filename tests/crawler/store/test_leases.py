"""Who is at work is known at once on the same machine, and by the clock from another one."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from crawler.store import Store
from crawler.store.jobs import register_job
from crawler.store.leases import (
    beat,
    lease_of,
    process_mark,
    process_runs,
    release,
    take_lease,
    wish,
    wish_of,
)
from crawler.store.rests import resting_hosts, save_rests
from crawler.store.runs import Fingerprint, start_run


@pytest.fixture
def job(store: Store) -> int:
    run_id = start_run(store, Fingerprint("crawl", 1, "c", ""))
    return register_job(store, run_id, "k", "web", "https://a.example.org/").id


def test_a_lease_lives_as_long_as_its_process(store: Store, job: int) -> None:
    take_lease(store, job, "running")
    lease = lease_of(store, job)
    assert lease is not None
    assert lease.alive
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with store.writing() as conn:
        conn.execute("UPDATE job_leases SET pid = ?, pid_mark = ''", (dead.pid,))
    gone = lease_of(store, job)
    assert gone is not None
    assert not gone.alive


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a zombie and a start time by /proc")
def test_zombies_and_later_processes_of_the_same_number_are_not_taken_for_it() -> None:
    mark = process_mark(os.getpid())
    assert process_runs(os.getpid(), mark)
    assert not process_runs(os.getpid(), str(int(mark) - 1))
    zombie = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert zombie.stdout is not None
    zombie.stdout.read()
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    assert not process_runs(zombie.pid, "")
    zombie.wait()


def test_from_another_machine_the_clock_decides(
    store: Store, job: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-01T10:00:00+00:00")
    take_lease(store, job, "running")
    monkeypatch.setattr("platform.node", lambda: "elsewhere")
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-01T10:00:29+00:00")
    early = lease_of(store, job)
    assert early is not None
    assert early.alive
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-01T10:00:31+00:00")
    assert not early.alive
    beat(store, job, "paused")  # not ours: no word from here keeps it alive
    late = lease_of(store, job)
    assert late is not None
    assert (late.activity, late.alive) == ("running", False)


def test_wishes_are_forgotten_when_a_job_is_over_or_begun_afresh(store: Store, job: int) -> None:
    take_lease(store, job, "waiting", fresh=True)
    wish(store, job, "pause")
    take_lease(store, job, "running")  # the process of the same crawl still has to hear it
    assert wish_of(store, job) == "pause"
    release(store, job, "interrupted")
    assert wish_of(store, job) is None
    wish(store, job, "stop")
    take_lease(store, job, "waiting", fresh=True)
    assert wish_of(store, job) is None


def test_a_rest_ends_by_the_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    until = datetime(2026, 5, 1, 11, tzinfo=UTC)
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-01T10:00:00+00:00")
    save_rests(store, {"a.example.org": (until, "busy")})
    assert resting_hosts(store) == {"a.example.org": (until, "busy")}
    monkeypatch.setenv("CAIFENG_NOW", (until + timedelta(seconds=1)).isoformat())
    assert resting_hosts(store) == {}

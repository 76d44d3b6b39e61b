"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from crawler.chromium import VARIABLE, find_chromium
from crawler.store import Store, open_store
from crawler.study import Study, init_study

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time, so that a change is judged by what it changed;
# `HYPOTHESIS_PROFILE=explore pytest` draws new ones, and what they find becomes an @example.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(autouse=True)
def _own_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and caches go to a folder of the test's own."""
    monkeypatch.setenv("CAIFENG_HOME", str(tmp_path / "home"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh study.db."""
    with open_store(tmp_path / "study.db", create=True) as opened:
        yield opened


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A fresh study folder."""
    return init_study(tmp_path / "study")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The corpora and gold labels that lie beside the project, where they are there."""
    found = ROOT.parent / "shared"
    if not (found / "data").is_dir():
        pytest.skip("needs ../shared (corpora and gold labels), which is not here")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Browser tests drive the Chromium that is here; `make test` sees to it that there is one."""
    found = find_chromium()
    if found is None:
        pytest.fail(f"no Chromium found: run `make test`, or set {VARIABLE}")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox does not start as root
    arguments = ["--no-sandbox"] if as_root else []
    return {**browser_type_launch_args, "executable_path": str(found.path), "args": arguments}

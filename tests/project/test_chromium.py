"""Finding a Chromium: the one that was named, else an installed one, else Playwright's own."""

import os
from pathlib import Path

from crawler.chromium import find_chromium


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_named_one_comes_first(tmp_path: Path) -> None:
    named = executable(tmp_path / "own" / "chrome")
    executable(tmp_path / "bin" / "chromium")

    found = find_chromium(
        {"CAIFENG_CHROMIUM": str(named), "PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    )

    assert found is not None
    assert (found.path, found.how) == (named, "named")


def test_a_wrong_name_is_not_replaced_silently(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "chromium")

    assert find_chromium({"CAIFENG_CHROMIUM": str(tmp_path / "no"), "PATH": str(tmp_path / "bin")}) is None


def test_an_installed_one_is_found_on_the_path(tmp_path: Path) -> None:
    installed = executable(tmp_path / "bin" / "google-chrome")

    found = find_chromium({"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)})

    assert found is not None
    assert (found.path, found.how) == (installed, "installed")


def test_the_newest_of_playwrights_own_is_found(tmp_path: Path) -> None:
    cache = tmp_path / ".cache" / "ms-playwright"
    executable(cache / "chromium-999" / "chrome-linux" / "chrome")
    newest = executable(cache / "chromium-1200" / "chrome-linux64" / "chrome")

    found = find_chromium({"PATH": os.devnull, "HOME": str(tmp_path)})

    assert found is not None
    assert (found.path, found.how) == (newest, "playwright")


def test_none_is_none(tmp_path: Path) -> None:
    assert find_chromium({"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None

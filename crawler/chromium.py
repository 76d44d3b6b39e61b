"""Where a Chromium is that Playwright can drive: named by the user, installed, or Playwright's own."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "CAIFENG_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Chromium:
    """An executable, and how it was found: "named", "installed" or "playwright"."""

    path: Path
    how: str


def find_chromium(environment: Mapping[str, str] | None = None) -> Chromium | None:
    """The Chromium to use, or None. What `CAIFENG_CHROMIUM` names comes first, also when it is wrong.

    A wrong name is no reason to take another browser silently: the result is then None.
    """
    given = os.environ if environment is None else environment
    named = given.get(VARIABLE)
    if named:
        path = Path(named)
        return Chromium(path, "named") if os.access(path, os.X_OK) and path.is_file() else None
    for name in NAMES:
        found = shutil.which(name, path=given.get("PATH"))
        if found:
            return Chromium(Path(found), "installed")
    return _playwrights_own(given)


def _playwrights_own(environment: Mapping[str, str]) -> Chromium | None:
    """Newest build in the folder that `playwright install chromium` downloads to (Linux, macOS, Windows)."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "~").expanduser()
    folders = [home / ".cache" / "ms-playwright", home / "Library" / "Caches" / "ms-playwright",
               home / "AppData" / "Local" / "ms-playwright"]  # fmt: skip
    chosen = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        folders = [Path(chosen)]
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
                "chromium-*/chrome-win*/chrome.exe")  # fmt: skip
    builds = [path for folder in folders for pattern in patterns for path in folder.glob(pattern)]
    return Chromium(max(builds, key=_build), "playwright") if builds else None


def _build(path: Path) -> int:
    """The build number in ".../chromium-1234/…", so that 1000 counts as newer than 999."""
    name = next(part for part in path.parts[::-1] if part.startswith("chromium-"))
    number = name.removeprefix("chromium-")
    return int(number) if number.isdecimal() else 0

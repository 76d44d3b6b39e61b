"""`python -m tests.chromium`: get a Chromium for the browser tests, and print its path.

One that is named or installed is taken; else Playwright's own download is tried; else, where this
machine is a Debian whose root we are, Debian's package with a Chinese font. What is done is said on stderr.
"""

import os
import shutil
import subprocess
import sys

from crawler.chromium import VARIABLE, Chromium, find_chromium

DOWNLOAD_SECONDS = 300
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")


def provide() -> Chromium | None:
    """The Chromium found or installed, or None; says on stderr what it does."""
    found = find_chromium()
    if found or os.environ.get(VARIABLE):
        return found
    _say("no Chromium here: trying Playwright's own download")
    _run([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS)
    found = find_chromium()
    if found or not _may_apt():
        return found
    _say(f"that did not work: installing Debian's {' and '.join(DEBIAN_PACKAGES)}")
    _run(["apt-get", "update", "-qq"], DOWNLOAD_SECONDS)
    _run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES], 2 * DOWNLOAD_SECONDS
    )
    return find_chromium()


def _may_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: list[str], seconds: int) -> None:
    """Run an installer; its words go to stderr, and its failure is judged by what is there afterwards."""
    try:
        subprocess.run(command, stdout=sys.stderr, check=False, timeout=seconds,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})  # fmt: skip
    except subprocess.TimeoutExpired:
        _say(f"gave up after {seconds} s: {' '.join(command)}")


def _say(message: str) -> None:
    print(f"chromium: {message}", file=sys.stderr, flush=True)


def main() -> int:
    """Print the path on stdout; 1 when no Chromium can be had."""
    found = provide()
    if found is None:
        _say(f"none to be had: install Chromium or Chrome, or set {VARIABLE} to its path")
        return 1
    _say(f"using {found.path} ({found.how})")
    print(found.path)
    return 0


if __name__ == "__main__":
    sys.exit(main())

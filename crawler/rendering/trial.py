"""Does rendering work here? Tried, not believed: a page whose text a script writes, in a process of its own.

`python -m crawler.rendering.trial` prints one JSON object: {"works", "said"}.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.chromium import Chromium, find_chromium

SECONDS = 40.0
_PAGE = "<body><script>document.body.append('written by a script')</script></body>"
_WRITTEN = "written by a script"


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether a page was built, and the browser's version or what went wrong."""

    works: bool
    said: str


def try_rendering(chromium: Chromium) -> Trial:
    """Start this Chromium as a crawl would, and let it build a page. Never raises, never hangs."""
    command = [sys.executable, "-P", "-m", "crawler.rendering.trial", str(chromium.path), chromium.how]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment
        )
        found = json.loads(run.stdout)
        return Trial(bool(found["works"]), str(found["said"]))
    except subprocess.TimeoutExpired:
        return Trial(False, f"no page in {SECONDS:.0f} s")
    except (OSError, ValueError, KeyError):
        lines = [line for line in run.stderr.splitlines() if line.strip()]
        return Trial(False, lines[-1][:200] if lines else f"exit code {run.returncode}")


def _try(chromium: Chromium) -> Trial:
    from playwright.sync_api import Error, sync_playwright

    from crawler.rendering.launching import context_options, is_root, launch_options

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options(chromium))
            page = browser.new_context(**context_options("caifeng")).new_page()
            page.route("**", lambda route: route.fulfill(content_type="text/html", body=_PAGE))
            page.goto("http://trial.example/")
            works = page.inner_text("body") == _WRITTEN
            sandbox = ", without its sandbox as root" if is_root() else ""
            said = f"Chromium {browser.version}{sandbox}" if works else "the page's script did not run"
            browser.close()
            return Trial(works, said)
    except Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return Trial(False, (lines or ["Playwright failed"])[0][:200])


def main() -> None:
    """One JSON object on stdout."""
    named = Chromium(Path(sys.argv[1]), sys.argv[2]) if len(sys.argv) > 2 else None
    chromium = named or find_chromium()
    trial = Trial(False, "no Chromium") if chromium is None else _try(chromium)
    sys.stdout.write(json.dumps(asdict(trial)) + "\n")


if __name__ == "__main__":
    main()

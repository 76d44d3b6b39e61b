"""What can keep a page from being built; the words go into the completeness ledger."""

from crawler.chromium import VARIABLE

NO_CHROMIUM = f"needs a browser and there is none: install Chromium or set {VARIABLE}"
TOO_SLOW = "the browser was not done with a page in time"
CRASHED = "the browser gave up on a page"
TOO_LARGE = "a page grew larger in the browser than what we take"
NO_DRIVER = "needs a browser, and Playwright is not installed: install caifeng again"


class RenderProblem(Exception):
    """This page was not built; the page as fetched is still there."""


def could_not_start(error: BaseException) -> str:
    """In one line; `caifeng doctor` tries the same and says more."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"the browser could not start ({(lines or [type(error).__name__])[0][:120]}): see caifeng doctor"

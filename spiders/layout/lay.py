"""Lay out a new source: its parts, a stored page and tests that pass, in the user's folder or the project."""

import keyword
import re
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from crawler.errors import UsageProblem
from crawler.plugins import PACKAGE, plugin_folder
from spiders.own import look_again

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_PARTS = ("__init__.py", "detect.py", "parse.py", "source.py", "spider.py", "README.md")
_TAKEN = ("auto", "common", "layout", "own", "registry", "rereading", "source", "nobody")
_OWN_STANDARD = (
    "from dataclasses import replace\nfrom datetime import UTC, datetime\nfrom pathlib import Path"
)
_OWN_STORED = "Fetched(PAGE.read_bytes(), url, {}, datetime(2026, 8, 1, 12, tzinfo=UTC))"
_OWN_HELPER = '\nPAGE = Path(__file__).resolve().parent / "page.html"'
_PROJECT_HELPER = "from tests.spiders.pages import fetched"


@dataclass(frozen=True, slots=True)
class Laid:
    """Where things were laid, and the tests."""

    folder: Path
    files: tuple[Path, ...]
    tests: Path


def project_root() -> Path | None:
    """The folder of a project tree that is being run; None for an installed caifeng."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "scrapy.cfg").is_file() and (root / "tests" / "spiders").is_dir() else None


def lay_out(name: str, *, own: bool = False) -> Laid:
    """Write the files of a new source; nothing that is there is overwritten.

    In a project tree they go to spiders/NAME, tests/ and the registry; else, or with `own`, to the user's
    folder, where the registry and `scrapy list` find them. Raises UsageProblem for a name that cannot be.
    """
    _check(name)
    root = None if own else project_root()
    laid = _in_project(name, root) if root else _as_own(name)
    look_again()
    return laid


def _check(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageProblem(
            f"{name!r} cannot name a source", hint="small letters, digits and _, such as tea_house"
        )
    from spiders.registry import get_source

    if name in _TAKEN or get_source(name) is not None:
        raise UsageProblem(f"there is a source or module {name!r} already", hint="caifeng sources")


def _in_project(name: str, root: Path) -> Laid:
    parts = {root / "spiders" / name / part: _part(part, name, "spiders") for part in _PARTS}
    page = root / "tests" / "fixtures" / name / "topic" / "page.html"
    test = root / "tests" / "spiders" / f"test_{name}.py"
    standard, stored = "from dataclasses import replace", f'fetched("{name}/topic/page.html", url)'
    written = {
        **parts,
        page: _filled("page.html", name, "spiders"),
        test: _test(name, "spiders", standard, _PROJECT_HELPER, stored),
    }
    registry = root / "spiders" / "registry.py"
    entered = _entered(registry.read_text(encoding="utf-8"), name)
    _write(written)
    registry.write_text(entered, encoding="utf-8")
    return Laid(root / "spiders" / name, tuple(written), test)


def _as_own(name: str) -> Laid:
    folder = plugin_folder() / name
    tests = folder / "tests"
    written = {folder / part: _part(part, name, PACKAGE) for part in _PARTS}
    written |= {
        tests / "page.html": _filled("page.html", name, PACKAGE),
        tests / "conftest.py": _filled("conftest.py", name, PACKAGE),
        tests / f"test_{name}.py": _test(name, PACKAGE, _OWN_STANDARD, _OWN_HELPER, _OWN_STORED),
    }
    package = plugin_folder() / "__init__.py"
    if not package.exists():
        written[package] = '"""Sources of my own; caifeng finds them here."""\n'
    _write(written)
    return Laid(folder, tuple(written), tests)


def _part(part: str, name: str, package: str) -> str:
    return _filled(f"source/{part}", name, package)


def _filled(template: str, name: str, package: str) -> str:
    text = files("spiders.layout").joinpath(*f"{template}.tmpl".split("/")).read_text(encoding="utf-8")
    camel = "".join(word.capitalize() for word in name.split("_"))
    return _sorted(text.replace("PACKAGE", package).replace("CLASS", camel).replace("NAME", name))


def _test(name: str, package: str, standard: str, helper: str, stored: str) -> str:
    text = files("spiders.layout").joinpath("test.py.tmpl").read_text(encoding="utf-8")
    text = text.replace("STANDARD", standard).replace("HELPER", helper).replace("STORED", stored)
    return _sorted(text.replace("PACKAGE", package).replace("NAME", name))


def _sorted(text: str) -> str:
    """The text with each run of `from … import …` lines in order, whatever the name is."""
    lines: list[str] = []
    for imports, run in groupby(text.split("\n"), key=lambda line: line.startswith("from ")):
        block = list(run)
        lines += sorted(block) if imports else block
    return "\n".join(lines)


def _entered(registry: str, name: str) -> str:
    """The registry with one more source, in order of names."""
    constant = name.upper()
    lines = registry.split("\n")
    line = f"from spiders.{name}.source import SOURCE as {constant}"
    imports = [n for n, text in enumerate(lines) if re.match(r"from spiders\.\w+(\.source)? import", text)]
    place = next((n for n in imports if lines[n] > line), imports[-1] + 1)
    lines.insert(place, line)
    names = [n for n, text in enumerate(lines) if re.fullmatch(r"    [A-Z0-9_]+,", text)]
    place = next((n for n in names if lines[n].strip(" ,") > constant), names[-1] + 1)
    lines.insert(place, f"    {constant},")
    return "\n".join(lines)


def _write(written: dict[Path, str]) -> None:
    there = [path for path in written if path.exists()]
    if there:
        raise UsageProblem("there is a file already; nothing was written", where=str(there[0]))
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

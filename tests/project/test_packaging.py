"""The wheel holds the four packages with their data and the command; its names are free."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.project.tree import PACKAGES, ROOT

DATA = {".toml", ".json", ".jsonl", ".txt", ".html", ".css", ".js", ".svg", ".safetensors", ".npz"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built by the real backend without a download."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def expected_files() -> set[str]:
    """Code and data that the packages hold."""
    paths = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    kept = [path for path in paths if path.suffix == ".py" or path.suffix in DATA]
    return {path.relative_to(ROOT).as_posix() for path in kept if "__pycache__" not in path.parts}


def test_the_wheel_holds_the_four_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_module_and_data_file(wheel: zipfile.ZipFile) -> None:
    assert expected_files() - set(wheel.namelist()) == set()


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    info = next(name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name)

    assert "caifeng = outputs.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_no_other_distribution_owns_our_top_level_names() -> None:
    """The names are common: beside another distribution that has one of them, ours would break."""
    owners = packages_distributions()

    assert {
        name: owners[name] for name in (*PACKAGES, "tests") if set(owners.get(name, [])) - {"caifeng"}
    } == {}


def test_every_dependency_is_pinned_for_make() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        item for group in project["dependency-groups"].values() for item in group if isinstance(item, str)
    ]
    pinned = {_name(line) for line in pins()}

    assert {_name(line) for line in (*project["project"]["dependencies"], *groups)} - pinned == set()


def test_pins_are_exact_and_belong_to_no_one_machine() -> None:
    assert [line for line in pins() if "==" not in line or "+" in line or "@" in line] == []


def pins() -> list[str]:
    """The lines of constraints.txt that pin something."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _name(requirement: str) -> str:
    cut = min((requirement.index(c) for c in "=<>!~[; " if c in requirement), default=len(requirement))
    return requirement[:cut].lower().replace("_", "-").replace(".", "-")


def test_what_make_needs_is_there() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert Path(ROOT / "Makefile").read_text(encoding="utf-8").count("\ndemo:") == 1

"""`caifeng spiders new`: what it lays out passes its own tests, is found, and really crawls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import UsageProblem
from crawler.plugins import plugin_folder
from crawler.store.posts import iter_posts
from spiders.layout.lay import lay_out
from spiders.own import look_again, own_sources
from spiders.registry import get_source, source_names
from tests.spiders.loopback import crawl, loopback
from tests.spiders.pages import FIXTURES

ROOT = FIXTURES.parents[1]
NAME = "tea_house"


def run(*command: str, folder: Path = ROOT) -> str:
    """Run Python in a folder; its output, or a failed test."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_in_the_users_folder_it_passes_its_tests_is_listed_and_crawls(tmp_path: Path) -> None:
    laid = lay_out(NAME, own=True)
    assert laid.folder == plugin_folder() / NAME
    assert "6 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", str(laid.tests), folder=tmp_path)
    assert NAME in run("-m", "scrapy", "list").split()
    page = (laid.tests / "page.html").read_text(encoding="utf-8")
    with loopback() as site:
        site.page("/robots.txt", "User-agent: *\nDisallow:\n")
        site.page("/t/5", page)
        site.page("/t/5?page=2", page.replace('data-post="1', 'data-post="2').replace('rel="next"', ""))
        study, report = crawl(tmp_path / "s", f"{site.url}/t/5", source="auto")
    assert any(f"auto took {NAME}" in note for note in report.notes)
    with study.open() as store:
        posts = list(iter_posts(store))
    assert sorted(str(post.native_id) for post in posts) == ["11", "12", "21", "22"]
    assert {post.source for post in posts} == {f"{NAME}:127.0.0.1"}
    assert all(post.author_key for post in posts)


def test_in_a_project_tree_it_is_registered_and_passes_its_tests(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for package in ("crawler", "spiders", "outputs", "mining"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "tests" / "spiders").mkdir(parents=True)
    for file in ("scrapy.cfg", "pyproject.toml", "tests/conftest.py", "tests/spiders/pages.py"):
        shutil.copy(ROOT / file, tree / file)
    said = run("-m", "outputs.cli", "spiders", "new", NAME, folder=tree)
    assert str(tree / "spiders" / NAME / "parse.py") in said
    assert "6 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/spiders", folder=tree)
    assert NAME in run("-m", "scrapy", "list", folder=tree).split()
    registry = (tree / "spiders" / "registry.py").read_text(encoding="utf-8").splitlines()
    imports = [line for line in registry if line.startswith("from spiders.")]
    assert f"from spiders.{NAME}.source import SOURCE as {NAME.upper()}" in imports
    assert f"    {NAME.upper()}," in registry
    assert imports == sorted(imports)


@pytest.mark.parametrize("name", ["Tea", "1tea", "tea house", "../tea", "class", "t", "web", "auto", "own"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(UsageProblem):
        lay_out(name, own=True)
    assert not plugin_folder().exists()


def test_nothing_is_overwritten() -> None:
    laid = lay_out(NAME, own=True)
    (laid.folder / "parse.py").write_text("mine", encoding="utf-8")
    (laid.folder / "source.py").unlink()
    look_again()
    with pytest.raises(UsageProblem, match="already"):
        lay_out(NAME, own=True)
    assert (laid.folder / "parse.py").read_text(encoding="utf-8") == "mine"
    assert not (laid.folder / "source.py").exists()


def test_a_broken_own_source_is_named_and_stops_nothing() -> None:
    laid = lay_out("broken_house", own=True)
    (laid.folder / "source.py").write_text("1 / 0\n", encoding="utf-8")
    assert get_source("broken_house") is None
    assert "web" in source_names()
    ((name, reason),) = own_sources().broken
    assert name == "broken_house"
    assert "ZeroDivisionError" in reason
    assert "web" in run("-m", "scrapy", "list").split()

"""The pages say what the code does."""

import re
from pathlib import Path

import pytest

from crawler.store import open_store
from mining.schema import MINING_MIGRATIONS
from outputs.cli.root import ENTRIES, cli
from tests.project.cli_reference import PAGE, render
from tests.project.tree import ROOT

PAGES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_command_page_is_what_help_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "python -m tests.project.cli_reference writes it again"
    )


@pytest.mark.parametrize("name", ENTRIES)
def test_the_overview_says_what_the_command_says(name: str) -> None:
    command = cli.get_command(cli.make_context("caifeng", [], resilient_parsing=True), name)

    assert command is not None
    assert (command.help or "").strip().splitlines()[0] == ENTRIES[name].summary


@pytest.mark.parametrize("name", ENTRIES)
def test_each_command_has_an_example(name: str) -> None:
    command = cli.get_command(cli.make_context("caifeng", [], resilient_parsing=True), name)

    assert command is not None
    assert re.search(rf"\x08\n\s*caifeng {name}\b", command.help or "")


def tables(folder: Path) -> dict[str, set[str]]:
    """Every table of a fresh study with its columns; SQLite's and FTS5's own are left out."""
    with open_store(folder / "study.db", create=True) as store:
        store.migrate(MINING_MIGRATIONS)
        return {
            table.name: {column.name for column in table.columns}
            for table in store.db.tables
            if not table.name.startswith(("_", "sqlite_", "search_"))
        }


def test_the_store_page_has_every_table_and_column(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "store.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^#|\Z)", page, re.M | re.S))
    found = tables(tmp_path)

    missing = {
        table: {column for column in columns if f"`{column}`" not in sections.get(table, "")}
        for table, columns in found.items()
    }

    assert {table: columns for table, columns in missing.items() if columns} == {}
    assert set(sections) == set(found)


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(doc: Path) -> None:
    text = (ROOT / doc).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text)

    assert [target for target in targets if not (ROOT / doc).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("doc", PAGES, ids=str)
def test_commands_in_the_pages_exist(doc: Path) -> None:
    text = (ROOT / doc).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
    named = {match for block in blocks for match in re.findall(r"^\$? ?caifeng ([a-z]+)", block, re.M)}

    assert named - set(ENTRIES) == set()


def test_the_chosen_python_and_version_agree() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.M)

    assert version is not None
    assert f"## [{version.group(1)}]" in changelog

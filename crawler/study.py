"""A study: one folder with study.toml and study.db."""

from dataclasses import dataclass
from pathlib import Path

from crawler.config import StudyConfig, load_config
from crawler.errors import StudyProblem
from crawler.store import Store, open_store
from crawler.template import STUDY_TEMPLATE, toml_string

CONFIG_NAME = "study.toml"
DATABASE_NAME = "study.db"


@dataclass(frozen=True, slots=True)
class Study:
    """A study folder and its configuration; `open()` gives its store."""

    folder: Path
    config: StudyConfig

    @property
    def database(self) -> Path:
        """Where the study's posts and findings are."""
        return self.folder / DATABASE_NAME

    @property
    def vectors(self) -> Path:
        """Folder of the vector shards."""
        return self.folder / "vectors"

    def open(self) -> Store:
        """Open the store, creating the database on first use."""
        return open_store(self.database, create=True)


def load_study(folder: Path) -> Study:
    """The study in a folder. Raises StudyProblem or ConfigProblem."""
    if not folder.is_dir():
        raise StudyProblem("there is no such folder", where=str(folder), hint=f"caifeng init {folder}")
    return Study(folder, load_config(folder / CONFIG_NAME))


def init_study(
    folder: Path, *, name: str | None = None, question: str | None = None, domains: list[str] | None = None
) -> Study:
    """Make a study folder with a commented study.toml and an empty database.

    Raises StudyProblem when a study is already there: nothing is ever overwritten.
    """
    path = folder / CONFIG_NAME
    if path.exists():
        raise StudyProblem(
            "a study is already here", where=str(folder), hint="another folder, or edit study.toml"
        )
    if folder.exists() and not folder.is_dir():
        raise StudyProblem("is a file, not a folder", where=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    text = STUDY_TEMPLATE.format(
        name=toml_string(name or folder.resolve().name),
        question=toml_string(question or ""),
        domains="[" + ", ".join(toml_string(domain) for domain in domains or []) + "]",
    )
    path.write_text(text, encoding="utf-8")
    study = load_study(folder)
    study.open().close()
    return study

"""The whole job on the fictional brand: serve its sites, crawl them, mine, map, report."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from crawler.add_source import source_block
from crawler.config import SourceSection
from crawler.errors import StudyProblem
from crawler.launch import CrawlReport, run_crawl
from crawler.stages import Progress, StageResult, silent
from crawler.study import CONFIG_NAME, Study, load_study
from mining.pipeline import mine
from outputs.demo.site import DemoSite, serve_demo
from outputs.exports import ExportOptions, export
from outputs.text import LANGUAGES

MARKER = ".caifeng-demo"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo made: the study, what was crawled and mined, and the reports."""

    study: Study
    crawl: CrawlReport
    stages: Sequence[StageResult]
    reports: tuple[Path, ...]


def run_demo(folder: Path, *, progress: Progress = silent) -> DemoResult:
    """Do it all in `folder`; a folder of an earlier demo is continued.

    Raises StudyProblem when something else is in the folder: nothing that is not the demo's own
    is ever overwritten.
    """
    claim(folder)
    with serve_demo() as site:
        study = write_study(folder, site)
        crawled = run_crawl(study, progress=progress)
    stages = mine(study, progress=progress)
    return DemoResult(study, crawled, stages, write_reports(study))


def claim(folder: Path) -> None:
    """Make the folder the demo's, or raise StudyProblem when it is somebody else's."""
    if folder.exists() and not folder.is_dir():
        raise StudyProblem("is a file, not a folder", where=str(folder), hint="caifeng demo --dir NEW-FOLDER")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise StudyProblem(
            "something that is not the demo's is here",
            where=str(folder),
            hint="caifeng demo --dir NEW-FOLDER",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()


def write_study(folder: Path, site: DemoSite) -> Study:
    """study.toml with the addresses that the sites have this time."""
    text = files(__package__).joinpath("study.toml").read_text(encoding="utf-8")
    blocks = [source_block(SourceSection(**source)) for source in site.sources]
    (folder / CONFIG_NAME).write_text("\n".join([text, *blocks]), encoding="utf-8")
    return load_study(folder)


def write_reports(study: Study) -> tuple[Path, ...]:
    """One report in each language that reports speak."""
    paths = []
    with study.open() as store:
        for language in LANGUAGES:
            path = study.folder / f"report-{language}.html"
            export(study, store, "html", path, ExportOptions(language=language))
            paths.append(path)
    return tuple(paths)

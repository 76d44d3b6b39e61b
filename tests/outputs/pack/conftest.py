"""A fictional study with some findings accepted, and its pack."""

from pathlib import Path

import pytest

from crawler.study import Study, init_study
from mining.decisions import record
from outputs.pack import PackOptions, PackReport, build
from tests.sample import fill_sample


def sample_study(folder: Path) -> Study:
    """The launderette's study, two findings accepted and one rejected."""
    study = init_study(folder, name="Lantern Laundry", question="Why do people wash elsewhere?")
    with study.open() as store:
        specs = fill_sample(store)
        for spec in specs[:2]:
            record(store, "accept", spec.id, who="Mo")
        record(store, "reject", specs[-1].id, who="Mo")
    return study


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, PackReport]:
    """The sample's pack in both languages, without posters, which take longest."""
    from outputs.pack.registry import ARTEFACTS

    folder = tmp_path_factory.mktemp("packed")
    study = sample_study(folder / "study")
    keys = [artefact.key for artefact in ARTEFACTS if artefact.key != "journey_poster"]
    return study, build(
        study, folder / "pack", PackOptions(language="both", brand="湖畔 Lakeside"), only=keys
    )

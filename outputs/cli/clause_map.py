"""`caifeng map`: the map of clauses that the review app draws."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import json_option, open_study, put_json, say, study_option


@click.command("map")
@study_option
@click.option(
    "--method", type=click.Choice(("umap", "pca")), default="umap", show_default=True,
    help="umap keeps neighbours together and takes about a minute; pca is quick and coarse.",
)  # fmt: skip
@json_option
def map_command(folder: Path, method: str, as_json: bool) -> None:
    """Place clauses in the plane, for the map in the review app.

    Clauses that mean the same lie near each other; distances are a hint and no figure. The map is kept
    in the study until it is made again. Of more than 20,000 typed clauses (pca: 60,000) a sample is placed.

    \b
    caifeng map --study tea
    """
    from mining.clause_map.build import build_map

    study = open_study(folder)
    with study.open() as store:
        facts = build_map(store, method="pca" if method == "pca" else "umap", seed=study.config.mining.seed)
    if as_json:
        put_json(asdict(facts))
    else:
        say(f"{facts.placed} of {facts.clauses} typed clauses placed by {facts.method}")

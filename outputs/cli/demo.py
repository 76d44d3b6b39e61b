"""`caifeng demo`."""

from pathlib import Path

import click

from outputs.cli.common import counts_line, progress, put, say
from outputs.cli.status import found_of_expected

DEFAULT_FOLDER = "caifeng-demo"


@click.command()
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True,
    help="Folder for the demo's study.",
)  # fmt: skip
def demo(folder: Path) -> None:
    """Run the whole job on a fictional tea-drink chain, offline.

    Serves the shop, the forum and the blog of an invented brand on this machine, crawls them with the
    real spiders, mines what was found, places it on the journey, and writes the report in Chinese
    and English. Run again in the same folder, it continues; it never overwrites what is not its own.

    \b
    caifeng demo --dir caifeng-demo
    """
    from outputs.demo.job import claim, run_demo

    claim(folder)
    say("The brand of this demo, its shops and its customers are fictional.")
    say("本演示中的品牌、门店与顾客均为虚构。")
    with progress() as show:
        result = run_demo(folder, progress=show)
    for seed in result.crawl.seeds:
        say(f"{seed.source:11} {found_of_expected(seed.collected, seed.expected)} posts, {seed.reason}")
    for stage in result.stages:
        say(f"{stage.stage:11} {'nothing changed' if stage.status == 'fresh' else counts_line(stage.counts)}")
    say(f"The study is in {folder}. Look around: caifeng status --study {folder}")
    say("The reports:")
    for path in result.reports:
        put(str(path.resolve()))

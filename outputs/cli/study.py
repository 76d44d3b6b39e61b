"""`caifeng init`."""

from pathlib import Path

import click

from outputs.cli.common import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", help="Name of the study; the folder's name if not given.")
@click.option("--question", help="What you want to know; printed on page one of every output.")
@click.option("--domain", "domains", multiple=True, help="Taxonomy to use; may be given again, they merge.")
def init(folder: Path, name: str | None, question: str | None, domains: tuple[str, ...]) -> None:
    """Make a study: a folder with study.toml and study.db.

    The domains are those of `caifeng taxonomy list`.

    \b
    caifeng init tea --question "What makes members stay away?" --domain restaurant --domain membership
    """
    from crawler.errors import UsageProblem
    from crawler.study import CONFIG_NAME, init_study
    from mining.taxonomy import shipped_domains

    unknown = [domain for domain in domains if domain not in shipped_domains()]
    if unknown:
        raise UsageProblem(f"there is no domain {unknown[0]!r}", hint=", ".join(shipped_domains()))
    study = init_study(folder, name=name, question=question, domains=list(domains))
    say(f"A study is in {study.folder}. Its limits and sources are in {study.folder / CONFIG_NAME}.")
    say(f"Next: caifeng import FILE --study {folder}, or caifeng crawl URL --study {folder}")

"""`caifeng schema`."""

import click

from outputs.cli.common import put_json


@click.command()
def schema() -> None:
    """Print the JSON Schema of study.toml, for editors.

    An editor with TOML support checks and completes a study.toml whose first line is
    `#:schema https://…/study.schema.json` or that is set to this file.

    \b
    caifeng schema > study.schema.json
    """
    from crawler.config_schema import study_schema

    put_json(study_schema())

"""`caifeng label`: sentences in, the same lines with types, phase and slots out."""

from typing import IO

import click


@click.command()
@click.argument("source", type=click.File("r", encoding="utf-8-sig"), default="-", metavar="[FILE]")
@click.option(
    "--out",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="File to write; stdout if not given.",
)
def label(source: IO[str], out: IO[str]) -> None:
    """Label sentences (JSON lines) with types, phase and slots.

    Reads lines like {"id": "post 1", "s": 0, "text": "…"} from FILE or stdin. Lines of one post
    follow each other and are each other's context; "prev" and "next" may be given instead.
    Writes each line again, in order, with "types", "type_scores", "phase" and "slots".

    \b
    caifeng label sentences.jsonl --out labelled.jsonl
    """
    from crawler.errors import UsageProblem
    from mining.label_lines import label_text

    try:
        for line in label_text(source):
            out.write(line + "\n")
    except UnicodeDecodeError as error:
        raise UsageProblem(f"is not UTF-8 ({error.reason})", where=source.name) from error

"""The table of commands. Nothing heavy is imported here: `caifeng --help` must answer at once."""

import click

from outputs.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "demo": Entry("outputs.cli.demo:demo", "Run the whole job on a fictional tea-drink chain, offline."),
    "init": Entry("outputs.cli.study:init", "Make a study: a folder with study.toml and study.db."),
    "import": Entry("outputs.cli.importing:import_posts", "Take in posts from a CSV, XLSX or JSONL file."),
    "imports": Entry("outputs.cli.imports:imports", "What was imported and refused; take an import back."),
    "plan": Entry("outputs.cli.plan:plan_command", "What a crawl would take, found out with few requests."),
    "crawl": Entry("outputs.cli.crawl:crawl", "Gather posts from the sources of a study, politely."),
    "jobs": Entry("outputs.cli.jobs:jobs", "The crawls of a study: their logs; pause, resume or stop them."),
    "reparse": Entry("outputs.cli.reparse:reparse", "Read the kept pages again with today's parsers."),
    "warc": Entry("outputs.cli.warc:warc", "Write the kept pages as a web archive (WARC)."),
    "forget": Entry("outputs.cli.forget:forget", "Delete an author, a source or a post, for good."),
    "mine": Entry("outputs.cli.mine:mine", "Find scenarios, pain points and unmet needs in the posts."),
    "evaluate": Entry("outputs.cli.evaluate:evaluate", "How firm the findings of a study are, in figures."),
    "train": Entry("outputs.cli.train:train", "Learn from reviewers what a scenario, pain or need is."),
    "name": Entry("outputs.cli.name:name", "Let a language model name the findings; every name is checked."),
    "map": Entry(
        "outputs.cli.clause_map:map_command", "Place clauses in the plane, for the map in the review app."
    ),
    "label": Entry("outputs.cli.label:label", "Label sentences (JSON lines) with types, phase and slots."),
    "decide": Entry(
        "outputs.cli.decide:decide", "Accept, reject, rename, merge, split or move a finding, and more."
    ),
    "export": Entry(
        "outputs.cli.export:export", "Write the report, the data behind it, or the workshop pack."
    ),
    "review": Entry("outputs.cli.review:review", "Review a study in the browser, on this machine only."),
    "search": Entry("outputs.cli.search:search", "Find posts by their words, Chinese or English."),
    "status": Entry("outputs.cli.status:status", "What a study holds, and what was done to it."),
    "sources": Entry("outputs.cli.sources:sources", "The places that caifeng can gather from."),
    "spiders": Entry("outputs.cli.spiders:spiders", "Begin a source of your own."),
    "kano": Entry("outputs.cli.kano:kano", "KANO candidates, and the questionnaire that tests them."),
    "taxonomy": Entry("outputs.cli.taxonomy:taxonomy", "Phases, touchpoints, tags and cue words, to change."),
    "words": Entry("outputs.cli.words:words", "Words of situations that the lexicon does not know."),
    "compare": Entry("outputs.cli.compare:compare", "Two groups of people side by side, or over the months."),
    "odata": Entry("outputs.cli.odata:odata", "Figures of the organisation beside what people say."),
    "watch": Entry("outputs.cli.watch:watch", "Crawl again, mine, and tell what changed for the worse."),
    "orders": Entry("outputs.cli.watch:orders", "List the work orders of a study, or change one."),
    "schema": Entry("outputs.cli.schema:schema", "Print the JSON Schema of study.toml, for editors."),
    "doctor": Entry("outputs.cli.doctor:doctor", "Check that this machine has what caifeng needs."),
}

ABOUT = """\
caifeng 采风: gathers what people say in public about a product or service, and finds the usage
scenarios, pain points and unmet needs in it, each with the words that somebody really wrote.

\b
  caifeng init tea --question "What makes members stay away?"
  caifeng import reviews.csv --study tea
  caifeng mine --study tea
  caifeng export --study tea --format html --out report.html
"""


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from crawler.version import caifeng_version

        click.echo(f"caifeng {caifeng_version()}")
        context.exit()


cli = LazyGroup(entries=ENTRIES, name="caifeng", help=ABOUT)
cli.params.append(
    click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_show_version,
        help="Show the version and leave.",
    )
)  # fmt: skip
cli.params.append(
    click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        help="With any command: show the traceback of an error.",
    )
)

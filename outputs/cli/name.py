"""`caifeng name`: titles by a language model, where the study allows it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from outputs.cli.common import json_option, open_study, progress, put, put_json, say, study_option

REASONS = {
    "named": "named by the model and checked",
    "cached": "answered before, not asked again",
    "named_by_people": "named by people, left alone",
    "invented_quote": "a quote that nobody wrote",
    "unsupported_word": "a word that fewer than 30 % of the members say",
    "not_unique": "a title that another finding has",
    "wrong_language": "a title in the wrong language",
    "unfit_title": "a title with links, marks or too many words",
    "says_nothing": "a title without content",
    "no_title": "no title",
    "no_quotes": "no quotes",
    "invalid_json": "no JSON of the form asked for",
    "slow": "no answer in time",
    "busy": "the endpoint was busy (429, 503)",
    "server_error": "the endpoint failed (5xx)",
    "refused_by_endpoint": "the endpoint refused the request (4xx)",
    "redirect": "the endpoint sends elsewhere; not followed",
    "unreachable": "the endpoint cannot be reached",
    "huge_answer": "an answer larger than 64 kB",
    "over_budget": "not asked: max_findings or max_tokens reached",
    "given_up": "not asked: the endpoint gave no answer three times in a row",
}


@click.command()
@study_option
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--again", is_flag=True, help="Ask also about names that were refused before.")
@json_option
def name(folder: Path, dry_run: bool, again: bool, as_json: bool) -> None:
    """Let a language model name the findings; every name is checked.

    Off unless study.toml says allow = true under [llm]. Masked quotes go to the endpoint named there,
    nothing else. A name is taken when its quotes stand in the evidence letter by letter and at least
    30 % of the members say each of its words; otherwise the rule-made name stays. Names that people
    gave always win.

    \b
    caifeng name --study tea --dry-run
    """
    from mining.llm.naming import name_findings
    from mining.slots.own import study_lexicon

    study = open_study(folder)
    with study_lexicon(study.folder), study.open() as store:
        if dry_run:
            _show(study, store, as_json)
            return
        with progress() as show:
            counts = name_findings(study, store, again=again, progress=show)
    if as_json:
        put_json(counts)
        return
    for line in count_lines(counts):
        put(line)
    say(f"Next: caifeng export --study {folder} --format html --out report.html")


def count_lines(counts: Mapping[str, Any]) -> list[str]:
    """The counts in words, findings first and tokens last."""
    lines = [f"{counts.get('findings', 0):6} findings"]
    lines += [f"{counts[key]:6} {words}" for key, words in REASONS.items() if counts.get(key)]
    if counts.get("tokens"):
        lines.append(f"{counts['tokens']:6} tokens, as the endpoint says")
    return lines


def _show(study: Any, store: Any, as_json: bool) -> None:
    from mining.llm.budget import estimated
    from mining.llm.naming import plan_names

    llm = study.config.llm
    plan = plan_names(study, store)
    asked = plan.open[: llm.max_findings]
    messages = {key: plan.cases[key].messages() for key in asked}
    tokens = sum(estimated(question) for question in messages.values())
    if as_json:
        put_json({"allowed": llm.allow, "tokens": tokens, "messages": messages})
        return
    put(f"{len(plan.cases)} findings could be named; {len(plan.known)} were answered before")
    put(f"{len(asked)} would be asked about, up to {tokens} tokens (limit {llm.max_tokens})")
    put(f"to {llm.endpoint or 'nowhere: [llm] names no endpoint'} ({llm.model or 'no model'})")
    if not llm.allow:
        put("but study.toml does not allow it: allow = true under [llm]")
    for key in asked[:1]:
        put(f"\nwhat would be sent for {key}:")
        put(messages[key][1]["content"])

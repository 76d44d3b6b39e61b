"""`caifeng compare`: two groups of people side by side, or what changed over the months."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put_json, put_table, say, study_option

if TYPE_CHECKING:
    from mining.segments.compare import Comparison, GroupShare, Topic
    from mining.segments.voices import Voice
    from outputs.names import Names
    from outputs.text import Language

MOST = 30  # rows shown; --json has all


@click.command()
@click.argument("field", required=False)
@click.argument("first", required=False)
@click.argument("second", required=False)
@study_option
@click.option("--benchmark", type=click.Path(path_type=Path), help="Folder of another study to compare with.")
@click.option("--trend", is_flag=True, help="What rose, fell or jumped over the months.")
@click.option("--of", type=click.Choice(("people", "mentions")), default="people", show_default=True,
              help="Share of all people of a group, or of those who mention the tag.")  # fmt: skip
@click.option("--lang", type=click.Choice(("zh", "en")), default="en", show_default=True)
@json_option
def compare(
    field: str | None, first: str | None, second: str | None, folder: Path, benchmark: Path | None,
    trend: bool, of: str, lang: "Language", as_json: bool,
) -> None:  # fmt: skip
    """Two groups of people side by side, or over the months.

    FIELD is source, product, brand, language, who, year, quarter, month or stated:NAME; FIRST and SECOND are
    two of its groups. Without SECOND the first is set against all others, without FIRST the groups are
    listed. "differs" holds at a false discovery rate of 5 %; "not shown" does not mean "the same".

    \b
    caifeng compare language zh en --study tea
    caifeng compare --benchmark rival --study tea
    caifeng compare --trend --study tea
    """
    from mining.segments.compare import compare_groups
    from mining.segments.study import against_benchmark, voices_of
    from outputs.names import load_names

    study = open_study(folder)
    names = load_names(study, lang)
    if benchmark is not None:
        _show(against_benchmark(study, benchmark, of=of), names, as_json)  # type: ignore[arg-type]
        return
    voices = voices_of(study, with_findings=False)
    if trend:
        _trend(voices, names, as_json)
    elif field is None or first is None:
        _groups(voices, field, as_json)
    else:
        found = compare_groups(voices, field, first, second, of=of)  # type: ignore[arg-type]
        _show(found, names, as_json)


def _groups(voices: "list[Voice]", field: str | None, as_json: bool) -> None:
    from mining.segments.voices import list_groups

    found = [group for group in list_groups(voices) if field in (None, group.field)]
    if as_json:
        put_json({"groups": [asdict(group) for group in found]})
        return
    put_table(("field", "group", "people", "posts"), [(g.field, g.value, g.people, g.posts) for g in found])


def _show(found: "Comparison", names: "Names", as_json: bool) -> None:
    if as_json:
        put_json(asdict(found))
        return
    rows = [
        (
            _topic(row.topic, names), _share(row.first), _share(row.second),
            f"{100 * row.difference:+.0f} ({100 * row.low:+.0f} to {100 * row.high:+.0f})", row.verdict,
        )
        for row in found.rows[:MOST]
    ]  # fmt: skip
    put_table(("tag", "first", "second", "difference, points", "verdict"), rows)
    say(f"People: {found.first_people} and {found.second_people}, {found.in_both} in both groups.")
    if len(found.rows) > MOST:
        say(f"{len(found.rows) - MOST} more with --json.")
    say("Among those who post; 'not shown' does not mean that they are the same, and no cause is meant.")


def _trend(voices: "list[Voice]", names: "Names", as_json: bool) -> None:
    from mining.segments.trend import trends

    found = trends(voices)
    if as_json:
        put_json({"trends": [asdict(trend) for trend in found]})
        return
    changed = [trend for trend in found if trend.drifts or trend.jumps]
    put_table(
        ("tag", "points a month", "jump at", "before", "after"),
        [
            (
                _topic(t.topic, names), f"{t.slope:+.1f}" if t.drifts else "", t.changed_at or "",
                *("" if v is None else f"{v:.0%}" for v in (t.before, t.after)),
            )
            for t in changed
        ],
    )  # fmt: skip
    if not found:
        say("Too few months with ten people or more: nothing can be said about change.")
    else:
        say(f"{len(found) - len(changed)} of {len(found)} show neither drift nor jump. Posts are no panel.")


def _topic(topic: "Topic", names: "Names") -> str:
    from outputs.text import Words

    sign = Words(names.language).get(f"polarity.{topic.sign}", topic.sign)
    return f"{names.label(topic.kind, topic.key)} ({sign})"


def _share(share: "GroupShare") -> str:
    return f"{share.people} of {share.of_people}, {share.share:.0%}"

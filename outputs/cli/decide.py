"""`caifeng decide`: what people say about a finding, kept for good."""

from pathlib import Path
from typing import Any

import click

from outputs.cli.common import json_option, open_study, put_json, say, study_option

ACTIONS = ("accept", "reject", "park", "rename", "merge", "note", "undo")
WORDED = ("rename", "merge", "note")


@click.command()
@click.argument("finding")
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("words", nargs=-1)
@study_option
@click.option("--zh", help="With rename: the Chinese title.")
@click.option("--en", help="With rename: the English title.")
@click.option("--reason", help="With accept, reject, park: why.")
@click.option("--who", help="Who decides; the user of this machine if not given.")
@json_option
def decide(
    finding: str,
    action: str,
    words: tuple[str, ...],
    folder: Path,
    zh: str | None,
    en: str | None,
    reason: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Accept, reject, rename, merge or park a finding.

    FINDING is an id as `caifeng status` shows it, or its beginning. Nothing that was decided is
    ever lost: it holds when the study is mined again, and `undo` takes back the last decision
    (or, with a number for FINDING, that one).

    \b
    caifeng decide f3a9 accept --study tea
    caifeng decide f3a9 rename "Paying while holding a child" --study tea
    caifeng decide f3a9 merge f77c --study tea
    caifeng decide f3a9 note "Ask the shop staff about this" --study tea
    caifeng decide f3a9 undo --study tea
    """
    from mining.decisions import record

    payload = decision_payload(action, " ".join(words), zh=zh, en=en, reason=reason)
    with open_study(folder).open() as store:
        number = record(store, action, finding, payload, who)
    if as_json:
        put_json({"decision": number, "action": action, "finding": finding, "payload": payload})
    else:
        say(f"Decision {number}: {action} {finding}. To take it back: caifeng decide {number} undo")


def decision_payload(
    action: str, words: str, *, zh: str | None = None, en: str | None = None, reason: str | None = None
) -> dict[str, Any]:
    """The payload of a decision from the words of the command.

    Raises click.UsageError for what cannot be meant.
    """
    if words and action not in WORDED:
        raise click.UsageError(f"{action} takes no further words, got {words!r} (use --reason)")
    if (zh or en) and action != "rename":
        raise click.UsageError(f"--zh and --en go with rename, not with {action}")
    if reason and action not in ("accept", "reject", "park"):
        raise click.UsageError(f"--reason goes with accept, reject and park, not with {action}")
    if action == "rename":
        return _titles(words, zh, en)
    if action in ("merge", "note"):
        if not words:
            raise click.UsageError(
                f"{action} needs {'the finding to merge into' if action == 'merge' else 'words'}"
            )
        return {"into": words} if action == "merge" else {"text": words}
    return {"reason": reason} if reason else {}


def _titles(words: str, zh: str | None, en: str | None) -> dict[str, Any]:
    """Titles by language; a bare title counts as Chinese as soon as it holds a Chinese character."""
    titles = {language: title for language, title in (("zh", zh), ("en", en)) if title}
    if words:
        language = "zh" if any("\u3400" <= char <= "\u9fff" for char in words) else "en"
        if language in titles:
            raise click.UsageError(f"two {language} titles: {words!r} and {titles[language]!r}")
        titles[language] = words
    if not titles:
        raise click.UsageError("rename needs a title: in words, or with --zh and --en")
    return titles

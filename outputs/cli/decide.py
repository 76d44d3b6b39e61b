"""`caifeng decide`: what people say about a finding or a post, kept for good."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from outputs.cli.common import json_option, open_study, put_json, say, study_option

ACTIONS = (
    *("accept", "reject", "park", "ban", "rename", "merge", "split", "create", "move", "retype"),
    *("pin", "unpin", "star", "unstar", "note", "mark", "redact", "undo"),
)
NEEDS = {
    "merge": "the finding to merge into",
    "note": "words",
    "split": "the ids of the clauses to split off",
    "create": "the ids of the clauses to make it of",
    "move": "a journey phase",
    "retype": "a kind: scenario, pain or need",
    "mark": "what the post is: not_us, advert, duplicate or ours",
    "redact": "the version, and where the words begin and end",
}
LANGUAGES = {"zh": "Chinese", "en": "English"}
TITLED = ("rename", "split", "create")
REASONED = (
    *("accept", "reject", "park", "ban", "merge", "split", "create", "move", "retype"),
    *("pin", "star", "mark"),
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@click.command()
@click.argument("subject")
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("words", nargs=-1)
@study_option
@click.option("--zh", help="With rename, split, create: the Chinese title.")
@click.option("--en", help="With rename, split, create: the English title.")
@click.option("--kind", type=click.Choice(("scenario", "pain", "need")), help="With create: its kind.")
@click.option("--axis", type=click.Choice(("phase", "touchpoint", "lens")), help="With move; else phase.")
@click.option("--to-be", is_flag=True, help="With move: in the journey to come, not the one of today.")
@click.option("--reason", help="Why.")
@click.option("--who", help="Who decides; the user of this machine if not given.")
@json_option
def decide(
    subject: str,
    action: str,
    words: tuple[str, ...],
    folder: Path,
    who: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Accept, reject, rename, merge, split or move a finding, and more.

    SUBJECT is a finding's id as `caifeng status` shows it, or its beginning; for mark and redact the
    id of a post, for create the word new. Nothing that was decided is ever lost: it holds when the
    study is mined again, and `undo` takes back the last decision (or, with a number for SUBJECT,
    that one). Only findings of one kind are merged; retype changes a kind. A new title is Chinese
    when it holds a Chinese character or the study has no other language, else English; --zh and --en
    set either, or both at once. Redact hides words wherever they are shown; `caifeng forget` erases.

    \b
    caifeng decide f3a9 accept --study tea
    caifeng decide f3a9 rename "Paying while holding a child" --study tea
    caifeng decide f3a9 rename 抱着孩子付款 --en "Paying with a child" --study tea
    caifeng decide f3a9 merge f77c --study tea
    caifeng decide f3a9 split c81f20 c77ab1 --en "Paying by card" --study tea
    caifeng decide f3a9 move acquisition --study tea
    caifeng decide f3a9 note "Ask the shop staff about this" --study tea
    caifeng decide p02b7 mark advert --study tea
    caifeng decide f3a9 undo --study tea
    """
    from mining.decisions import record

    study = open_study(folder)
    payload = decision_payload(action, " ".join(words), languages=study.config.study.languages, **options)
    with study.open() as store:
        number = record(store, action, subject, payload, who)
    if as_json:
        put_json({"decision": number, "action": action, "finding": subject, "payload": payload})
    else:
        set_in = " and ".join(LANGUAGES[key] for key in LANGUAGES if action == "rename" and key in payload)
        said = f" ({set_in} title)" if set_in else ""
        say(f"Decision {number}: {action} {subject}{said}. To take it back: caifeng decide {number} undo")


def decision_payload(
    action: str,
    words: str,
    *,
    zh: str | None = None,
    en: str | None = None,
    kind: str | None = None,
    axis: str | None = None,
    to_be: bool = False,
    reason: str | None = None,
    languages: Sequence[str] = ("zh", "en"),
) -> dict[str, Any]:
    """The payload of a decision from the words and options of the command; `languages` are the study's.

    Raises click.UsageError for what cannot be meant.
    """
    _only(action, TITLED, "--zh and --en", zh or en)
    _only(action, ("create",), "--kind", kind)
    _only(action, ("move",), "--axis and --to-be", axis or to_be)
    _only(action, REASONED, "--reason", reason)
    if words and action not in (*NEEDS, "rename"):
        raise click.UsageError(f"{action} takes no further words, got {words!r} (use --reason)")
    if action in NEEDS and not words:
        raise click.UsageError(f"{action} needs {NEEDS[action]}")
    payload = _payload(action, words, zh, en, languages)
    if action == "create":
        payload["kind"] = kind or "scenario"
    if action == "move":
        payload |= {"axis": axis or "phase", "map": "to_be" if to_be else "as_is"}
    return {**payload, "reason": reason} if reason else payload


def _payload(
    action: str, words: str, zh: str | None, en: str | None, languages: Sequence[str]
) -> dict[str, Any]:
    if action == "rename":
        return _titles(words, zh, en, languages)
    if action in ("split", "create"):
        return {"clauses": words.split(), **{key: text for key, text in (("zh", zh), ("en", en)) if text}}
    if action == "redact":
        numbers = words.split()
        if len(numbers) != 3:
            raise click.UsageError(f"redact needs {NEEDS['redact']}")
        return dict(zip(("version", "start", "end"), numbers, strict=True))
    name = {"merge": "into", "note": "text", "move": "key", "retype": "kind", "mark": "as"}.get(action)
    return {name: words} if name else {}


def _only(action: str, allowed: tuple[str, ...], options: str, given: object) -> None:
    if given and action not in allowed:
        raise click.UsageError(f"{options} goes with {', '.join(allowed)}, not with {action}")


def _titles(words: str, zh: str | None, en: str | None, languages: Sequence[str]) -> dict[str, Any]:
    """Titles by language; a bare one is Chinese when it holds Han, or when the study is in Chinese only."""
    titles = {language: title for language, title in (("zh", zh), ("en", en)) if title}
    if words:
        language = "zh" if _HAN.search(words) or "en" not in languages else "en"
        if language in titles:
            raise click.UsageError(f"two {language} titles: {words!r} and {titles[language]!r}")
        titles[language] = words
    if not titles:
        raise click.UsageError("rename needs a title: in words, or with --zh and --en")
    return titles

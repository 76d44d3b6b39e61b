"""The words of `caifeng decide` become the payload of a decision, or a clear refusal."""

from typing import Any

import click
import pytest

from outputs.cli.decide import decision_payload


@pytest.mark.parametrize(
    ("action", "words", "options", "payload"),
    [
        ("accept", "", {}, {}),
        ("reject", "", {"reason": "an advertisement"}, {"reason": "an advertisement"}),
        ("rename", "Waiting in the rain", {}, {"en": "Waiting in the rain"}),
        ("rename", "雨里排队 queue", {}, {"zh": "雨里排队 queue"}),
        ("rename", "Waiting", {"zh": "等位"}, {"zh": "等位", "en": "Waiting"}),
        ("rename", "VIP", {"languages": ["zh"]}, {"zh": "VIP"}),
        ("rename", "\U00020bb7野家", {}, {"zh": "\U00020bb7野家"}),
        ("merge", "f77c", {}, {"into": "f77c"}),
        ("note", "ask the staff", {}, {"text": "ask the staff"}),
        ("undo", "", {}, {}),
        ("ban", "", {"reason": "another shop"}, {"reason": "another shop"}),
        ("split", "c1 c2", {"en": "Coins"}, {"clauses": ["c1", "c2"], "en": "Coins"}),
        ("create", "c1", {"kind": "need"}, {"clauses": ["c1"], "kind": "need"}),
        ("move", "service", {}, {"key": "service", "axis": "phase", "map": "as_is"}),
        ("move", "till", {"axis": "touchpoint", "to_be": True},
         {"key": "till", "axis": "touchpoint", "map": "to_be"}),
        ("retype", "need", {}, {"kind": "need"}),
        ("mark", "advert", {}, {"as": "advert"}),
        ("redact", "1 4 9", {}, {"version": "1", "start": "4", "end": "9"}),
    ],
)
def test_what_can_be_meant(action: str, words: str, options: dict[str, Any], payload: dict[str, Any]) -> None:
    assert decision_payload(action, words, **options) == payload


@pytest.mark.parametrize(
    ("action", "words", "options"),
    [
        ("accept", "gladly", {}),
        ("accept", "", {"en": "title"}),
        ("rename", "", {}),
        ("rename", "Waiting", {"en": "Queueing"}),
        ("rename", "Waiting", {"reason": "shorter"}),
        ("merge", "", {}),
        ("note", "", {}),
        ("undo", "", {"reason": "error"}),
        ("split", "", {}),
        ("redact", "1 4", {}),
        ("accept", "", {"axis": "phase"}),
        ("pin", "", {"kind": "need"}),
    ],
)
def test_what_cannot_be_meant(action: str, words: str, options: dict[str, str]) -> None:
    with pytest.raises(click.UsageError):
        decision_payload(action, words, **options)

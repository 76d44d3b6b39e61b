"""A study with three findings about a fictional launderette, and its configuration."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.study import Study, load_study
from tests.builders import FindingSpec, discover, make_post, save

DAMP = (
    "The dryer leaves my towels damp every time",
    "towels still damp after two dryer runs",
    "Dryer took an hour and the towels are damp",
    "damp towels again, the dryer is weak",
)
COINS = ("machine swallowed my coins", "it eats coins and nobody answers", "lost three coins in the machine")
ZH = ("烘干机烘不干毛巾", "毛巾烘了两次还是湿的", "烘干机太弱，毛巾没干")
RULE_MADE = "Rule-made name of damp"


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Study]:
    """Write study.toml with an [llm] section, and the findings."""

    def make(address: str, *, damp: tuple[str, ...] = DAMP, **llm: object) -> Study:
        folder = tmp_path / "laundry"
        folder.mkdir(exist_ok=True)
        given = {
            "allow": "true", "allow_local": "true", "model": '"stub-1"', "endpoint": f'"{address}"',
            "key_env": '"LAUNDRY_KEY"', "seconds": "2.0", **llm,
        }  # fmt: skip
        lines = [f"{name} = {value}" for name, value in given.items()]
        text = '[study]\nname = "laundry"\n[llm]\n' + "\n".join(lines) + "\n"
        (folder / "study.toml").write_text(text, encoding="utf-8")
        study = load_study(folder)
        with study.open() as store:
            posts = {words: make_post(n, words) for n, words in enumerate((*damp, *COINS, *ZH))}
            save(store, *posts.values())

            def spec(key: str, words: tuple[str, ...], rank: int) -> FindingSpec:
                title = {"zh": f"规则起的名 {key}", "en": f"Rule-made name of {key}"}
                quotes = [(posts[one], one) for one in words]
                return FindingSpec(key, "pain", quotes, title=title, rank=rank)

            discover(store, spec("damp", damp, 0), spec("coins", COINS, 1), spec("zh", ZH, 2))
        return study

    return make


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUNDRY_KEY", "sk-laundry")

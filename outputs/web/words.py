"""The words of the review app: one TOML file for each page, Chinese and English side by side.

`text/board.toml` with `title = { zh = "…", en = "…" }` gives the key `board.title`. What a page does
not name itself is looked up in the words that all outputs share (outputs.text). Traditional Chinese
is made from the Simplified by OpenCC when it is first asked for.
"""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from outputs.neutral import visible
from outputs.text import Language, Words, load_table

Tongue = Literal["zh-Hans", "zh-Hant", "en"]
TONGUES: tuple[Tongue, ...] = ("zh-Hans", "zh-Hant", "en")
TONGUE_NAMES: dict[Tongue, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
_SPELT: dict[str, Tongue] = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant", "en": "en",
}  # fmt: skip
_NOT_SO = {"物件": "對象"}  # wordings of software that OpenCC prefers to the plain sense
FOLDER = Path(__file__).parent / "text"


class PageWords(Words):
    """Words of one tongue: `words("board.title")`, `words("people_count.some", n=3)`.

    `language` is "zh" or "en", the language of titles and taxonomies; `tongue` is the BCP 47 tag.
    """

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.language: Language = "en" if tongue == "en" else "zh"
        self._table = tongue_table(tongue)

    def around(self, key: str, **values: Any) -> Markup:
        """As calling it, with each text that is put in kept to its own direction (<bdi>), and escaped."""
        marks = {name: f"\ue000{name}\ue001" for name, value in values.items() if isinstance(value, str)}
        said = str(escape(self(key, **{**values, **marks})))
        for name, mark in marks.items():
            said = said.replace(mark, f"<bdi>{escape(visible(values[name]))}</bdi>")
        return Markup(said)  # noqa: S704 - escaped above

    def written(self, text: str) -> str:
        """A text of ours, such as a name in a taxonomy, in the script of the tongue. Never for quotes."""
        return traditional(text) if self.tongue == "zh-Hant" else text


@cache
def tongue_table(tongue: Tongue) -> dict[str, str]:
    """The flat table key -> text of a tongue, shared words included."""
    language: Language = "en" if tongue == "en" else "zh"
    table = {**load_table(language), **page_table(language)}
    return {key: traditional(text) for key, text in table.items()} if tongue == "zh-Hant" else table


@cache
def page_table(language: Language) -> dict[str, str]:
    """The flat table of the pages' own words. Raises KeyError where a language is missing."""
    table: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        table.update({f"{path.stem}.{key}": str(both[language]) for key, both in entries.items()})
    return table


def read_tongue(asked: str | None) -> Tongue | None:
    """The tongue that a language tag means, or None."""
    tag = (asked or "").strip().replace("_", "-").lower()
    return _SPELT.get(tag) or _SPELT.get(tag.split("-")[0])


def preferred_tongue(accept_language: str) -> Tongue | None:
    """The first tongue of an Accept-Language header that we speak; the order given, weights aside."""
    found = (read_tongue(part.split(";")[0]) for part in accept_language.split(",")[:12])
    return next((tongue for tongue in found if tongue), None)


@lru_cache(maxsize=20_000)
def traditional(text: str) -> str:
    """Simplified Chinese as it is written and worded in Taiwan."""
    written = str(_converter().convert(text))
    for taken, meant in _NOT_SO.items():
        written = written.replace(taken, meant)
    return written


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2twp")

"""The words of the pack: those of the interface and its own, one table for each language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from outputs.text import Language, Words


class PackWords(Words):
    """`words("cards.how")`; also whole lists: `words.lines("handout.kano_points")`."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._lists = _own(language)[1]
        self._table = {**self._table, **_own(language)[0]}

    def lines(self, key: str) -> tuple[Any, ...]:
        """The entries of a list, as they stand. Raises KeyError."""
        return self._lists[key]

    @property
    def blank(self) -> str:
        """A line to write on."""
        return "＿＿＿＿" if self.language == "zh" else "________"


@cache
def _own(language: Language) -> tuple[dict[str, str], dict[str, tuple[Any, ...]]]:
    texts: dict[str, str] = {}
    lists: dict[str, tuple[Any, ...]] = {}
    for path in sorted((Path(__file__).parent / "text").glob(f"*.{language}.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for key, value in entries.items():
                if isinstance(value, str):
                    texts[f"{section}.{key}"] = value
                else:
                    lists[f"{section}.{key}"] = tuple(value)
    return texts, lists

"""The words of the interface, in Chinese and English, as data."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANGUAGE: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}


class Words:
    """All words of one language: `words("cards.people", people=3)`.

    Raises KeyError for a key that is not there: a missing word is a bug, not a blank.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._table = load_table(language)

    def __call__(self, key: str, **values: Any) -> str:
        """The words of a key with the values put in; whole numbers get thousands separators.

        Where `n` is 1 and the table has `KEY_one`, that is used.
        """
        single = f"{key}_one"
        chosen = single if values.get("n") == 1 and single in self._table else key
        return self._table[chosen].format(**{name: _shown(value) for name, value in values.items()})

    def get(self, key: str, default: str) -> str:
        """The words of a key that comes from data, or the default where nobody foresaw it."""
        return self._table.get(key, default)


@cache
def load_table(language: Language) -> dict[str, str]:
    """The flat table `section.key` -> text of a language."""
    path = Path(__file__).with_name(f"{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, entries in data.items() for key, text in entries.items()}


def _shown(value: Any) -> Any:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value

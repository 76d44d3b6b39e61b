"""Word lists of the light parts of mining, as data."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def word_list(name: str, key: str) -> frozenset[str]:
    """The words under `key` of `<name>.toml` in this package."""
    return frozenset(_table(name)[key])


@cache
def _table(name: str) -> dict[str, list[str]]:
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))

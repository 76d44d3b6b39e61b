"""The words of a name, single characters included: jieba for Chinese, runs of letters for the rest."""

import logging
import re
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from mining.normalise import shadow

_RUN = re.compile(r"[a-z0-9][a-z0-9']*|[\u3400-\u9fff]+")


def content_words(title: str) -> Iterator[str]:
    """The words that say something: all but grammar and the few words that names are built of (glue.toml)."""
    for run in _RUN.findall(shadow(title).text.replace("’", "'")):
        for word in _cut(run) if run[0] >= "\u3400" else [run]:
            if word not in _glue():
                yield word


def _cut(run: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has escapes that newer Pythons warn of
        import jieba  # noqa: PLC0415 - reads a 5 MB dictionary
    jieba.setLogLevel(logging.WARNING)
    found: Any = jieba.cut(run, HMM=False)
    return list(found)


@cache
def _glue() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("glue.toml").read_text(encoding="utf-8"))
    return frozenset((*table["zh"], *table["en"]))

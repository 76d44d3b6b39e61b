"""Taxonomy files as text: the beginning of a study's own, and entries that a table gave."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.errors import ConfigProblem
from mining.taxonomy import STUDY_FOLDER, Entry

TEMPLATE = """\
# Taxonomies of this study. They are laid over the built-in ones by id: keys given here replace the built-in
# ones, the others stay, and a new id adds an entry. `caifeng taxonomy check` checks them, `caifeng mine`
# uses them. Remove the # from what you need.
version = 1

# Take away what does not fit. Ids: caifeng taxonomy export --study DIR --out tags.xlsx
# [drop]
# tags = ["parking", "cutlery"]

# A tag of your own. severity: 1 a nuisance, 2 spoils the visit or purchase, 3 harm to health, money, data.
# [[tags]]
# id = "refill"
# category = "food"
# name_zh = "续杯"
# name_en = "Refill"
# severity = 1
# cues_zh = ["续杯", "加水"]
# cues_en = ["refill*", "top up"]

# More cue words for a built-in touchpoint: give the whole list, it replaces the built-in one.
# [[touchpoints]]
# id = "waiting"
# cues_zh = ["排队", "等位", "等号"]
"""


def write_template(folder: Path, name: str) -> Path:
    """Begin a taxonomy file in a study. Raises ConfigProblem where one of that name stands already."""
    path = _free(folder, name)
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def write_entries(
    folder: Path, name: str, entries: Mapping[str, Sequence[Entry]], drop: Mapping[str, Sequence[str]]
) -> Path:
    """Write entries as a taxonomy file of a study. Raises ConfigProblem where that file stands already."""
    path = _free(folder, name)
    lines = ["version = 1"]
    kept = {section: list(ids) for section, ids in drop.items() if ids}
    if kept:
        lines += ["", "[drop]", *(f"{section} = {_value(ids)}" for section, ids in kept.items())]
    for section, found in entries.items():
        for entry in found:
            lines += ["", f"[[{section}]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _free(folder: Path, name: str) -> Path:
    path = folder / STUDY_FOLDER / f"{name}.toml"
    if path.exists():
        raise ConfigProblem("stands already", where=str(path), hint="choose another --name, or remove it")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _value(value: Any) -> str:
    """JSON's strings, numbers and lists are TOML's too, once DEL is escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

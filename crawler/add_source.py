"""Adding a source to study.toml for those who do not edit files. Comments and order stay as they are."""

import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.config import SourceSection, parse_config
from crawler.errors import CaifengError, ConfigProblem, CrawlProblem
from crawler.study import CONFIG_NAME, Study, load_study
from crawler.template import toml_string
from crawler.urls import is_private_host


def add_source(folder: Path, source: SourceSection) -> Study:
    """Append a [[sources]] block and return the study as it now is.

    A source that is already there (same name and url) is not added twice. The new text is checked
    before it takes the old one's place, in one step; raises ConfigProblem and changes nothing when
    it would not be valid.
    """
    study = load_study(folder)
    if any((s.source, s.url) == (source.source, source.url) for s in study.config.sources):
        return study
    path = folder / CONFIG_NAME
    old = path.read_text(encoding="utf-8-sig")
    new = old.rstrip("\n") + "\n\n" + source_block(source)
    _check(new, where=str(path))
    _replace(path, new)
    return load_study(folder)


def take_out_source(folder: Path, source: SourceSection) -> bool:
    """Take out the block that `add_source` wrote; False where it is not as written: then nothing changes."""
    path = folder / CONFIG_NAME
    old = path.read_text(encoding="utf-8-sig")
    block = "\n\n" + source_block(source)
    if old.count(block) != 1 or old.partition(block)[2][:1] not in ("", "\n"):
        return False
    new = old.replace(block, "\n")
    _check(new, where=str(path))
    _replace(path, new)
    return True


def refuse_private(study: Study, url: str) -> None:
    """Raise CrawlProblem where an address is private and study.toml does not allow those."""
    if not study.config.crawl.allow_private and is_private_host(urlsplit(url).hostname or ""):
        raise CrawlProblem(
            "a private or loopback address is not fetched, and was not added",
            where=url,
            hint="crawl.allow_private = true in study.toml, if it is yours",
        )


def source_block(source: SourceSection) -> str:
    """The TOML of a source; what stands at its default is left out."""
    values = source.model_dump(exclude_none=True, exclude_defaults=True) | {
        "source": source.source,
        "url": source.url,
    }
    order = [name for name in SourceSection.model_fields if name in values]
    lines = [f"{name} = {_toml(values[name])}" for name in order]
    return "\n".join(["[[sources]]", *lines]) + "\n"


def _toml(value: Any) -> str:
    """A value of study.toml on one line: tables are written inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(name)} = {_toml(item)}' for name, item in value.items())} }}"
    return toml_string(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_string(name)


def _check(text: str, *, where: str) -> None:
    try:
        parse_config(tomllib.loads(text), where=where)
    except (tomllib.TOMLDecodeError, CaifengError) as error:
        raise ConfigProblem(
            f"the source could not be added, the file was left as it was: {error}",
            where=where,
            hint="write the [[sources]] block by hand",
        ) from error


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".study-", suffix=".toml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

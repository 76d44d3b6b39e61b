"""What is wrong in a study.toml is said by line, by key, and with what was probably meant."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from crawler.config import load_config
from crawler.config_schema import study_schema
from crawler.errors import ConfigProblem
from crawler.template import STUDY_TEMPLATE
from outputs.cli import run
from tests.project.tree import ROOT

B = 'url = "https://b.example.org/"\n'
TWO = '[study]\nname = "t"\n[[sources]]\nurl = "https://a.example.org/"\n[[sources]]\n'


def said(folder: Path, text: str) -> str:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblem) as caught:
        load_config(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TWO + 'url = "ftp://b"\n', "line 6: sources[1].url: must be an http:// or https:// address"),
        (TWO + 'ulr = "https://b"\n', "line 6: sources[1].ulr: there is no such key; did you mean 'url'?"),
        (TWO + 'source = "auto"\n', "line 5: sources[1].url: is missing"),
        (TWO + 'url = 7\n', 'line 6: sources[1].url: must be a text in quotes ("…"), got 7'),
        (TWO + B + 'limit = "20"\n', "line 7: sources[1].limit: must be a whole number"),
        (TWO + B + 'limit = 0\n', "sources[1].limit: must be 1 or more, got 0"),
        (
            TWO + B + 'brand_role = "rival"\n',
            "line 7: sources[1].brand_role: must be one of own, competitor, category, got 'rival'",
        ),
        (
            TWO + B + 'since = 2026-01-31\n',
            'line 7: sources[1].since: must be a text in quotes ("…"), got a date without quotes',
        ),
        (TWO + B + 'delay = 2.0\n', "no such key here; it belongs in [crawl]"),
        ('[study]\nname = "t"\n[crawl]\ndelay = "1"\n', "line 4: crawl.delay: must be a number without"),
        ('[study]\nname = "t"\n[crawl]\ndelay = -1.0\n', "crawl.delay: must be 0 or more, got -1.0"),
        ('[study]\nname = "t"\n[crawl]\nallow_private = "yes"\n', "must be true or false, without quotes"),
        ('[study]\nname = ""\n', "line 2: study.name: must not be empty"),
        ('[study]\nname = "t"\nlanguages = "zh"\n', "line 3: study.languages: must be a list"),
        ('[study]\nname = "t"\n[mineing]\n', "line 3: mineing: there is no such key; did you mean 'mining'?"),
        ('[study]\nname = "t"\n[sources]\nurl = "x"\n', "write [[sources]] with two brackets"),
        ('study = "t"\n', "line 1: study: must be a table: [study], got 't'"),
        ("", "study: is missing"),
    ],
)  # fmt: skip
def test_faults_are_named(tmp_path: Path, text: str, words: str) -> None:
    assert words in said(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    message = said(tmp_path, TWO + 'ulr = "x"\nlimit = 0\n')
    assert message.count("sources[1]") == 3


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("[study]\nname = “t”\n", 2, "typographic"),
        ('[study]\nname = "C:\\shop"\n', 2, "backslash"),
        ("[study]\nname = tea\n", 2, "needs quotes"),
        ("[study]\nname = 茶\n", 2, "needs quotes"),
        ('[study]\nname = "t"\n[crawl]\nallow_private = True\n', 4, "small letters"),
        ('[study]\nname: "t"\n', 2, "joined by ="),
        ('[study]\nname = "t\n', 2, "quote is missing"),
        ('[study]\nname = "t"\nname = "u"\n', 3, "stands twice"),
        ('[study]\nname = "t"\nlanguages = ["zh", "en"\n[crawl]\n', 4, "not closed"),
    ],
)
def test_syntax_errors_show_the_line_and_advise(tmp_path: Path, text: str, line: int, advice: str) -> None:
    message = said(tmp_path, text)
    assert f"line {line}" in message
    assert text.splitlines()[line - 1].strip() in message
    assert advice in message


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes('[study]\nname = "茶"\n'.encode("gbk"))
    with pytest.raises(ConfigProblem, match="not UTF-8"):
        load_config(tmp_path / "study.toml")


def schema_faults(text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(study_schema())
    return [error.json_path for error in checker.iter_errors(tomllib.loads(text))]


def test_the_schema_accepts_the_template_and_refuses_what_loading_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(study_schema())
    template = STUDY_TEMPLATE.format(name='"t"', question='"q"', domains="[]")
    assert schema_faults(template) == []
    commented = template.replace("# [[sources]]", "[[sources]]")
    for key in ("source", "url", "subject", "brand_role", "limit"):
        commented = commented.replace(f"# {key} =", f"{key} =")
    assert "[[sources]]\nsource" in commented
    assert schema_faults(commented) == []
    assert schema_faults(TWO + 'url = "ftp://b"\n') == ["$.sources[1].url"]
    assert schema_faults(TWO + 'url = "https://b"\nlimit = "20"\n') == ["$.sources[1].limit"]
    assert schema_faults('[study]\nname = "t"\nnmae = "u"\n') == ["$.study"]


def test_the_published_schema_is_the_one_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    printed = capsys.readouterr().out
    published = (ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8")
    assert json.loads(printed) == study_schema()
    assert published == printed, "caifeng schema > docs/study.schema.json writes it again"

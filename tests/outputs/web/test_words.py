"""The words of the pages: complete in both languages, made Traditional, no clash with the shared ones."""

import re
import tomllib

import pytest

from outputs.text import load_table
from outputs.web.render import TEMPLATES
from outputs.web.words import FOLDER, PageWords, page_table, preferred_tongue, read_tongue

FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_has_both_languages_with_the_same_holes(path) -> None:
    for key, both in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert set(both) == {"zh", "en"}, key
        holes = [set(re.findall(r"{(\w*)", both[language])) for language in ("zh", "en")]
        assert holes[0] == holes[1], key
        assert all(both.values()), key


def test_no_page_takes_a_section_of_the_shared_words() -> None:
    shared = {key.split(".")[0] for key in load_table("en")}

    assert not shared & {path.stem for path in FILES}


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_every_word_that_a_template_names_is_there(path) -> None:
    known = {**load_table("en"), **page_table("en")}
    named = re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", path.read_text(encoding="utf-8"))

    assert [key for key in named if key not in known] == []


def test_traditional_is_written_from_simplified() -> None:
    words = PageWords("zh-Hant")

    assert words("app.language") == "語言"
    assert words("app.you", who="Mei") == "你是 Mei"
    assert words.written("软件") == "軟體"
    assert PageWords("zh-Hans").written("软件") == "软件"


@pytest.mark.parametrize(
    ("tag", "tongue"),
    [("zh", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh_HK", "zh-Hant"), ("en-GB", "en"), ("fr", None)],
)
def test_language_tags_are_understood(tag: str, tongue: str | None) -> None:
    assert read_tongue(tag) == tongue


def test_the_browser_is_asked_in_its_order() -> None:
    assert preferred_tongue("fr-FR,zh-TW;q=0.9,en;q=0.8") == "zh-Hant"
    assert preferred_tongue("") is None
